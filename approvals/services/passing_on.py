"""What waits with a person at a deal's gates, when the person leaves the deal."""

from approvals.models import Approval, Condition, Voter
from approvals.states import ApprovalState

ALIVE = (ApprovalState.PENDING, ApprovalState.APPROVED)


def open_conditions(deal_id, user_id) -> list[Condition]:
    """The conditions that the person still has to meet on this deal, the next first."""
    rows = Condition.objects.filter(deal_id=deal_id, owner_id=user_id, closed_at=None)
    return list(rows.filter(approval__state__in=ALIVE).select_related("approval"))


def pass_on(conditions: list[Condition], successor) -> None:
    """Have somebody else meet these conditions."""
    Condition.objects.filter(pk__in=[condition.pk for condition in conditions]).update(owner=successor)


def waiting_requests(deal_id, user_id) -> list[Approval]:
    """The requests of this deal that the person has asked and nobody has decided; they stay the asker's."""
    rows = Approval.objects.filter(deal_id=deal_id, asker_id=user_id, state=ApprovalState.PENDING)
    return list(rows.order_by("created_at"))


def waiting_votes(deal_id, user_id) -> list[Approval]:
    """The requests of this deal on which the person votes now: steps are frozen, a vote is handed on by its voter."""
    mine = Voter.objects.filter(user_id=user_id, vote="", handed_on_to=None, step__done_at=None)
    open_now = mine.filter(step__opened_at__isnull=False).values("step__approval_id")
    rows = Approval.objects.filter(deal_id=deal_id, pk__in=open_now, state=ApprovalState.PENDING)
    return list(rows.order_by("created_at"))
