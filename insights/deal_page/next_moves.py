"""What can be done on a deal now: the open votes and the moves of its stage records, each with its reasons."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from approvals.models import Approval
from approvals.services import may_vote
from approvals.states import ApprovalState
from contracts.models import Contract
from contracts.states import ContractState
from core.models import StageRecord
from core.moves import MoveState
from core.workflow import available_moves
from delivery.models import DeliveryOrder
from delivery.states import OrderState
from opportunities.models import Opportunity
from opportunities.states import OpportunityState

OVER: dict[type[Any], tuple] = {
    Opportunity: (OpportunityState.WON, OpportunityState.LOST, OpportunityState.ABANDONED),
    Contract: (ContractState.CLOSED, ContractState.TERMINATED),
    DeliveryOrder: (OrderState.CLOSED, OrderState.CANCELLED),
}
MOVE_URLS: dict[type, str] = {
    Opportunity: "opportunities:move",
    Contract: "contracts:move",
    DeliveryOrder: "delivery:move",
}
# A framework deal may have hundreds of orders: the page shows the moves of the latest ones.
MOST_RECORDS = 4


@dataclass(frozen=True)
class Step:
    """A move of one of the deal's records, with the page on which it is made."""

    record: StageRecord
    state: MoveState
    url: str


def votes(deal, by) -> list[Approval]:
    """Requests of this deal that wait for this person's vote."""
    pending = Approval.objects.filter(deal_id=deal.pk, state=ApprovalState.PENDING)
    return [approval for approval in pending if may_vote(approval, by)]


def steps(deal, by) -> list[Step]:
    """The moves that this person may make on the deal's open records, allowed ones first."""
    found = [
        Step(record, state, reverse(MOVE_URLS[type(record)], args=[record.pk, state.name]))
        for record in open_records(deal)
        for state in available_moves(record, by)
        if not state.denied
    ]
    return sorted(found, key=lambda step: (not step.state.allowed, step.state.danger))


def open_records(deal) -> list:
    """The deal's stage records that can still move."""
    return [
        record
        for model, over in OVER.items()
        for record in model.objects.filter(deal=deal)
        .exclude(state__in=over)
        .order_by("-created_at")[:MOST_RECORDS]
    ]
