"""What receivables add to a deal's amounts: billed, received, open."""

from decimal import Decimal

from django.db.models import Q, Sum

from core.money import Money
from deals.api.figures import register_amounts
from receivables.models import LedgerEntry
from receivables.states import EntryKind


def amounts(deal) -> dict[str, Money]:
    """By the ledger, in the deal's currency: what fell due of it, what was paid on it, what is open now."""
    entries = LedgerEntry.objects.filter(receivable__deal=deal, currency=deal.currency)
    sums = entries.aggregate(
        billed=Sum("amount", filter=Q(kind=EntryKind.OPENED)),
        received=Sum("amount", filter=Q(kind=EntryKind.ALLOCATED)),
        open=Sum("amount"),
    )
    billed, received, still_open = (sums[name] or Decimal(0) for name in ("billed", "received", "open"))
    return {
        "billed": Money(billed, deal.currency),
        "received": Money(-received, deal.currency),
        "open": Money(still_open, deal.currency),
    }


def install() -> None:
    """Called when the app is ready."""
    register_amounts(amounts)
