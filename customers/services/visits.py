"""Plan, rehearse, report and cancel visits."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.workflow import edit, perform, serves
from customers.forms.moves import ReasonForm, ReportForm
from customers.models import Customer, Visit, VisitContact
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
    happened(visit, "visit.planned", by=by, planned_on=visit.planned_on.isoformat())
    return visit


@transaction.atomic
def update_visit(visit: Visit, *, by, contacts=None, expected_version: int | None = None, **values) -> Visit:
    """Change a plan. Raises Denied, Stale, ValidationError."""
    visit = edit(visit, by=by, right=EDITING, expected_version=expected_version, **values)
    if contacts is not None:
        visit.participants.all().delete()
        _set_contacts(visit, contacts)
    return visit


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
def report(visit, *, by, outcome, next_step, commitments="", visited_on=None):
    """What came of the visit. Raises ValidationError for a day that is still to come."""
    if visited_on and visited_on > local_day():
        raise ValidationError({"visited_on": _("A visit that is still to come can't be reported.")})
    return perform(
        visit,
        "report",
        by=by,
        outcome=outcome,
        next_step=next_step,
        commitments=commitments,
        visited_on=visited_on,
    )


@serves(Visit, "cancel", form=ReasonForm)
def cancel(visit, *, by, reason):
    """The visit does not take place."""
    return perform(visit, "cancel", by=by, reason=reason)
