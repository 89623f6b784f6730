"""Plan, rehearse, report and cancel visits."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.workflow import edit, perform, serves
from customers.forms.moves import ReasonForm, ReportForm
from customers.models import Customer, Visit, VisitContact
from customers.states import Touch, VisitState
from tenancy.roles import Right, may

EDITING = may(Right.VISIT_LOG, owner=True)


@transaction.atomic
def plan_visit(*, by, customer: Customer, contacts=(), **values) -> Visit:
    """A visit in the plan of whoever makes it. Raises Denied, ValidationError."""
    if not by.can(Right.VISIT_LOG):
        raise Denied(may(Right.VISIT_LOG).sentence)
    values.setdefault("owner_id", by.user_id)
    visit = Visit(customer=customer, department_id=by.department_id, created_by_id=by.user_id, **values)
    visit.full_clean(exclude=["state"], validate_unique=False, validate_constraints=False)
    visit.save(force_insert=True)
    _set_contacts(visit, contacts)
    search.index([visit], new=True)
    happened(visit, "visit.planned", by=by, planned_on=visit.planned_on.isoformat())
    return visit


@transaction.atomic
def update_visit(visit: Visit, *, by, contacts=None, expected_version: int | None = None, **values) -> Visit:
    """Change a plan. Raises Denied, Stale, ValidationError."""
    visit = edit(visit, by=by, right=EDITING, expected_version=expected_version, **values)
    if contacts is not None:
        visit.participants.all().delete()
        _set_contacts(visit, contacts)
    search.index([visit])
    return visit


@transaction.atomic
def log_visit(
    *, by, customer: Customer, outcome: str, kind=Touch.DAILY_TOUCH, visited_on=None, contacts=(), next_step="",
    rating=None,
) -> Visit:  # fmt: skip
    """A touch that nobody had planned, in one step. Raises Denied, ValidationError."""
    if not by.can(Right.VISIT_LOG):
        raise Denied(may(Right.VISIT_LOG).sentence)
    _check_rating(kind, rating)
    day = visited_on or local_day()
    visit = Visit(
        customer=customer, kind=kind, planned_on=day, owner_id=by.user_id, department_id=by.department_id,
        created_by_id=by.user_id,
    )  # fmt: skip
    visit.save(force_insert=True)
    _set_contacts(visit, contacts)
    said = {"touch": str(kind), "customer": customer.name}
    visit = perform(
        visit, "log", by=by, facts_=said, outcome=outcome, visited_on=day, next_step=next_step, rating=rating
    )
    search.index([visit], new=True)
    return visit


def rate_visit(visit: Visit, *, by, rating: int, expected_version: int | None = None) -> Visit:
    """How good the customer found a technical exchange, 1 to 5. Raises Denied, Stale, ValidationError."""
    _check_rating(visit.kind, rating)
    if visit.state != VisitState.REPORTED:
        raise ValidationError({"rating": _("Report the visit first; then it is rated.")})
    return edit(visit, by=by, right=EDITING, expected_version=expected_version, rating=rating)


def _check_rating(kind, rating) -> None:
    if rating is not None and kind != Touch.TOPIC_EXCHANGE:
        raise ValidationError({"rating": _("Only topic exchanges are rated.")})


def _set_contacts(visit, contacts) -> None:
    strangers = [contact.name for contact in contacts if contact.customer_id != visit.customer_id]
    if strangers:
        message = _("{names}: no contact of this customer.").format(names=", ".join(strangers))
        raise ValidationError({"contacts": message})
    VisitContact.objects.bulk_create(VisitContact(visit=visit, contact=contact) for contact in contacts)


@serves(Visit, "rehearse")
def rehearse(visit, *, by):
    """A coach checks off the rehearsal."""
    return perform(visit, "rehearse", by=by)


@serves(Visit, "report", form=ReportForm)
@transaction.atomic
def report(visit, *, by, outcome, next_step, commitments="", visited_on=None, rating=None):
    """What came of the visit. Raises ValidationError for a day that is still to come."""
    if visited_on and visited_on > local_day():
        raise ValidationError({"visited_on": _("A visit that is still to come can't be reported.")})
    _check_rating(visit.kind, rating)
    visit = perform(
        visit, "report", by=by, outcome=outcome, next_step=next_step, commitments=commitments,
        visited_on=visited_on, rating=rating,
    )  # fmt: skip
    search.index([visit])
    return visit


@serves(Visit, "cancel", form=ReasonForm)
def cancel(visit, *, by, reason):
    """The visit does not take place."""
    return perform(visit, "cancel", by=by, reason=reason)
