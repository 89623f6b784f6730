"""What of receivables may still be invoiced, and what is billed of a contract: sums that the services judge under lock.

An item counts while its invoice is live; a credit note counts against its invoice as long as that one still stands (one
that is wholly credited bills nothing any more, and neither do its credit notes).
"""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q, Sum

from receivables.models import InvoiceItem, LedgerEntry, Receivable
from receivables.models.invoice import LIVE
from receivables.rules.billing import RateShare
from receivables.states import EntryKind, InvoiceKind, InvoiceState, ReceivableState
from tenancy.rules import rule

# Entries that take money off a receivable which is then not invoiced on it any more.
LOWERED = (EntryKind.CREDITED, EntryKind.RESCHEDULED)
COUNTING = Q(invoice__kind=InvoiceKind.INVOICE, invoice__state__in=LIVE) | Q(
    invoice__kind=InvoiceKind.CREDIT_NOTE, invoice__credits__state=InvoiceState.ISSUED
)


def uninvoiced(receivable) -> Decimal:
    """What of one receivable no live invoice bills yet, 0 or more."""
    return uninvoiced_of([receivable])[receivable.pk]


def uninvoiced_of(receivables, besides=None) -> dict:
    """{receivable id: what may still be invoiced}, never below 0. besides: an invoice that is not counted.

    An instalment that opened in parts is billed as one: an invoice over what was planned counts for the parts too.
    """
    rows = list(receivables)
    own = _own_rest(rows, besides)
    whole = _instalment_rest({row.instalment_id for row in rows if row.instalment_id}, besides)
    family = _family_rest(rows, besides)
    return {
        row.pk: max(
            min(own[row.pk], whole.get(row.instalment_id, own[row.pk]), family.get(row.pk, own[row.pk])),
            Decimal(0),
        )
        for row in rows
    }


def excess_of(invoice) -> Decimal:
    """By how much an invoice's items exceed what may be invoiced of their receivables; 0 or less is fine."""
    asked: dict = defaultdict(Decimal)
    rows = {}
    for item in invoice.items.select_related("receivable"):
        asked[item.receivable_id] += item.amount
        rows[item.receivable_id] = item.receivable
    left = uninvoiced_of(rows.values(), besides=invoice)
    return max((amount - left[pk] for pk, amount in asked.items()), default=Decimal(0))


def _own_rest(rows, besides) -> dict:
    ids = [row.pk for row in rows]
    billed = _sums(_items(besides).filter(receivable__in=ids), "receivable_id", "amount")
    lowered = _sums(
        LedgerEntry.objects.filter(receivable__in=ids, kind__in=LOWERED), "receivable_id", "amount"
    )
    return {row.pk: row.amount + lowered[row.pk] - billed[row.pk] for row in rows}


def _instalment_rest(instalments, besides) -> dict:
    """{instalment id: what is not billed of all its parts}."""
    if not instalments:
        return {}
    # Parts with dates of their own are of the same money as what they were parted from.
    parts = Receivable.objects.filter(instalment_id__in=instalments, rescheduled_from=None)
    parts = parts.exclude(state=ReceivableState.CANCELLED)
    whole = _sums(parts, "instalment_id", "amount")
    items = _items(besides).filter(receivable__instalment_id__in=instalments)
    billed = _sums(items, "receivable__instalment_id", "amount")
    entries = LedgerEntry.objects.filter(receivable__instalment_id__in=instalments, kind=EntryKind.CREDITED)
    lowered = _sums(entries, "receivable__instalment_id", "amount")
    return {one: whole[one] + lowered[one] - billed[one] for one in instalments}


def _family_rest(rows, besides) -> dict:
    """{receivable id: what is not billed of it and the parts it was rescheduled into}, of those that have any."""
    roots = {row.pk: row.rescheduled_from_id or row.pk for row in rows}
    parts = Receivable.objects.filter(rescheduled_from__in=set(roots.values())).exclude(
        state=ReceivableState.CANCELLED
    )
    root_of = dict(parts.values_list("pk", "rescheduled_from_id"))
    if not root_of:
        return {}
    root_of |= {root: root for root in set(root_of.values())}
    rest = defaultdict(
        Decimal, Receivable.objects.filter(pk__in=set(root_of.values())).values_list("pk", "amount")
    )
    for pk, billed in _sums(
        _items(besides).filter(receivable__in=root_of), "receivable_id", "amount"
    ).items():
        rest[root_of[pk]] -= billed
    return {pk: rest[root] for pk, root in roots.items() if root in rest}


def _items(besides):
    items = InvoiceItem.objects.filter(COUNTING)
    return items.exclude(invoice=besides.pk) if besides is not None else items


def _sums(rows, key: str, value: str) -> dict:
    sums = rows.order_by().values(key).annotate(sum=Sum(value)).values_list(key, "sum")
    return defaultdict(Decimal, dict(sums))


def shares_of(agreement) -> list[RateShare]:
    """A contract's tax rates with what is agreed at each, the smallest first; without one the tenant's rate."""
    from receivables.settings import TAX_RATE

    found: dict[Decimal, list] = defaultdict(lambda: [Decimal(0), Decimal(0), []])
    for line in agreement.lines.filter(is_removed=False) if agreement is not None else ():
        at = found[line.tax_rate]
        at[0], at[1] = at[0] + line.total, at[1] + line.tax
        at[2].append(line.description)
    shares = [
        RateShare(rate, gross, tax, _named(descriptions))
        for rate, (gross, tax, descriptions) in found.items()
        if gross > 0
    ]
    return sorted(shares, key=lambda share: share.gross) or [
        RateShare(Decimal(str(rule(TAX_RATE.key))), Decimal(0), Decimal(0))
    ]


def billed_of(agreement) -> dict:
    """{tax rate: (gross, tax)} of a contract's live invoices less their credit notes."""
    if agreement is None:
        return {}
    items = InvoiceItem.objects.filter(COUNTING, receivable__agreement=agreement)
    sums = items.order_by().values("tax_rate").annotate(gross=Sum("amount"), taxed=Sum("tax"))
    return {row["tax_rate"]: (row["gross"], row["taxed"]) for row in sums}


def _named(descriptions) -> str:
    """What a line is called: the first description, cut to what the form takes."""
    return descriptions[0][:200]
