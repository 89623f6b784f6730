"""Reads that serve the contract page, its endpoints and its gate."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from contracts.states import Risk
from contracts.terms import live_lines
from deals.states import DueBase, Trigger

# A month-end base waits half a month on average before its days begin to run.
MONTH_END_DAYS = Decimal(15)


def advance_share(agreement) -> Decimal:
    """The share of the total that is due on signing, before anything is delivered: the margin of safety."""
    if not agreement.total:
        return Decimal(0)
    paid = sum(
        (part.amount for part in agreement.instalments.all() if part.trigger == Trigger.SIGNED), Decimal(0)
    )
    return paid / agreement.total


def days_to_cash(agreement) -> Decimal | None:
    """Days from trigger to payment, weighted by amount; None for an empty schedule.

    Instalments on a fixed date have no trigger and are left out.
    """
    parts = [part for part in agreement.instalments.all() if part.trigger != Trigger.DATE]
    weight = sum((part.amount for part in parts), Decimal(0))
    if not weight:
        return None
    return sum((part.amount * _days(part) for part in parts), Decimal(0)) / weight


def _days(part) -> Decimal:
    wait = MONTH_END_DAYS if part.base == DueBase.MONTH_END else Decimal(0)
    return wait + part.days


def clauses_by_risk(contract) -> list:
    """The contract's clauses, open deviations first, then by risk; standard ones last."""
    rank = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 2}
    rows = contract.clauses.select_related("clause")
    return sorted(rows, key=lambda row: (not row.is_deviation, rank[row.risk], not row.is_open, row.position))


def remaining(contract) -> list:
    """The contract's lines with what is accepted and cancelled of each."""
    return list(live_lines(contract.agreement).select_related("product"))


@dataclass(frozen=True)
class Due:
    """When an instalment falls due, in words: 30 days after shipment, end of month."""

    part: object

    def __str__(self):
        part = self.part
        if part.trigger == Trigger.DATE:
            return str(part.due_on or "")
        words = part.get_trigger_display()
        if part.base == DueBase.MONTH_END:
            words = _("{trigger}, from month end").format(trigger=words)
        if part.base == DueBase.INVOICE:
            words = _("{trigger}, from the invoice").format(trigger=words)
        if part.days:
            words = _("{trigger}, {days} days").format(trigger=words, days=part.days)
        return words
