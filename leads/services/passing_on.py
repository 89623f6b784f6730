"""Leads of somebody who leaves: to a successor as far as they have come, or back to the pool."""

from core.attention import close_todos
from core.events import happened
from core.workflow import run
from leads.models import AssignmentRule, Helper, Lead
from leads.services.moves import regrade
from leads.states import LeadState
from tenancy.actor import system
from tenancy.holdings import Passing, pass_on


def pass_lead_on(lead: Lead, passing: Passing) -> None:
    """The state stays, since what was found out stays true; a lead nobody responded to gets a new clock."""
    lead = pass_on(lead, passing)
    close_todos(lead, "lead.response_late")
    if lead.state in (LeadState.NEW, LeadState.ASSIGNED):
        lead.start_clock()
        lead.save()
    # What the successor verified was a colleague's verification; now it is the owner's.
    regrade(lead)


def pool_lead(lead: Lead, passing: Passing) -> None:
    """Nobody owns it any more: whoever sells may claim it. Raises Refused."""
    # The platform moves it: who hands over manages users and need not manage leads.
    moved = run(lead, "pool", by=system()).record
    happened(moved, "lead.given_up", by=passing.by, former=passing.former.name)


def pass_help_on(helper: Helper, passing: Passing) -> None:
    """The successor helps instead; where that person has a part in the lead already, the helper just leaves."""
    lead, to = helper.lead, passing.to
    helper.delete()
    if lead.owner_id != to.pk:
        Helper.objects.get_or_create(lead=lead, user=to, defaults={"created_by_id": passing.by.user_id})
    happened(lead, "lead.helper_passed_on", by=passing.by, **passing.names)


def pass_rule_on(rule: AssignmentRule, passing: Passing) -> None:
    """The rule names the successor from now on."""
    pass_on(rule, passing, column="user")
