"""What waits for a person at gates: votes, own requests, conditions to meet."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Approval, Condition, Voter
from approvals.services import passing_on
from approvals.states import ApprovalState
from tenancy.holdings import Holding, Passing, register, stays


def _open_votes() -> Q:
    return Q(vote="", handed_on_to=None, step__done_at=None, step__approval__state=ApprovalState.PENDING)


def _hand_vote(voter: Voter, passing: Passing) -> None:
    passing_on.hand_vote_on(voter, passing.to, by=passing.by)


def _pending() -> Q:
    return Q(state=ApprovalState.PENDING)


def _hand_request(approval: Approval, passing: Passing) -> None:
    passing_on.take_over_request(approval, passing.to, by=passing.by)


def _binding() -> Q:
    return Q(closed_at=None, approval__state__in=passing_on.ALIVE)


def _hand_condition(condition: Condition, passing: Passing) -> None:
    passing_on.take_over_condition(condition, passing.to, by=passing.by)


register(
    Holding(
        90, "votes", _("Votes awaited"), Voter, "user", _hand_vote, now=_open_votes, against=passing_on.may_not_vote,
        about="step.approval", related=("step__approval__asker",),
    )
)  # fmt: skip
register(
    Holding(
        91, "requests", _("Requests for approval"), Approval, "asker", _hand_request, now=_pending,
        against=passing_on.may_not_ask,
    )
)  # fmt: skip
register(
    Holding(
        92, "conditions", _("Conditions to meet"), Condition, "owner", _hand_condition, now=_binding, about="approval",
        related=("approval",),
    )
)  # fmt: skip
stays(
    "tells who did it",
    "approvals.Voter.added_by",
    "approvals.Voter.handed_on_to",
    "approvals.Voter.voted_by",
    "approvals.Condition.closed_by",
)
