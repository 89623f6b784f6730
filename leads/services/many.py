"""Many new leads at once, as an import brings them: numbered, assigned and found like those entered by hand."""

from collections.abc import Iterable

from core import custom, search
from core.attention import todo
from core.bulk import run_many
from core.dates import local_day, moment
from core.errors import Denied
from core.events import describe, write_events
from core.models import Event
from core.money import base_minor
from core.numbering import next_numbers
from core.rows import insert_many
from leads.assessment import level_of
from leads.models import Lead
from leads.services import line
from leads.services.assignment import fitting_of, in_order, known_of
from leads.services.capture import SERIES, columns, inherit
from leads.services.moves import department_of
from tenancy.actor import system
from tenancy.roles import Right


def draft_lead(*, by, **values) -> Lead:
    """An unsaved lead with what follows from its values. Raises ValidationError."""
    lead = Lead(
        created_by_id=by.user_id, department_id=by.department_id, last_touched_at=moment(), **columns(values)
    )
    settle(lead)
    return lead


def settle(lead: Lead) -> None:
    """What a draft's values bring with them. Raises ValidationError: no company, no rate for the currency."""
    inherit(lead)
    lead.amount_minor = base_minor(lead.expected_amount, lead.currency) if lead.expected_amount else 0
    lead.level = level_of(lead)


def enter_leads(leads: list[Lead], owners: dict, *, by) -> None:
    """Save drafts in a few statements and give each an owner: the one named in owners, {lead id: User}, else by rule.

    Within a transaction. Raises Denied.
    """
    if not by.can(Right.LEAD_CREATE):
        raise Denied()
    for lead, number in zip(leads, next_numbers(SERIES, local_day(), len(leads)), strict=True):
        lead.number = number
    insert_many(leads)
    events = [describe(lead, "lead.created", by=by, title=lead.title) for lead in leads]
    write_events(events)
    search.index(leads, new=True)
    custom.index(leads)
    assign_many({lead.pk: (owners[lead.pk], None) for lead in leads if lead.pk in owners}, by=by)
    assign_many_by_rule([lead for lead in leads if lead.pk not in owners])


def assign_many(owners: dict, *, by) -> None:
    """Give new leads to their owners, {lead id: (User, rule or None)}."""
    if not owners:
        return
    places = {user.pk: department_of(user) for user in {user for user, _rule in owners.values()}}

    def fields(lead):
        user, rule = owners[lead.pk]
        return {"owner": user, "department": places[user.pk] or lead.department, "rule": rule}

    leads = Lead.objects.filter(pk__in=owners).select_related("department")
    run_many(leads, "assign", by=by, fields=fields)


def assign_many_by_rule(leads: Iterable[Lead]) -> None:
    """Give the leads to whom the rules name, in turn; where nobody is free the managers are asked once a day."""
    all_rules = in_order()
    fitting = [(lead, rules) for lead in leads if (rules := fitting_of(all_rules, known_of(lead)))]
    if not fitting:
        return
    line.hold()
    queue = line.Line()
    taken = {lead.pk: found for lead, rules in fitting if (found := queue.chosen(rules))}
    queue.keep()
    assign_many({pk: (user, rule) for pk, (rule, user) in taken.items()}, by=system())
    left = [lead for lead, _rules in fitting if lead.pk not in taken]
    if left:
        day = local_day()
        todo(left[0], "lead.many_nobody_free", role="sales_manager", due_on=day, key=f"nobody:{day}")


def take_out(leads: Iterable[Lead], *, by) -> None:
    """Delete leads that were entered by mistake all together; that they were, stays in the feed."""
    leads = list(leads)
    if not leads:
        return
    events: list[Event] = [
        describe(lead, "lead.taken_out", by=by, number=lead.number, title=lead.title) for lead in leads
    ]
    write_events(events)
    ids = [lead.pk for lead in leads]
    search.forget(Lead, ids)
    Lead.objects.filter(pk__in=ids).delete()
