"""The moves of a lead between people and states; conversion has a file of its own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos
from core.errors import Denied
from core.tenancy import current_tenant_id
from core.workflow import judge, lock, perform, serves
from leads.assessment import grade_of
from leads.forms import AssignForm, MergeForm, ReasonForm
from leads.models import Lead
from leads.permissions import may_assign
from leads.services.claims import count_claim
from leads.services.reviewing import review_done
from leads.states import OPEN, LeadState
from tenancy.models import Department, Membership
from tenancy.roles import Right
from tenancy.sight import sees


@serves(Lead, "assign", form=AssignForm)
def assign(lead, *, by, owner, rule=None) -> Lead:
    """Give the lead to `owner`. A client manager may take an unowned lead or give it away, not take another's.

    rule: the assignment rule that named the owner, None where a person did.
    """
    if lead.owner_id not in (None, owner.pk) and not by.can(Right.LEAD_ASSIGN):
        raise Denied(may_assign.sentence)
    was_late = lead.late_since is not None
    place, was_pooled = department_of(owner) or lead.department, lead.state == LeadState.POOLED
    lead = perform(lead, "assign", by=by, owner=owner, department=place, rule=rule)
    close_todos(lead, "lead.nobody_free")
    if was_late:
        close_todos(lead, "lead.response_late")
    return regrade(found_anew(lead) if was_pooled else _judged(lead))


@serves(Lead, "verify")
def verify(lead, *, by) -> Lead:
    """Start verifying; accepts the assignment."""
    lead = perform(lead, "verify", by=by)
    if lead.late_since is not None:
        close_todos(lead, "lead.response_late")
    return _judged(lead)


@serves(Lead, "nurture")
def nurture(lead, *, by) -> Lead:
    """Keep in touch until the time comes."""
    return _judged(perform(lead, "nurture", by=by))


@serves(Lead, "qualify")
def qualify(lead, *, by) -> Lead:
    """Found credible by cross-verification."""
    return _judged(perform(lead, "qualify", by=by, facts_={"grade": lead.grade}))


@serves(Lead, "invalidate", form=ReasonForm)
def invalidate(lead, *, by, reason) -> Lead:
    """Close the lead as none."""
    return _judged(perform(lead, "invalidate", by=by, reason=reason))


@serves(Lead, "merge", form=MergeForm)
def merge(lead, *, by, into) -> Lead:
    """Close the lead as the same as `into`, which counts its verifications from now on.

    Locks both in id order, so that two merges of the same pair cannot close both.
    """
    into = _lock_pair(lead, into)
    if into.pk == lead.pk:
        raise ValidationError({"into": _("A lead can't be merged into itself.")})
    if into.state not in OPEN or not sees(into, by):
        raise ValidationError({"into": _("Choose an open lead.")})
    if lead.customer_id and into.customer_id != lead.customer_id:
        raise ValidationError({"into": _("The two leads are of different customers.")})
    lead = perform(lead, "merge", by=by, into=into)
    regrade(into)
    return _judged(lead)


@serves(Lead, "pool")
def pool(lead, *, by) -> Lead:
    """Give the lead back; nobody owns it."""
    return found_anew(_judged(perform(lead, "pool", by=by)))


@serves(Lead, "claim")
def claim(lead, *, by) -> Lead:
    """Take the lead out of the pool, for the caller; so many a day, and not the one just lost."""
    lead = lock(lead)
    checks = judge(lead, "claim", by=by)
    count_claim(lead, by)
    lead = perform(lead, "claim", by=by, department=department_of(by.user), judged=checks)
    return regrade(found_anew(lead))


def _judged(lead) -> Lead:
    """Whoever moves a lead has reviewed it."""
    review_done(lead)
    return lead


def found_anew(lead) -> Lead:
    """In the pool the search does not know the lead's contact; out of it, it does."""
    if lead.contact_name:
        search.index([lead])
    return lead


def regrade(lead) -> Lead:
    """A new owner or merged verifications can change what the verifications are worth."""
    lead.__dict__.pop("_verified", None)
    grade = grade_of(lead)
    if grade != lead.grade:
        lead.grade = grade
        lead.save()
    return lead


def department_of(user):
    """The department id of a member of the tenant in force, as the lead keeps it; None for those without one."""
    place = Membership.objects.filter(user=user, tenant_id=current_tenant_id()).first()
    return (
        Department.objects.filter(pk=place.department_id).first() if place and place.department_id else None
    )


def _lock_pair(lead, into) -> Lead:
    for pk in sorted({lead.pk, into.pk}):
        locked = lock(Lead.objects.get(pk=pk))
        if pk == into.pk:
            into = locked
    return into
