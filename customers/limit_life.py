"""The life of credit limits: who asked, who agreed, since when each held and what ended it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from approvals.models import Voter
from approvals.states import ApprovalState, Vote
from core.models import TransitionRecord
from customers.states import LimitState


@dataclass(frozen=True)
class Step:
    """A limit came to a state: when, by whom (None: the platform), why, and the approvers who agreed to it."""

    state: str
    at: datetime
    by: object
    why: str = ""
    agreed: list = field(default_factory=list)

    @property
    def label(self):
        """The state in words."""
        return LimitState(self.state).label


def lives_of(limits) -> dict:
    """{limit id: its steps, the first one first}; two queries however many limits."""
    limits = list(limits)
    ids = [limit.pk for limit in limits]
    moves, agreed = defaultdict(list), defaultdict(list)
    records = TransitionRecord.objects.filter(record_id__in=ids).select_related("by")
    for record in records.order_by("at", "pk"):
        if record.target != record.source:
            moves[record.record_id].append(record)
    votes = Voter.objects.filter(
        step__approval__record_id__in=ids, step__approval__state=ApprovalState.APPROVED, vote=Vote.APPROVE
    )
    for vote in votes.select_related("voted_by", "user", "step__approval").order_by("voted_at", "pk"):
        agreed[vote.step.approval.record_id].append(vote.voted_by or vote.user)
    return {limit.pk: _life(limit, moves[limit.pk], agreed[limit.pk]) for limit in limits}


def _life(limit, moves, agreed) -> list[Step]:
    life = [Step(LimitState.REQUESTED, limit.created_at, limit.owner)]
    for move in moves:
        granted = move.target == LimitState.LIVE
        life.append(Step(move.target, move.at, move.by, move.why, agreed if granted else []))
    return life
