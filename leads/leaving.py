"""What a person answers for among leads: own ones, those one helps with, and a place in the rules."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models import AssignmentRule, Helper, Lead
from leads.services.passing_on import pass_help_on, pass_lead_on, pass_rule_on, pool_lead
from leads.states import IN_WORK
from tenancy.holdings import Holding, register, stays
from tenancy.roles import Right


def _in_work() -> Q:
    return Q(state__in=IN_WORK)


def _of_leads_in_work() -> Q:
    return Q(lead__state__in=IN_WORK)


register(
    Holding(
        30, "leads", _("Leads"), Lead, "owner", pass_lead_on, now=_in_work, right=Right.LEAD_VERIFY, pool=pool_lead,
    )
)  # fmt: skip
register(
    Holding(
        31, "lead_helpers", _("Helping with leads"), Helper, "user", pass_help_on, now=_of_leads_in_work,
        right=Right.LEAD_VERIFY, about="lead", related=("lead",),
    )
)  # fmt: skip
register(
    Holding(
        102, "assignment", _("Rules that assign leads"), AssignmentRule, "user", pass_rule_on,
        right=Right.LEAD_VERIFY,
    )
)  # fmt: skip
stays("tells who had it", "leads.Lead.last_owner", "leads.Verification.verifier")
stays("a place in the line counts for who is there", "leads.Receiver.user")
