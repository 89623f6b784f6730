"""A company with open receivables and a statement of payments for them: four in five name what they pay."""

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bench.load import words
from bench.load.rows import copy
from core.models.base import new_id
from core.tenancy import acting_for
from customers.models import Customer
from customers.names import normalised, sort_key
from deals.models import Agreement, Deal, Seat
from receivables.models import (
    BankAccount,
    BankLine,
    BankStatement,
    LedgerEntry,
    PayerAlias,
    Receivable,
    StatementPart,
)
from receivables.rules.payers import name_key

PER_CUSTOMER, PER_DEAL = 10, 5
# (lines, open receivables, most seconds to suggest and post)
SIZES = ((1_000, 10_000, 2), (5_000, 50_000, 15))
# Of a hundred lines so many name their receivable in full, with a digit wrong, and not at all.
NAMED, DAMAGED = 80, 90
# Every so many customers pay under another name that was learned.
ALIASED = 10


@dataclass
class Payments:
    """What was loaded: the ids of the lines, in the order of their file."""

    company: object
    items: int
    line_ids: list


def load_payments(cursor, company, items: int, lines: int, as_of) -> Payments:
    """`items` open receivables and `lines` payments of as many of them, by COPY."""
    chosen = random.Random(items)
    customers = _customers(cursor, company, items // PER_CUSTOMER)
    owed = _receivables(cursor, company, items, customers, as_of, chosen)
    payers = _aliases(cursor, company, customers)
    ids = load_lines(cursor, company, chosen.sample(owed, lines), payers, as_of, chosen)
    return Payments(company, items, ids)


def _customers(cursor, company, count) -> list[tuple]:
    """(id, name): one in five differs from another by one character."""
    chosen, names = random.Random(count), []
    while len(names) < count:
        near = len(names) % 5 == 4
        names.append(words.misspelt(names[-1], chosen) if near else words.company_name(chosen))
    rows = [(new_id(), name) for name in names]
    copy(
        cursor, Customer, company.tenant, ("id", "name", "normalised_name", "sort_key", "owner_id"),
        ((pk, name, normalised(name)[:160], sort_key(name), company.ars[n % len(company.ars)].pk)
         for n, (pk, name) in enumerate(rows)),
        state="admitted",
    )  # fmt: skip
    return rows


def _receivables(cursor, company, items, customers, as_of, chosen) -> list[tuple]:
    """(id, number, customer, amount) of open receivables of amounts as they come."""
    deals = [
        (new_id(), customers[n % len(customers)][0], company.ars[n % len(company.ars)].pk)
        for n in range(items // PER_DEAL)
    ]
    copy(
        cursor, Deal, company.tenant, ("id", "customer_id", "owner_id", "number"),
        ((*deal, f"DL-2026-{n:06d}") for n, deal in enumerate(deals)), stage="cash", title="装配线",
        amount=Decimal(1000), amount_minor=100_000,
    )  # fmt: skip
    copy(
        cursor, Seat, company.tenant, ("deal_id", "user_id"), ((pk, owner) for pk, _c, owner in deals), code="ar"
    )  # fmt: skip
    copy(
        cursor, Agreement, company.tenant, ("id", "deal_id", "customer_id", "number"),
        ((pk, pk, customer, f"CT-2026-{n:06d}") for n, (pk, customer, _owner) in enumerate(deals)),
        total=Decimal(1000), net=Decimal(1000), signed_on=as_of - timedelta(days=200),
    )  # fmt: skip
    rows = []
    for n in range(items):
        due_on = as_of + timedelta(days=n % 120 - 60)
        units = chosen.randint(100_000, 90_000_000)
        rows.append(
            (new_id(), deals[n % len(deals)], f"AR-2026-{n:06d}", Decimal(units).scaleb(-2), units, due_on)
        )
    copy(
        cursor, Receivable, company.tenant,
        ("id", "deal_id", "agreement_id", "customer_id", "owner_id", "number", "amount", "amount_minor", "due_on",
         "due_sort"),
        ((pk, deal[0], deal[0], deal[1], deal[2], number, amount, units, due, due)
         for pk, deal, number, amount, units, due in rows),
        name="发货款", trigger="shipped", state="open", triggered_on=as_of - timedelta(days=90),
    )  # fmt: skip
    copy(
        cursor, LedgerEntry, company.tenant, ("receivable_id", "amount", "base_amount", "base_minor"),
        ((pk, amount, amount, units) for pk, _deal, _number, amount, units, _due in rows), kind="opened",
        counts_on=as_of - timedelta(days=90), rate=Decimal(1), cause="loaded", currency="CNY",
    )  # fmt: skip
    return [(pk, number, deal[1], amount, units) for pk, deal, number, amount, units, _due in rows]


def _aliases(cursor, company, customers) -> dict:
    """{customer: the name it pays under}."""
    payers = dict(customers)
    aliased = [pk for n, (pk, _name) in enumerate(customers) if n % ALIASED == 0]
    payers |= {pk: f"{payers[pk][:4]}商贸行{n}" for n, pk in enumerate(aliased)}
    copy(
        cursor, PayerAlias, company.tenant, ("customer_id", "value", "key"),
        ((pk, payers[pk], name_key(payers[pk])) for pk in aliased), kind="name", times=3, is_confirmed=True,
    )  # fmt: skip
    return payers


def load_lines(cursor, company, paid, payers, as_of, chosen) -> list:
    """A statement whose lines pay these (id, number, customer, amount, minor units). Returns the lines' ids."""
    with acting_for(company.tenant):
        account = BankAccount.objects.create(number=f"6222{len(paid)}", currency="CNY", is_confirmed=True)
        statement = BankStatement.objects.create(
            file_name="bench.sta", format="mt940", digest=f"{len(paid)}", new_lines=len(paid),
            owner_id=company.others["finance"][0].pk,
        )  # fmt: skip
        part = StatementPart.objects.create(statement=statement, account=account, position=1, currency="CNY")
    lines = [(new_id(), n, *one) for n, one in enumerate(paid)]
    copy(
        cursor, BankLine, company.tenant,
        ("id", "line", "digest", "amount", "amount_minor", "payer", "text", "customer_id"),
        ((pk, n, str(n), amount, units, payers[customer], _text(number, chosen), customer)
         for pk, n, _item, number, customer, amount, units in lines),
        statement_id=statement.pk, part_id=part.pk, account_id=account.pk, currency="CNY", value_on=as_of,
        booked_on=as_of,
    )  # fmt: skip
    copy(
        cursor, LedgerEntry, company.tenant, ("bank_line_id", "amount", "base_amount", "base_minor"),
        ((pk, amount, amount, units) for pk, _n, _item, _number, _customer, amount, units in lines), kind="received",
        counts_on=as_of, rate=Decimal(1), cause="loaded", currency="CNY",
    )  # fmt: skip
    return [pk for pk, *_rest in lines]


def _text(number: str, chosen) -> str:
    draw = chosen.randrange(100)
    if draw < NAMED:
        return f"货款 {number}"
    if draw < DAMAGED:
        return f"货款 {number[:-1]}{(int(number[-1]) + 1) % 10}"
    return "货款"
