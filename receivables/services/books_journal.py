"""The ledger as vouchers: entries of one act together, in the order of their days, read in pieces."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.money import from_minor, minor_units
from core.tenancy import current_tenant
from deals.states import Trigger
from receivables.books import RAISES, TAXED_CREDIT, TAXED_DEBIT, PostingKind
from receivables.models import BookPosting, LedgerEntry
from receivables.provision_journal import CREDIT_LOSS, EXCHANGE, PROVISION, journal_of
from receivables.rules.vouchers import Account, Booking, Line, Posting, Voucher, voucher_of
from receivables.services.books_setup import install_books
from receivables.states import EntryKind, LineSource

AT_ONCE = 2000
# What is triggered before goods or services are delivered is an advance, no revenue yet.
ADVANCES = (Trigger.SIGNED,)
BY_SOURCE = {LineSource.BILL: PostingKind.RECEIVED_BILL, LineSource.CASH: PostingKind.RECEIVED_CASH}
ON_LINE = {EntryKind.EXCHANGE: PostingKind.EXCHANGE_LINE, EntryKind.ROUNDING: PostingKind.ROUNDING_LINE}
RELATED = (
    "receivable__customer", "receivable__agreement", "bank_line__customer", "allocation__receivable__customer",
)  # fmt: skip


class Books:
    """The tenant's posting rules, read once for a run."""

    def __init__(self):
        rows = BookPosting.objects.select_related("debit", "credit", "tax")
        found = {row.kind: row for row in rows}
        if len(found) < len(PostingKind.values):
            install_books()
            found = {row.kind: row for row in rows.all()}
        self.currency = current_tenant().currency
        self.postings = {kind: _posting(row) for kind, row in found.items()}
        self.exported = {kind for kind, row in found.items() if row.is_exported}

    def booking(self, entry) -> Booking | None:
        """An entry as it is booked; None where its kind is not handed over."""
        kind = posting_kind(entry)
        if kind not in self.exported:
            return None
        return Booking(
            posting=self.postings[kind], value=from_minor(entry.base_minor, self.currency), raises=kind in RAISES,
            is_reversal=entry.reverses_id is not None, half=_half(entry), tax=self._tax(entry, kind),
            taxed_side="debit" if kind in TAXED_DEBIT else "credit", amount=entry.amount, currency=entry.currency,
            customer=_customer(entry), text=text_of(entry, kind),
        )  # fmt: skip

    def _tax(self, entry, kind) -> Decimal:
        terms = (
            entry.receivable.agreement if entry.receivable_id and kind in TAXED_CREDIT | TAXED_DEBIT else None
        )
        if terms is None or not terms.total:
            return Decimal(0)
        whole = from_minor(abs(entry.base_minor), self.currency)
        return from_minor(minor_units(whole * terms.tax / terms.total, self.currency), self.currency)

    def voucher(self, entries) -> Voucher | None:
        """The voucher of the entries of one act; None where nothing of it is handed over."""
        bookings = [booking for entry in entries if (booking := self.booking(entry)) is not None]
        if not bookings:
            return None
        return voucher_of(entries[0].counts_on, bookings, self.postings[PostingKind.EXCHANGE])


def _posting(row) -> Posting:
    def account(one):
        return Account(one.code, one.name, one.has_customer) if one is not None else None

    return Posting(account(row.debit), account(row.credit), account(row.tax))


def posting_kind(entry) -> str:
    """Under which kind the general ledger books an entry."""
    if _is_taken_over(entry):
        return PostingKind.TAKEN_OVER
    if entry.kind == EntryKind.RECEIVED:
        return BY_SOURCE.get(entry.bank_line.source, PostingKind.RECEIVED)
    if entry.bank_line_id is not None:
        return ON_LINE.get(entry.kind, entry.kind)
    if entry.kind == EntryKind.OPENED and entry.receivable.trigger in ADVANCES:
        return PostingKind.OPENED_ADVANCE
    return entry.kind


def _is_taken_over(entry) -> bool:
    """Did it come with the books before, whose general ledger has it already?"""
    if entry.kind == EntryKind.OPENED:
        return entry.receivable.is_taken_over
    return entry.kind == EntryKind.RECEIVED and entry.bank_line.source == LineSource.TAKEN_OVER


def _half(entry) -> str:
    if entry.kind != EntryKind.ALLOCATED:
        return ""
    return "debit" if entry.bank_line_id is not None else "credit"


def _customer(entry) -> tuple:
    if entry.receivable_id is not None:
        customer = entry.receivable.customer
    elif entry.allocation_id is not None:
        customer = entry.allocation.receivable.customer
    else:
        customer = entry.bank_line.customer
    return (customer.number, customer.name) if customer is not None else ("", "")


def text_of(entry, kind) -> str:
    """The voucher's words: what happened, on what, with whom."""
    name = str(PostingKind(kind).label)
    number = entry.receivable.number if entry.receivable_id else ""
    if not number and entry.allocation_id is not None:
        number = entry.allocation.receivable.number
    parts = [
        _("Reversed: {what}").format(what=name) if entry.reverses_id else name,
        number,
        _customer(entry)[1],
    ]
    return " ".join(part for part in parts if part)


# --- reading --------------------------------------------------------------------------------------------------


def entries_between(first: date, last: date):
    """The entries that count in the period and have a value, in the order of their vouchers."""
    rows = LedgerEntry.objects.filter(counts_on__range=(first, last)).exclude(base_minor=0)
    return in_order(rows)


def in_order(rows):
    """Entries by day; those of one act one after the other, reversals apart."""
    act = Coalesce("allocation_id", "id")
    back = Case(When(reverses=None, then=Value(0)), default=Value(1))
    rows = rows.select_related(*RELATED).annotate(act=act, back=back)
    return rows.order_by("counts_on", "act", "back", "position", "pk")


def waiting_between(first: date, last: date) -> int:
    """How many entries of the period have no value in the company's currency yet."""
    rows = LedgerEntry.objects.filter(counts_on__range=(first, last), base_minor=0).exclude(amount=0)
    return rows.count()


def vouchers(rows, books: Books) -> Iterator[tuple[Voucher, int]]:
    """(voucher, entries in it) of entries in their order, numbered within each month; few are in memory at a time."""
    month, number = None, 0
    acts = groupby(rows.iterator(AT_ONCE), key=lambda entry: (entry.counts_on, entry.act, entry.back))
    for (on, _act, _back), entries in acts:
        together = list(entries)
        voucher = books.voucher(together)
        if voucher is None or not voucher.lines:
            continue
        if (on.year, on.month) != month:
            month, number = (on.year, on.month), 0
        number += 1
        voucher.number = number
        yield voucher, len(together)


def provision_vouchers(handed, books: Books) -> Iterator[Voucher]:
    """The vouchers of provision runs, by month; handed: (run, is it taken back) in the order they are written."""
    posting = books.postings[PostingKind.PROVISION]
    accounts = {
        CREDIT_LOSS: posting.debit, PROVISION: posting.credit, EXCHANGE: books.postings[PostingKind.EXCHANGE].debit,
    }  # fmt: skip
    if PostingKind.PROVISION not in books.exported:
        return
    for run, is_counter in handed:
        lines = [
            Line(
                accounts[one.account],
                one.debit,
                one.credit,
                one.debit or one.credit,
                books.currency,
                ("", ""),
                one.text,
            )
            for one in journal_of(run, is_counter=is_counter)
        ]
        if lines:
            yield Voucher(run.closes_on, 0, lines)
