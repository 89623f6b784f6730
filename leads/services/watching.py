"""The first-response clock is read by a task: what is late is said once, what nobody accepted goes to the next."""

from django.db import transaction

from core.attention import todo
from core.dates import local_day, moment
from core.workflow import lock
from leads.clock import hand_on_at
from leads.models import Lead
from leads.services.assignment import assign_by_rule, named
from leads.states import LeadState

LATE = "lead.response_late"


def waiting():
    """Leads that somebody was given and has not accepted."""
    return Lead.objects.filter(state=LeadState.ASSIGNED, accepted_at=None, owner__isnull=False)


def find_late() -> int:
    """Give the owners of leads whose first response is overdue a to-do; returns how many were found now."""
    late = waiting().filter(respond_by__lte=moment(), late_since=None)
    found = list(late.select_related("owner").order_by("pk"))
    for lead in found:
        with transaction.atomic():
            Lead.objects.filter(pk=lead.pk).update(late_since=lead.respond_by)
            key = f"{LATE}:{lead.pk}:{lead.assigned_at.isoformat()}"
            todo(lead, LATE, user=lead.owner, due_on=local_day(), key=key, **named(lead))
    return len(found)


def hand_on() -> int:
    """Pass what a rule gave out and nobody accepted in time to the next in line; returns how many leads went on."""
    given = waiting().filter(rule__isnull=False, respond_by__lte=moment()).order_by("pk")
    return sum(_hand_on(lead) for lead in given)


@transaction.atomic
def _hand_on(lead: Lead) -> bool:
    lead = lock(lead)
    given, due = lead.assigned_at, lead.respond_by
    if lead.state != LeadState.ASSIGNED or not (given and due) or moment() < hand_on_at(given, due):
        return False
    before = lead.owner_id
    return assign_by_rule(lead, besides=[before]).owner_id != before
