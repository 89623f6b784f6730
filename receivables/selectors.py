"""Reads for pages, API and tasks: ageing that adds up to the ledger, and statements of account."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from receivables.ageing import ageing
from receivables.models import BankLine, LedgerEntry, Receivable
from receivables.rules.ageing import BUCKETS, days_overdue

__all__ = ["AccountStatement", "account_statement", "ageing", "bucket_labels", "lines_to_match"]


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
