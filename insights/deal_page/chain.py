"""The stepper: each stage with its days, the gates between them with their verdicts."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from approvals.models import Approval, Condition
from approvals.states import ApprovalState
from core.dates import moment
from deals.models import Deal, DealStay
from deals.states import CHAIN, Stage
from insights.selectors.river import CSS, LABELS, whole_days

# The gate that stands at the end of each stage; ATB lies within the opportunity.
GATE_AFTER = {Stage.LEAD: "ATI", Stage.OPPORTUNITY: "ATC", Stage.CONTRACT: "ATAC", Stage.DELIVERY: "ATCC"}
MARKS = {
    ApprovalState.PENDING: "review",
    ApprovalState.APPROVED: "pass",
    ApprovalState.REJECTED: "fail",
    ApprovalState.RETURNED: "fail",
    ApprovalState.FAILED: "fail",
}


@dataclass(frozen=True)
class Segment:
    """One stage of the stepper; `days` None where the deal never stayed in it.

    usual: the stage's median days, None where too few deals say it.
    """

    label: object
    css: str
    is_current: bool
    is_past: bool
    is_skipped: bool
    days: int | None
    usual: int | None
    note: object
    gate: str
    mark: str
    inner_gate: str = ""
    inner_mark: str = ""

    @property
    def is_slow(self) -> bool:
        """Has the deal been in its present stage for longer than is usual?"""
        return self.is_current and self.usual is not None and self.usual > 0 and (self.days or 0) > self.usual


def chain_of(deal: Deal, notes: dict[str, str], usual: dict[str, int]) -> list[Segment]:
    """The five segments of a deal, in order.

    notes: what each stage's second line says. usual: the stages' median days (insights.selectors.river).
    """
    stays: dict = {}
    for stay in DealStay.objects.filter(deal=deal):
        stays.setdefault(stay.stage, []).append(stay)
    marks = gate_marks(deal)
    reached = max((CHAIN.index(stage) for stage in stays if stage in CHAIN), default=0)
    return [
        _segment(
            deal,
            stage,
            stays.get(stage, []),
            marks,
            reached,
            note=notes.get(stage, ""),
            usual=usual.get(stage),
        )
        for stage in CHAIN
    ]


def gate_marks(deal: Deal) -> dict[str, str]:
    """{gate: mark} from the newest request at each; an open condition makes a pass conditional."""
    marks = {}
    for row in Approval.objects.filter(deal_id=deal.pk).order_by("created_at").only("gate", "state"):
        marks[row.gate] = MARKS.get(row.state, "lock")
    for gate in Condition.objects.binding().filter(deal_id=deal.pk).values_list("approval__gate", flat=True):
        marks[gate] = "cond" if marks.get(gate) == "pass" else marks.get(gate, "cond")
    return marks


def _segment(deal, stage, stays, marks, reached, *, note, usual) -> Segment:
    position = CHAIN.index(stage)
    skipped = bool(stays) and all(stay.skipped for stay in stays)
    gate = GATE_AFTER.get(stage, "")
    return Segment(
        label=LABELS[stage],
        css=CSS[stage],
        is_current=deal.stage == stage,
        is_past=bool(stays) and position <= reached and deal.stage != stage,
        is_skipped=skipped,
        days=_days(stays) if stays and not skipped else None,
        usual=usual,
        note=_("skipped") if skipped else note,
        gate=gate,
        mark=marks.get(gate, "lock"),
        inner_gate="ATB" if stage == Stage.OPPORTUNITY else "",
        inner_mark=marks.get("ATB", "lock"),
    )


def _days(stays) -> int:
    return sum(whole_days((stay.left_at or moment()) - stay.entered_at) for stay in stays)
