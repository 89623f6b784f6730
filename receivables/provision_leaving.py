"""What a person answers for among provisions."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from receivables.models import ProvisionRun, SpecificProvision
from receivables.provision_states import IN_FORCE, ProvisionState, SpecificState
from tenancy.holdings import Holding, pass_on, register, stays


def _not_posted() -> Q:
    return Q(state__in=[ProvisionState.DRAFT, ProvisionState.APPROVED])


def _live() -> Q:
    return Q(state__in=[SpecificState.PROPOSED, *IN_FORCE])


register(
    Holding(78, "provisions", _("Provision runs under way"), ProvisionRun, "owner", pass_on, now=_not_posted)
)
register(
    Holding(
        79, "specific_provisions", _("Specific provisions"), SpecificProvision, "owner", pass_on, now=_live
    )
)
stays(
    "tells who did it",
    "receivables.ProvisionRun.prepared_by",
    "receivables.ProvisionRun.approved_by",
    "receivables.ProvisionRun.posted_by",
)
