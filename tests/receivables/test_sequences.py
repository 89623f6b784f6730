"""Whatever happens in whatever order, in three currencies: the sums always hold.

5,000 sequences are worked with the ledger's own entries on books in memory; every tenth is then written, and the
database and the checker agree. A few dozen go through the services that people use; with `L2C_SEQUENCES=5000` all of
them do so.
"""

import os
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.models import Rate
from core.models.base import new_id
from core.money import Money, base_minor
from core.workflow import run
from receivables.checking import problems
from receivables.models import Allocation, BankLine, LedgerEntry, Receipt, Receivable
from receivables.services import ledger
from receivables.services.allocation import allocate, reverse
from receivables.services.planning import open_receivable
from receivables.services.receipts import take_receipt
from receivables.services.undoing import UNDOING, undo
from receivables.states import EntryKind, ReceivableState
from tenancy.actor import system
from tests.factories.receivables import make_agreement

DAY = date(2026, 11, 20)
RATES = {"CNY": "1", "USD": "7.2137", "EUR": "7.8123"}
LATER = {"USD": "6.9311", "EUR": "8.0177"}
CURRENCIES = [*RATES]
WHAT = [
    "open", "pay", "allocate", "difference", "discount", "undo", "write_off", "recover", "reschedule", "dishonour",
]  # fmt: skip
ACTION = st.tuples(
    st.sampled_from(WHAT), st.sampled_from([*RATES]), st.sampled_from([*RATES]), st.integers(1, 999_99),
    st.integers(0, 5),
)  # fmt: skip
SEQUENCE = st.lists(ACTION, min_size=4, max_size=12)
QUICK = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
ALL = int(os.environ.get("L2C_SEQUENCES", "25"))


@pytest.fixture
def terms(tenant):
    """Rates that change between booking and payment, and a deal to hang receivables on."""
    for currency, value in RATES.items():
        Rate.objects.create(currency=currency, day=date(2026, 1, 1), rate=Decimal(value))
    for currency, value in LATER.items():
        Rate.objects.create(currency=currency, day=date(2026, 11, 10), rate=Decimal(value))
    return make_agreement("1", schedule=[{"name": "x", "share": Decimal(1), "trigger": "accepted"}])


# --- in memory: the entries alone -----------------------------------------------------------------------------------


class Books:
    """Receivables, money and entries of one sequence, moved by the ledger's own functions."""

    def __init__(self, agreement, serial):
        self.agreement, self.serial = agreement, serial
        self.owed, self.lines, self.allocations, self.entries = [], [], [], []
        self.reversed: set = set()
        self.of_bills: set = set()

    def write(self, entries):
        self.entries += entries

    def open(self, currency, _other, amount, _pick):
        self._receivable(amount, currency, "open")
        row = self.owed[-1]
        entry = ledger.opened(row, counts_on=date(2026, 9, 1), by=system(), cause="accepted x")
        ledger.follow([entry])
        self.write([entry])

    def _receivable(self, amount, currency, state):
        row = Receivable(
            number=f"P{self.serial}-{len(self.owed)}", deal_id=self.agreement.deal_id,
            customer_id=self.agreement.customer_id, name="x", trigger="accepted", amount=amount, currency=currency,
            state=state, triggered_on=date(2026, 9, 1), due_on=DAY,
            amount_minor=base_minor(amount, currency, date(2026, 9, 1)),
        )  # fmt: skip
        self.owed.append(row)
        return row

    def pay(self, currency, _other, amount, pick):
        line = BankLine(
            source="bill" if pick % 2 else "cash", customer_id=self.agreement.customer_id, amount=amount,
            currency=currency, amount_minor=base_minor(amount, currency, DAY), value_on=DAY, booked_on=DAY,
        )  # fmt: skip
        self.lines.append(line)
        if line.source == "bill":
            self.of_bills.add(line.pk)
        entry = ledger.received(line, by=system(), rate=ledger.known_rate(currency, DAY), cause="paid")
        ledger.follow([entry])
        self.write([entry])

    def allocate(self, currency, other, amount, pick, kind=None, state="open"):
        row = self._pick(
            [r for r in self.owed if r.currency == currency and r.state == state and self._room(r)], pick
        )
        line = self._pick([one for one in self.lines if one.currency == other and one.unallocated > 0], pick)
        if row is None or line is None:
            return
        part = min(amount, self._room(row))
        taken = part
        if currency != other:
            taken = min(
                line.unallocated, Decimal(round(part * Decimal(RATES[currency]) / Decimal(RATES[other]), 2))
            )
            if taken <= 0:
                return
        elif taken > line.unallocated:
            part = taken = line.unallocated
        made = Allocation(
            bank_line=line, receivable=row, amount=part, currency=currency, counts_on=DAY,
            taken=None if currency == other else taken, taken_currency="" if currency == other else other,
        )  # fmt: skip
        self.allocations.append(made)
        self.write(ledger.allocated(made, line, row, by=system()))
        rest = min(row.balance, amount / 10)
        if kind and rest > 0 and state == "open":
            for one in kind:
                if part_of := min(row.balance, rest):
                    self.write([ledger.differing(made, row, one, part_of, by=system(), cause=one)])
        self._close(row)

    def _room(self, row):
        if row.state == "written_off":
            sums = [
                e.amount
                for e in self.entries
                if e.receivable_id == row.pk and e.kind in ("written_off", "recovered")
            ]
            return -sum(sums, Decimal(0))
        return row.balance

    def difference(self, currency, other, amount, pick):
        kinds = [EntryKind.FEE, EntryKind.ROUNDING, EntryKind.WRITTEN_OFF]
        self.allocate(currency, other, amount, pick, kind=[kinds[pick % 3]])

    def discount(self, currency, other, amount, pick):
        self.allocate(currency, other, amount, pick, kind=[EntryKind.DISCOUNT, EntryKind.DISCOUNT_TAX])

    def recover(self, currency, other, amount, pick):
        self.allocate(currency, other, amount, pick, state="written_off")

    def undo(self, _currency, _other, _amount, pick):
        made = self._pick([one for one in self.allocations if one.pk not in self.reversed], pick)
        if made is not None:
            self._reverse(made)

    def _reverse(self, made):
        self.reversed.add(made.pk)
        made.reversed_at = datetime(2026, 11, 21, tzinfo=UTC)
        self._counter([e for e in self.entries if e.allocation_id == made.pk and e.reverses_id is None])
        row = made.receivable
        if row.balance > 0:
            row.__dict__["state"] = "open"

    def _counter(self, entries):
        counters = [ledger.reversing(e, by=system(), cause="undo") for e in entries]
        for counter, entry in zip(counters, entries, strict=True):
            counter.receivable, counter.bank_line = entry.receivable, entry.bank_line
        ledger.follow(counters)
        self.write(counters)

    def write_off(self, currency, _other, _amount, pick):
        row = self._pick(
            [r for r in self.owed if r.currency == currency and r.state == "open" and r.balance], pick
        )
        if row is not None:
            entry = ledger.lowered(row, EntryKind.WRITTEN_OFF, row.balance, DAY, by=system(), cause="gone")
            ledger.follow([entry])
            self.write([entry])
            row.__dict__["state"] = "written_off"

    def reschedule(self, currency, _other, amount, pick):
        row = self._pick(
            [r for r in self.owed if r.currency == currency and r.state == "open" and r.balance], pick
        )
        if row is None:
            return
        first = min(amount, row.balance)
        for part in [one for one in (first, row.balance - first) if one > 0]:
            off = ledger.lowered(row, EntryKind.RESCHEDULED, part, DAY, by=system(), cause="parts")
            ledger.follow([off])
            made = self._receivable(part, currency, "open")
            on = ledger.raised(
                made, EntryKind.RESCHEDULED, part, DAY, by=system(), cause="part", worth=-off.base_minor
            )
            ledger.follow([on])
            self.write([off, on])
        self._close(row)

    def dishonour(self, _currency, _other, _amount, pick):
        line = self._pick([one for one in self.lines if one.pk in self.of_bills], pick)
        if line is None:
            return
        self.of_bills.discard(line.pk)
        for made in [
            one for one in self.allocations if one.bank_line is line and one.pk not in self.reversed
        ]:
            self._reverse(made)
        own = [
            e
            for e in self.entries
            if e.bank_line_id == line.pk and e.allocation_id is None and e.reverses_id is None
        ]
        self._counter(own)

    def _close(self, row):
        if row.state == "open" and row.balance == 0:
            row.__dict__["state"] = "settled"

    def _pick(self, rows, number):
        return rows[number % len(rows)] if rows else None

    def check(self):
        on, of = defaultdict(list), defaultdict(list)
        for entry in self.entries:
            on[entry.receivable_id or entry.bank_line_id].append(entry)
            of[entry.allocation_id].append(entry)
        holders = [(row, row.balance, row.balance_minor) for row in self.owed]
        holders += [(line, line.unallocated, line.unallocated_minor) for line in self.lines]
        for holder, amount, minor in holders:
            assert (
                amount == sum((e.amount for e in on[holder.pk]), Decimal(0)) and 0 <= amount <= holder.amount
            )
            assert minor == sum(e.base_minor for e in on[holder.pk])
            # What is closed is worth nothing; what is open is never worth less than nothing.
            assert minor == 0 if amount == 0 else minor >= 0
        for made in self.allocations:
            money = [e for e in of[made.pk] if e.kind == "allocated"]
            taken = sum(e.amount for e in money if e.bank_line_id)
            assert taken == (0 if made.pk in self.reversed else -made.taken_money.amount)
            # Both sides of a payment are worth the same.
            paid = sum(e.base_minor for e in money if e.receivable_id)
            assert paid == sum(e.base_minor for e in money if e.bank_line_id)


def test_five_thousand_sequences_hold(terms):
    """The number of a sequence is its seed: what fails is found again by it."""
    written = []
    for number in range(5000):
        books, rng = Books(terms, number), Random(number)
        for _each in range(rng.randint(4, 12)):
            what, currency, other = rng.choice(WHAT), rng.choice(CURRENCIES), rng.choice(CURRENCIES)
            getattr(books, what)(currency, other, Decimal(rng.randint(1, 999_99)) / 100, rng.randint(0, 5))
        books.check()
        if number % 10 == 0:
            written.append(books)
    _write(written)
    assert list(problems()) == []
    balances = dict(Receivable.objects.values_list("pk", "balance"))
    assert all(balances[row.pk] == row.balance for books in written for row in books.owed)


def _write(many) -> None:
    """Put the books of many sequences into the database, which adds up for itself."""
    balances = [(row, row.balance, row.balance_minor) for books in many for row in books.owed]
    rests = [(row, row.unallocated, row.unallocated_minor) for books in many for row in books.lines]
    for row, _amount, _minor in balances:
        row.balance, row.balance_minor = 0, 0
    for row, _amount, _minor in rests:
        row.unallocated, row.unallocated_minor = 0, 0
    Receivable.objects.bulk_create([row for row, *_rest in balances], batch_size=1000)
    BankLine.objects.bulk_create([row for row, *_rest in rests], batch_size=1000)
    Allocation.objects.bulk_create([one for books in many for one in books.allocations], batch_size=1000)
    ledger.write([entry for books in many for entry in books.entries])
    for row, amount, minor in balances:
        row.balance, row.balance_minor = amount, minor


# --- through the services ---------------------------------------------------------------------------------------------


class Rollback(Exception):
    """Ends an example, so that the next one begins with empty books."""


@settings(max_examples=ALL, **QUICK)
@given(actions=SEQUENCE)
def test_what_people_do_in_any_order_adds_up(terms, actions):
    with pytest.raises(Rollback), transaction.atomic():
        for what, currency, other, cents, pick in actions:
            try:
                with transaction.atomic():
                    DOING[what](terms, currency, other, Decimal(cents) / 100, pick)
            except (Refused, ValidationError):
                pass
        assert list(problems()) == []
        own = LedgerEntry.objects.filter(receivable__isnull=False)
        assert not own.filter(receivable__balance=0).exclude(receivable__balance_minor=0).exists()
        raise Rollback


def _any(rows, pick):
    found = list(rows.order_by("pk")[: pick + 1])
    return found[pick % len(found)] if found else None


def _open(terms, currency, _other, amount, _pick):
    row = Receivable(
        number=f"S-{new_id()}"[:30], deal_id=terms.deal_id, customer_id=terms.customer_id, name="x", trigger="accepted",
        amount=amount, currency=currency, discount_percent=Decimal(2), discount_until=DAY,
    )  # fmt: skip
    row.save(force_insert=True)
    open_receivable(row, by=system(), triggered_on=date(2026, 9, 1), due_on=DAY, cause="accepted x")


def _pay(terms, currency, _other, amount, pick):
    bill = {"bill_number": str(new_id()), "due_on": date(2027, 1, 1)} if pick % 2 else {}
    take_receipt(
        by=system(), kind="commercial_bill" if pick % 2 else "cash", customer=terms.customer,
        amount=Money(amount, currency), received_on=DAY, **bill,
    )  # fmt: skip


def _allocate(terms, currency, other, amount, pick, state=ReceivableState.OPEN, kind="", short=Decimal(0)):
    row = _any(Receivable.objects.filter(state=state, currency=currency), pick)
    line = _any(BankLine.objects.filter(unallocated__gt=0, currency=other), pick)
    if row is None or line is None:
        return
    room = row.balance if state == ReceivableState.OPEN else amount
    part = min(amount, room) if currency != other else min(amount, room, line.unallocated)
    taken = Money(min(line.unallocated, part), other) if currency != other else None
    difference = Money(min(short, row.balance - part), currency) if short else None
    allocate(
        line, row, Money(part, currency), by=system(), taken=taken, difference=difference or None, difference_kind=kind,
    )  # fmt: skip


def _undo(_terms, _currency, _other, _amount, pick):
    if pick % 2:
        entry = _any(LedgerEntry.objects.filter(allocation=None, reverses=None, kind__in=[*UNDOING]), pick)
        if entry is not None:
            undo(entry, by=system(), reason="undo")
        return
    made = _any(Allocation.objects.filter(reversed_at=None), pick)
    if made is not None:
        reverse(made, by=system(), reason="undo")


def _move(name, record, fields):
    if record is not None:
        run(record, name, by=system(), fields=fields, approved=True)


def _reschedule(_terms, currency, _other, amount, pick):
    row = _any(Receivable.objects.filter(state="open", currency=currency), pick)
    if row is not None:
        first = min(amount, row.balance)
        parts = [{"due_on": "2026-12-31", "amount": str(first)}]
        parts += [{"due_on": "2027-01-31", "amount": None}] if first < row.balance else []
        _move("reschedule", row, {"parts": parts, "reason": "later"})


def _dishonour(terms, *_rest):
    _move(
        "dishonour",
        _any(Receipt.objects.filter(kind="commercial_bill", state="received"), _rest[-1]),
        {"reason": "x"},
    )


DOING = {
    "open": _open, "pay": _pay, "allocate": _allocate, "undo": _undo, "reschedule": _reschedule,
    "dishonour": _dishonour,
    "difference": lambda *a: _allocate(*a, kind=["fee", "rounding", "write_off"][a[-1] % 3], short=Decimal("0.40")),
    "discount": lambda *a: _allocate(*a, kind="discount", short=Decimal("0.30")),
    "write_off": lambda _t, c, _o, _a, p: _move(
        "write_off", _any(Receivable.objects.filter(state="open", currency=c), p), {"reason": "gone"}),
    "recover": lambda *a: _allocate(*a, state=ReceivableState.WRITTEN_OFF),
}  # fmt: skip
