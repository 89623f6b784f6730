"""What a person answers for among contracts."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Amendment, Contract
from contracts.states import AMENDMENT_OPEN, ENDED
from tenancy.holdings import Holding, pass_on, register, stays


def _running() -> Q:
    return ~Q(state__in=ENDED)


def _open() -> Q:
    return Q(state__in=AMENDMENT_OPEN)


register(Holding(50, "contracts", _("Contracts"), Contract, "owner", pass_on, now=_running))
register(Holding(51, "amendments", _("Amendments"), Amendment, "owner", pass_on, now=_open))
stays(
    "tells who did it",
    "contracts.Contract.handed_over_by",
    "contracts.HandoverPoint.accepted_by",
    "contracts.ClauseOpinion.condition_owner",
)
