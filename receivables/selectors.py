"""Reads for pages, API and tasks: ageing that adds up to the ledger, and statements of account."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Case, CharField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from core.dates import start_of_day
from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from customers.models import Customer
from receivables.models import BankLine, LedgerEntry, Receivable
from receivables.rules.ageing import BUCKETS, CODES, days_overdue, due_ranges

ACTUAL, KNOWN = "actual", "known"


@dataclass
class AgeingRow:
    """One customer: amounts by bucket, every bucket present."""

    customer_id: object
    number: str
    name: str
    amounts: dict

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return self.total - self.amounts["not_due"]


@dataclass
class Ageing:
    """Open receivables by customer and bucket on a day, in one currency; `ledger` is the sum asked independently."""

    as_of: date
    currency: str
    rows: list[AgeingRow]
    ledger: Decimal

    @cached_property
    def amounts(self) -> dict:
        return {code: sum((row.amounts[code] for row in self.rows), Decimal(0)) for code in CODES}

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return self.total - self.amounts["not_due"]

    @property
    def adds_up(self) -> bool:
        return self.total == self.ledger

    def money(self, amount) -> Money:
        return Money(amount, self.currency)


def ageing(by, *, as_of: date, currency: str = "", basis: str = ACTUAL) -> Ageing:
    """What `by` sees of open receivables on a day, by customer and days overdue (handbook §8, decision 27).

    currency: the tenant's (default) over all receivables at their booked rates; another one: the receivables in it, in
    its own amounts. basis: `actual` counts every entry dated up to the day, `known` only those written by its end.
    """
    own = current_tenant().currency
    currency = currency or own
    entries = _entries(by, as_of, currency, own, basis)
    measure = Sum("base_minor") if currency == own else Sum("amount")
    sums: dict = defaultdict(lambda: dict.fromkeys(CODES, Decimal(0)))
    grouped = entries.annotate(bucket=_bucket(as_of), who=F("receivable__customer_id")).values(
        "who", "bucket"
    )
    for found in grouped.annotate(sum=measure).order_by():
        sums[found["who"]][found["bucket"]] += _amount(found["sum"], currency, own)
    ledger = _amount(entries.aggregate(sum=measure)["sum"] or 0, currency, own)
    return Ageing(as_of, currency, _rows(sums), ledger)


def _rows(sums) -> list[AgeingRow]:
    """{customer id: amounts} as rows in the order of the customers' names; who owes nothing is left out."""
    # Named afterwards: with the names in its key the sum sorts every entry of the ledger, on disk where there are many.
    owing = Customer.objects.filter(pk__in=[who for who, amounts in sums.items() if any(amounts.values())])
    names = owing.order_by("sort_key", "pk").values_list("pk", "number", "name")
    return [AgeingRow(who, number, name, sums[who]) for who, number, name in names]


def _entries(by, as_of, currency, own, basis):
    entries = LedgerEntry.objects.filter(receivable__isnull=False, counts_on__lte=as_of)
    seen = visible(Receivable.objects.all(), by)
    if seen.query.where != Receivable.objects.all().query.where:
        entries = entries.filter(receivable__in=seen.values("pk"))
    if currency != own:
        entries = entries.filter(currency=currency)
    if basis == KNOWN:
        entries = entries.filter(written_at__lt=start_of_day(as_of + timedelta(days=1)))
    return entries


def _bucket(as_of):
    """The bucket's code by due date; without one nothing is overdue."""
    whens = []
    for code, first, last in due_ranges(as_of):
        within = Q()
        if first is not None:
            within &= Q(receivable__due_on__gte=first)
        if last is not None:
            within &= Q(receivable__due_on__lte=last)
        whens.append(
            When(within | Q(receivable__due_on=None) if code == "not_due" else within, then=Value(code))
        )
    return Case(*whens, output_field=CharField())


def _amount(value, currency, own) -> Decimal:
    return from_minor(value, own) if currency == own else value


@dataclass
class AccountStatement:
    """What a customer owes on a day, item by item, and the money received that is not used yet."""

    as_of: date
    items: list[dict]
    unallocated: list[Money]
    totals: list[Money]
    balance: Money


def account_statement(customer, by, as_of: date) -> AccountStatement:
    """The statement of account 对账单 of a customer on a day, of what `by` sees; balance in the tenant's currency."""
    own = current_tenant().currency
    seen = visible(Receivable.objects.filter(customer=customer), by)
    then = Q(entries__counts_on__lte=as_of)
    sums = dict(
        seen.values("pk")
        .annotate(sum=Coalesce(Sum("entries__amount", filter=then), Decimal(0)))
        .values_list("pk", "sum")
    )
    base = (
        seen.values("customer_id")
        .annotate(sum=Sum("entries__base_minor", filter=then))
        .values_list("sum", flat=True)
    )
    rows = seen.filter(pk__in=[pk for pk, amount in sums.items() if amount]).select_related("agreement")
    items = [_item(row, sums[row.pk], as_of) for row in rows.order_by("due_sort", "number")]
    unused, unused_base = _unused(customer, as_of)
    owed = sum((units or 0 for units in base), 0)
    return AccountStatement(
        as_of, items, unused, _by_currency(items), Money(from_minor(owed - unused_base, own), own)
    )


def _item(row, balance, as_of) -> dict:
    return {
        "receivable": row,
        "contract": row.agreement,
        "name": row.name,
        "due_on": row.due_on,
        "days_overdue": days_overdue(row.due_on, as_of),
        "amount": row.money,
        "balance": Money(balance, row.currency),
    }


def _by_currency(items) -> list[Money]:
    sums: dict = defaultdict(Decimal)
    for item in items:
        sums[item["balance"].currency] += item["balance"].amount
    return [Money(amount, currency) for currency, amount in sorted(sums.items())]


def _unused(customer, as_of) -> tuple[list[Money], int]:
    entries = LedgerEntry.objects.filter(bank_line__customer=customer, counts_on__lte=as_of)
    rows = entries.values("currency").annotate(sum=Sum("amount"), base=Sum("base_minor")).order_by("currency")
    found = [(Money(row["sum"], row["currency"]), row["base"]) for row in rows if row["sum"]]
    return [money for money, _base in found], sum(base for _money, base in found)


def lines_to_match(statement) -> list[BankLine]:
    """Money of a statement that is not wholly used, the largest first."""
    rows = statement.bank_lines.filter(unallocated__gt=0).select_related("customer", "account", "statement")
    return list(rows.order_by("-amount", "pk"))


def bucket_labels() -> list[dict]:
    """[{"code", "label"}] of the ageing columns."""
    return [{"code": bucket.code, "label": str(bucket.label)} for bucket in BUCKETS]
