"""Goals of account plans that later stages know: contracts signed, deals won, money that came in, satisfaction."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from core.money import from_minor
from core.tenancy import current_tenant
from customers.plan_measures import Measure, register_measure
from deals.models import Survey
from deals.satisfaction import nps
from opportunities.models import Opportunity
from opportunities.states import OpportunityState
from receivables.models import LedgerEntry
from receivables.states import EntryKind


def _signed(ids, first, last) -> Decimal:
    """Contracts that were signed, in the company's currency."""
    signed = Contract.objects.filter(customer__in=ids, signed_on__range=(first, last))
    return _amount(signed.aggregate(sum=Sum("amount_minor"))["sum"])


def _won(ids, first, last) -> Decimal:
    won = Opportunity.objects.filter(
        customer__in=ids, state=OpportunityState.WON, closed_on__range=(first, last)
    )
    return Decimal(won.count())


def _collected(ids, first, last) -> Decimal:
    """Money used for the customers' receivables, what was taken back left out."""
    # A reversal has the kind of what it takes back.
    used = LedgerEntry.objects.filter(
        receivable__customer__in=ids, kind=EntryKind.ALLOCATED, counts_on__range=(first, last)
    )
    return -_amount(used.aggregate(sum=Sum("base_minor"))["sum"])


def _nps(ids, first, last) -> Decimal | None:
    answered = Survey.objects.filter(
        customer__in=ids, score__isnull=False, answered_at__date__range=(first, last)
    )
    found = nps(list(answered.values_list("score", flat=True))).value
    return None if found is None else Decimal(found)


def _amount(minor: int | None) -> Decimal:
    return from_minor(minor or 0, current_tenant().currency)


def install() -> None:
    """Register them."""
    register_measure(Measure("signed", _("Contracts signed"), _signed, is_money=True))
    register_measure(Measure("collected", _("Money collected"), _collected, is_money=True))
    register_measure(Measure("won", _("Opportunities won"), _won))
    register_measure(Measure("nps", _("NPS"), _nps))
