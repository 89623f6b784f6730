"""Leads are entered, filled in, and lent helpers."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import custom, search
from core.dates import moment
from core.display import listed
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.numbering import next_number
from core.rows import together
from core.tenancy import current_tenant
from core.workflow import edit, lock
from leads.assessment import assessment, level_of
from leads.models import Helper, Lead, PainStep
from leads.permissions import may_edit, may_invite
from leads.services.assignment import assign_by_rule
from leads.services.moves import assign
from leads.services.reviewing import review_done, sooner_review
from leads.states import CLOSED
from tenancy.people import members
from tenancy.roles import Right

SERIES = "LD"


@transaction.atomic
def create_lead(*, by, owner=None, **values) -> Lead:
    """Enter a lead; it is `raw`. The owner is the one named, else whom the assignment rules name, else nobody yet.

    Raises Denied, ValidationError.

    expected_amount, budget: Money. customer: a Customer, or company_name where it is not on file.
    """
    if not by.can(Right.LEAD_CREATE):
        raise Denied()
    lead = Lead(
        created_by_id=by.user_id, department_id=by.department_id, last_touched_at=moment(), **columns(values)
    )
    inherit(lead)
    lead.number = next_number(SERIES, lead.as_of)
    lead.level = level_of(lead)
    with together():
        lead.save(force_insert=True)
        happened(lead, "lead.created", by=by, title=lead.title)
        search.index([lead], new=True)
    custom.index([lead])
    return assign(lead, by=by, owner=owner) if owner is not None else assign_by_rule(lead)


def columns(values: dict) -> dict:
    """The values of a form as a lead's columns: money as amount and currency, where it was sent."""
    values = dict(values)
    home = current_tenant().currency
    for name, currency in (("expected_amount", "currency"), ("budget", "budget_currency")):
        if name in values:
            money = values.pop(name)
            values |= {name: money.amount if money else None, currency: money.currency if money else home}
    return values


def inherit(lead) -> None:
    """What the customer's file already knows need not be typed again. Raises ValidationError for nobody's lead."""
    if lead.customer_id is None:
        if not lead.company_name:
            raise ValidationError({"customer": _("Name the customer, or the company as you heard it.")})
        return
    lead.industry = lead.industry or lead.customer.industry[:60]
    lead.region = lead.region or lead.customer.region[:60]


@transaction.atomic
def update_lead(lead, *, by, expected_version=None, **values) -> Lead:
    """Change what is known about a lead; grade, level and score follow. Raises Denied, Stale, ValidationError."""
    lead, values = lock(lead), columns(values)
    _refuse_closed(lead)
    _refuse_other_customer(lead, values)
    changed = copy(lead)
    for name, value in values.items():
        setattr(changed, name, value)
    judged = assessment(changed)
    if lead.review_due_on and judged["level"] != lead.level:
        values["review_due_on"] = sooner_review(lead, judged["level"])
    lead = edit(lead, by=by, right=may_edit, expected_version=expected_version, **values, **judged)
    if values.keys() & {"title", "company_name", "contact_name", "customer", "custom"}:
        search.index([lead])
    return lead


def _refuse_closed(lead) -> None:
    if lead.state in CLOSED:
        detail = _("The lead is closed: {state}.").format(state=lead.get_state_display())
        raise Blocked(
            [Blocker("lead_closed", detail, _("Work on the open lead or the opportunity instead."))]
        )


def _refuse_other_customer(lead, values) -> None:
    """Verifications speak for one customer's contacts; they can't be carried to another."""
    customer = values.get("customer", lead.customer)
    if lead.customer_id and customer != lead.customer and lead.verifications.exists():
        raise ValidationError(
            {"customer": _("The lead has verifications by contacts of its customer already.")}
        )


@transaction.atomic
def set_helpers(lead, users, *, by) -> list:
    """Invite exactly these colleagues: they see the lead and its customer and may verify. Raises Denied."""
    lead = lock(lead)
    if not may_invite(lead, by):
        raise Denied(may_invite.sentence)
    users = _known_members(users)
    present = set(lead.helper_seats.values_list("user_id", flat=True))
    wanted = {user.pk for user in users}
    lead.helper_seats.exclude(user_id__in=wanted).delete()
    Helper.objects.bulk_create(
        Helper(lead=lead, user_id=pk, created_by_id=by.user_id) for pk in wanted - present
    )
    if present != wanted:
        lead.save()
        happened(lead, "lead.helpers_set", by=by, helpers=listed(user.name for user in users))
    return users


def _known_members(users) -> list:
    ids = {getattr(user, "pk", user) for user in users}
    found = list(members().filter(pk__in=ids).order_by("name"))
    if len(found) != len(ids):
        raise ValidationError({"helpers": _("One of these is no active colleague of yours.")})
    return found


@transaction.atomic
def record_pain(lead, *, by, step, evidence, found_on=None) -> PainStep:
    """Note that the customer reached a step of the pain ladder, with the evidence. Raises Denied."""
    lead = lock(lead)
    if not may_edit(lead, by):
        raise Denied(may_edit.sentence)
    values = {"evidence": evidence, "found_on": found_on or lead.as_of, "created_by_id": by.user_id}
    row, _created = PainStep.objects.update_or_create(lead=lead, step=step, defaults=values)
    touch(lead)
    happened(lead, "lead.pain_recorded", by=by, step=row.step)
    return row


def touch(lead) -> None:
    """Somebody dealt with the lead: grade, level and score are judged anew, and with that it is reviewed."""
    lead.last_touched_at = moment()
    for name, value in assessment(lead).items():
        setattr(lead, name, value)
    if lead.review_due_on is not None:
        lead.reviewed()
        review_done(lead)
    lead.save()
