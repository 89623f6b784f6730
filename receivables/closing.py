"""What receivables ask before ATCC closes a contract (handbook §6)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.guards import Blocker
from deals.closing import register_check
from receivables.models import Receivable
from receivables.states import ReceivableState


def nothing_is_owed(deal) -> list[Blocker]:
    """Every receivable is settled, written off or cancelled; one blocker for each that is not."""
    open_ones = Receivable.objects.filter(deal=deal, state=ReceivableState.OPEN).order_by("due_sort")
    return [
        Blocker(
            "receivable_open",
            _("{number} {name} is open: {balance}.").format(
                number=row.number, name=row.name, balance=f"{row.currency} {row.balance:,.2f}"
            ),
            _("Allocate the payment, or write the rest off."),
            reverse("receivables:page", args=[row.pk]),
        )
        for row in open_ones
    ]


def nothing_is_planned(deal) -> list[Blocker]:
    """An instalment that was never triggered would be lost by closing, except for cancelled quantities."""
    planned = Receivable.objects.filter(deal=deal, state=ReceivableState.PLANNED).order_by("number")
    return [
        Blocker(
            "receivable_planned",
            _("{number} {name} has not been triggered yet: {amount}.").format(
                number=row.number, name=row.name, amount=f"{row.currency} {row.amount:,.2f}"
            ),
            _("Record the event that triggers it, or amend the payment schedule."),
            reverse("receivables:page", args=[row.pk]),
        )
        for row in planned
        if not _only_cancelled_left(row)
    ]


def _only_cancelled_left(receivable) -> bool:
    """Is all that would still trigger it a quantity that was cancelled?"""
    lines = receivable.agreement.lines.filter(is_deliverable=True) if receivable.agreement_id else []
    cancelled = any(line.cancelled_quantity for line in lines)
    return cancelled and all(
        line.quantity == line.accepted_quantity + line.cancelled_quantity for line in lines
    )


register_check(nothing_is_owed)
register_check(nothing_is_planned)
