"""Who sees a request: the asker, its voters and their deputies; and a voter sees the record asked about."""

from django.db.models import Q

from core.dates import local_day
from tenancy.models import Absence
from tenancy.roles import Right
from tenancy.sight import register_sight

from .models import Approval, Voter


def my_approvals(by):
    """Ids of requests on which the person votes or votes for somebody away."""
    today = local_day()
    away = Absence.objects.filter(deputy_id=by.user_id, starts_on__lte=today, ends_on__gte=today).values(
        "user_id"
    )
    mine = Voter.objects.filter(Q(user_id=by.user_id) | Q(user_id__in=away))
    return mine.values("step__approval_id")


def sees_approvals(by) -> Q:
    return Q(asker_id=by.user_id) | Q(pk__in=my_approvals(by))


def sees_costs(approval, by) -> bool:
    """By right, or because one asks or decides: an approver sees what is put before them (decision 12)."""
    if by.can(Right.COST_READ) or approval.asker_id == by.user_id:
        return True
    return my_approvals(by).filter(step__approval_id=approval.pk).exists()


def open_to_voters(gate) -> None:
    """A gate was declared: whoever votes on a record sees it."""
    register_sight(
        gate.model, lambda by: Q(pk__in=Approval.objects.filter(pk__in=my_approvals(by)).values("record_id"))
    )


def install() -> None:
    """Called when the app is ready."""
    register_sight(Approval, sees_approvals)
