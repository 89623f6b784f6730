"""What a person answers for at customers: themselves, their contacts, visits, promises, limits, and an own feed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.links import links_of, revoke
from core.models import PrivateLink
from customers.calendar import FEED
from customers.credit_states import CaseState, PolicyState, RestrictionState
from customers.models import (
    AccountPlan,
    Commitment,
    Contact,
    CreditCase,
    CreditLimit,
    Customer,
    InsurancePolicy,
    PlanMove,
    Restriction,
    Visit,
)
from customers.services import plans
from customers.services.commitments import KEEP, remind_anew
from customers.states import CommitmentState, CustomerState, LimitState, VisitState
from desk.leaving import GO_ALONG
from tenancy.holdings import Holding, Passing, pass_on, register, stays
from tenancy.models import User
from tenancy.roles import Right


def _not_merged() -> Q:
    return ~Q(state=CustomerState.MERGED)


def _still_there() -> Q:
    return Q(is_active=True)


def _planned() -> Q:
    return Q(state__in=(VisitState.PLANNED, VisitState.REHEARSED))


def _pending() -> Q:
    return Q(state=CommitmentState.PENDING)


def _promise(commitment: Commitment, passing: Passing) -> None:
    remind_anew(pass_on(commitment, passing))


def _not_done() -> Q:
    return Q(done_on=None)


def _plan_move(move: PlanMove, passing: Passing) -> None:
    plans.remind_anew(pass_on(move, passing))


def _running() -> Q:
    return Q(state__in=(LimitState.REQUESTED, LimitState.LIVE))


def _asked() -> Q:
    return Q(state__in=(CaseState.OPEN, CaseState.RELEASED))


def _insuring() -> Q:
    return ~Q(state=PolicyState.ENDED)


def _restricting() -> Q:
    return Q(state__in=(RestrictionState.PROPOSED, RestrictionState.IN_FORCE))


def _feeds(user_id):
    return links_of(record=User(pk=user_id)).filter(purpose=FEED, revoked_at=None)


def _end_feed(link: PrivateLink, passing: Passing) -> None:
    revoke(PrivateLink.objects.filter(pk=link.pk), by=passing.by)


GO_ALONG.extend([KEEP, plans.DO])
register(Holding(20, "customers", _("Customers"), Customer, "owner", pass_on, now=_not_merged))
register(Holding(21, "contacts", _("Contacts"), Contact, "owner", pass_on, now=_still_there))
register(
    Holding(
        82, "plans", _("Account plans"), AccountPlan, "owner", pass_on, right=Right.CUSTOMER_EDIT,
        related=("customer", "group"),
    )
)  # fmt: skip
register(
    Holding(
        83, "plan_moves", _("Moves of account plans"), PlanMove, "owner", _plan_move, now=_not_done, about="plan",
        related=("plan__customer", "plan__group"),
    )
)  # fmt: skip
register(
    Holding(
        80, "visits", _("Visits to come"), Visit, "owner", pass_on, now=_planned, right=Right.VISIT_LOG,
        related=("customer",),
    )
)  # fmt: skip
register(
    Holding(
        81, "commitments", _("Commitments to keep"), Commitment, "owner", _promise, now=_pending,
        right=Right.VISIT_LOG,
    )
)  # fmt: skip
register(
    Holding(
        73, "limits", _("Credit limits"), CreditLimit, "owner", pass_on, now=_running,
        related=("customer", "group"),
    )
)  # fmt: skip
register(
    Holding(
        84, "credit_cases", _("Credit cases"), CreditCase, "owner", pass_on, now=_asked, related=("customer",),
    )
)  # fmt: skip
register(
    Holding(
        85, "insurance", _("Insurance policies"), InsurancePolicy, "owner", pass_on, now=_insuring,
        right=Right.CREDIT_LIMIT,
    )
)  # fmt: skip
register(
    Holding(
        88, "restrictions", _("Freezes and blacklistings"), Restriction, "owner", pass_on, now=_restricting,
        related=("customer",),
    )
)  # fmt: skip
register(
    Holding(
        111, "feeds", _("Calendar feeds"), PrivateLink, "created_by", _end_feed, about="created_by",
        related=("created_by",), rows=_feeds, ends=True,
    )
)  # fmt: skip
stays(
    "tells who did it",
    "customers.Customer.frozen_by",
    "customers.Customer.blacklisted_by",
    "customers.CreditHold.released_by",
    "customers.CreditCase.decided_by",
    "customers.CreditEvidence.withdrawn_by",
    "customers.Restriction.proposed_by",
    "customers.Restriction.imposed_by",
    "customers.Restriction.lifted_by",
)
stays("tells who rehearsed it", "customers.Visit.coach")
