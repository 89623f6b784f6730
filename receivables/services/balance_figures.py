"""What customers owe on a day, item by item, for many of them at once: the figures that papers freeze."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.money import Money, from_minor, round_money
from core.tenancy import current_tenant
from receivables.models import InvoiceItem, LedgerEntry, Receivable
from receivables.rules.ageing import CODES, bucket_of, days_overdue
from receivables.states import InvoiceState


def figures_of(customer_ids, as_of: date) -> dict:
    """{customer id: figures on the day}, every customer present; the same number of queries for any number of them.

    Figures are JSON: "items" (oldest due first), "totals" by currency with ageing, "unallocated", and "balance", the
    whole in the company's currency at booked rates, with "balance_minor" for sorting.
    """
    ids = list(customer_ids)
    owed = _owed(ids, as_of)
    items = _items(owed, as_of)
    unused = _unused(ids, as_of)
    return {pk: _figures(items.get(pk, []), unused.get(pk, []), as_of) for pk in ids}


def owing(as_of: date) -> list:
    """Ids of the customers with items open on a day, in a fixed order."""
    then = LedgerEntry.objects.filter(counts_on__lte=as_of, receivable__isnull=False).order_by()
    items = then.values("receivable_id", "receivable__customer_id").annotate(sum=Sum("amount")).exclude(sum=0)
    return sorted({row["receivable__customer_id"] for row in items})


def open_in_all(as_of: date) -> list[Money]:
    """What is open on a day over all customers, by currency."""
    then = LedgerEntry.objects.filter(counts_on__lte=as_of, receivable__isnull=False).order_by()
    sums = then.values("currency").annotate(sum=Sum("amount")).exclude(sum=0).order_by("currency")
    return [Money(row["sum"], row["currency"]) for row in sums]


def _owed(ids, as_of) -> dict:
    """{receivable id: (open amount, the same in the company's minor unit)} of what is not zero on the day."""
    entries = LedgerEntry.objects.filter(receivable__customer__in=ids, counts_on__lte=as_of)
    sums = entries.order_by().values("receivable_id").annotate(sum=Sum("amount"), base=Sum("base_minor"))
    return {row["receivable_id"]: (row["sum"], row["base"]) for row in sums.exclude(sum=0)}


def _items(owed, as_of) -> dict:
    """{customer id: items with their open amount, the oldest due first}."""
    rows = Receivable.objects.filter(pk__in=owed).select_related("agreement").order_by("due_sort", "number")
    invoices, found = _invoices(owed), defaultdict(list)
    for row in rows:
        left, base = owed[row.pk]
        found[row.customer_id].append(_item(row, left, base, invoices.get(row.pk, []), as_of))
    return found


def _item(row, left, base, invoices, as_of) -> dict:
    return {
        "receivable": str(row.pk),
        "number": row.number,
        "name": row.name,
        "contract": row.agreement.number if row.agreement_id else "",
        "invoices": invoices,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "days_overdue": days_overdue(row.due_on, as_of),
        "bucket": bucket_of(row.due_on, as_of),
        "currency": row.currency,
        "amount": _text(row.amount, row.currency),
        "paid": _text(row.amount - left, row.currency),
        "open": _text(left, row.currency),
        "base_minor": base,
    }


def _text(amount, currency) -> str:
    """An amount in the minor unit, or finer where a bank told it finer."""
    rounded = round_money(amount, currency)
    return f"{rounded if rounded == amount else amount.normalize():f}"


def _invoices(receivable_ids) -> dict:
    """{receivable id: numbers of its issued invoices}, those of the tax system where it gave one."""
    items = InvoiceItem.objects.filter(receivable__in=receivable_ids, invoice__state=InvoiceState.ISSUED)
    found = defaultdict(list)
    rows = items.order_by("invoice__number").values_list(
        "receivable_id", "invoice__fiscal_number", "invoice__number"
    )
    for pk, fiscal, own in rows:
        found[pk].append(fiscal or own)
    return found


def _unused(ids, as_of) -> dict:
    """{customer id: [(currency, amount, base)]} of money received and not allocated on the day."""
    entries = LedgerEntry.objects.filter(bank_line__customer__in=ids, counts_on__lte=as_of).order_by()
    sums = entries.values("bank_line__customer_id", "currency").annotate(
        sum=Sum("amount"), base=Sum("base_minor")
    )
    found = defaultdict(list)
    for row in sums.exclude(sum=0).order_by("currency"):
        found[row["bank_line__customer_id"]].append((row["currency"], row["sum"], row["base"]))
    return found


def _figures(items, unused, as_of) -> dict:
    base = sum(item.pop("base_minor") for item in items) - sum(base for _currency, _sum, base in unused)
    own = current_tenant().currency
    return {
        "as_of": as_of.isoformat(),
        "items": items,
        "totals": [_total(currency, items) for currency in _currencies(items)],
        "unallocated": [
            {"currency": currency, "amount": _text(amount, currency)} for currency, amount, _base in unused
        ],
        "balance": {"currency": own, "amount": _text(from_minor(base, own), own)},
        "balance_minor": base,
    }


def _currencies(items) -> list[str]:
    """The company's own first, then by their letters."""
    own = current_tenant().currency
    return sorted({item["currency"] for item in items}, key=lambda code: (code != own, code))


def _total(currency, items) -> dict:
    mine = [item for item in items if item["currency"] == currency]
    buckets = dict.fromkeys(CODES, Decimal(0))
    for item in mine:
        buckets[item["bucket"]] += Decimal(item["open"])

    def summed(name):
        return _text(sum((Decimal(item[name]) for item in mine), Decimal(0)), currency)

    return {
        "currency": currency,
        **{name: summed(name) for name in ("amount", "paid", "open")},
        "buckets": {code: _text(amount, currency) for code, amount in buckets.items()},
        "overdue": _text(sum((buckets[code] for code in CODES if code != "not_due"), Decimal(0)), currency),
    }
