"""The river: how much business lies in each stage, how long it stays, how much goes on; and where it is stuck."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Sum
from django.utils.translation import pgettext_lazy

from core.dates import moment
from core.money import from_minor
from core.sight import visible
from core.tenancy import current_tenant
from deals.models import Deal, DealStay
from deals.states import CHAIN, Stage
from leads.models import Lead
from leads.states import IN_WORK, LeadState

WINDOW = timedelta(days=365)
# Below this many finished stays a median says nothing (decision 41).
ENOUGH = 3
LABELS = {
    Stage.LEAD: pgettext_lazy("stage", "Lead"),
    Stage.OPPORTUNITY: pgettext_lazy("stage", "Opportunity"),
    Stage.CONTRACT: pgettext_lazy("stage", "Contract"),
    Stage.DELIVERY: pgettext_lazy("stage", "Delivery"),
    Stage.CASH: pgettext_lazy("stage", "Cash"),
}
CSS = {
    Stage.LEAD: "lead",
    Stage.OPPORTUNITY: "opp",
    Stage.CONTRACT: "contract",
    Stage.DELIVERY: "delivery",
    Stage.CASH: "cash",
}


class Median(Aggregate):
    """The middle value of an interval expression."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass
class Reach:
    """One stage of the river. amount in the tenant's currency; days are medians, None without enough facts."""

    stage: str
    label: object
    css: str
    count: int = 0
    amount: Decimal = Decimal(0)
    usual_days: int | None = None
    now_days: int | None = None
    goes_on: Decimal | None = None
    is_neck: bool = False

    @property
    def slower(self) -> Decimal | None:
        """How much longer the business in it now has waited than is usual: 0.5 = half as long again."""
        if not self.usual_days or self.now_days is None or self.count < ENOUGH:
            return None
        return Decimal(self.now_days) / Decimal(self.usual_days) - 1


def river(by, deals=None) -> list[Reach]:
    """The five reaches over the deals that `by` sees (or `deals`); leads that are no deal yet fill the first."""
    deals = visible(Deal.objects.all(), by) if deals is None else deals
    reaches = {stage: Reach(stage, LABELS[stage], CSS[stage]) for stage in CHAIN}
    _fill_deals(reaches, deals)
    _fill_leads(reaches[Stage.LEAD], by)
    _fill_days(reaches, deals)
    _fill_going_on(reaches, deals, dropped_leads(by))
    _mark_neck(list(reaches.values()))
    return list(reaches.values())


def _fill_deals(reaches, deals) -> None:
    currency = current_tenant().currency
    sums = (
        deals.filter(stage__in=CHAIN)
        .order_by()
        .values("stage")
        .annotate(n=Count("id"), minor=Sum("amount_minor"))
    )
    for row in sums:
        reaches[row["stage"]].count = row["n"]
        reaches[row["stage"]].amount = from_minor(row["minor"] or 0, currency)


def _fill_leads(reach: Reach, by) -> None:
    leads = visible(Lead.objects.filter(state__in=IN_WORK, deal=None), by).order_by()
    sums = leads.aggregate(n=Count("id"), minor=Sum("amount_minor"))
    reach.count += sums["n"]
    reach.amount += from_minor(sums["minor"] or 0, current_tenant().currency)


def usual_days(deals) -> dict[str, int]:
    """{stage: the median days of the stays of these deals that ended in the last twelve months}, where enough did."""
    finished = _stays(deals).filter(left_at__gte=moment() - WINDOW)
    rows = finished.values("stage").annotate(n=Count("id"), days=Median(F("left_at") - F("entered_at")))
    return {row["stage"]: whole_days(row["days"]) for row in rows if row["n"] >= ENOUGH}


def _stays(deals):
    return DealStay.objects.filter(deal__in=deals, skipped=False, stage__in=CHAIN).order_by()


def _fill_days(reaches, deals) -> None:
    for stage, days in usual_days(deals).items():
        reaches[stage].usual_days = days
    open_stays = _stays(deals).filter(left_at=None).annotate(age=moment() - F("entered_at"))
    for stage, days in open_stays.values("stage").annotate(days=Median("age")).values_list("stage", "days"):
        reaches[stage].now_days = whole_days(days)


def dropped_leads(by) -> int:
    """Leads found to be none in the last twelve months: they never became a deal, and never went on."""
    return visible(
        Lead.objects.filter(state=LeadState.INVALID, state_since__gte=moment() - WINDOW), by
    ).count()


def _fill_going_on(reaches, deals, dropped: int) -> None:
    """Of the business that left a stage in the last twelve months, the share that went on along the chain."""
    left: Counter = Counter({(Stage.LEAD.value, False): dropped})
    for row in _left_stays(deals).values("stage", "on").annotate(n=Count("id")):
        left[row["stage"], row["on"]] += row["n"]
    for stage, reach in reaches.items():
        on, ended = left[stage, True], left[stage, False]
        if on + ended >= ENOUGH:
            reach.goes_on = Decimal(on) / (on + ended)


def _left_stays(deals):
    """The stays that ended in the last twelve months, with `on`: did the deal enter a further stage?"""
    further = DealStay.objects.filter(
        deal=OuterRef("deal"), entered_at__gte=OuterRef("left_at"), stage__in=CHAIN
    )
    stays = DealStay.objects.filter(
        deal__in=deals, skipped=False, stage__in=CHAIN, left_at__gte=moment() - WINDOW
    )
    return stays.order_by().annotate(on=Exists(further))


def _mark_neck(reaches) -> None:
    """The stage that is most behind its own usual time, if any is."""
    behind = [reach for reach in reaches if reach.slower is not None and reach.slower > 0]
    if behind:
        max(behind, key=lambda reach: reach.slower).is_neck = True


def whole_days(duration) -> int:
    """Days of a duration, rounded."""
    return round(duration / timedelta(days=1)) if duration else 0


# --- the drawing ------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, BAND = 1134, 140, 116
# The part of a reach that is the bend into the next.
BEND = 0.38


def shape(reaches) -> str:
    """The SVG path of the river: each reach as wide as its amount, joined by soft bends; empty without amounts."""
    most = max((reach.amount for reach in reaches), default=Decimal(0))
    if not most:
        return ""
    halves = [max(float(reach.amount / most) * BAND / 2, 1.5) for reach in reaches]
    middle, step = HEIGHT / 2, WIDTH / len(reaches)
    over, under = [middle - half for half in halves], [middle + half for half in halves]
    return f"M0 {over[0]:.1f}{_upper(over, step)}V{under[-1]:.1f}{_lower(under, step)}Z"


def _upper(heights, step) -> str:
    """The upper edge from left to right: level within a reach, then a bend to the next."""
    parts = []
    for index, (here, there) in enumerate(pairwise(heights), start=1):
        end = step * index
        level, turn = end - step * BEND, end - step * BEND / 2
        parts.append(f"H{level:.1f}C{turn:.1f} {here:.1f} {turn:.1f} {there:.1f} {end:.1f} {there:.1f}")
    return "".join(parts) + f"H{step * len(heights):.1f}"


def _lower(heights, step) -> str:
    """The lower edge back from right to left."""
    parts = []
    for index in range(len(heights) - 1, 0, -1):
        start, here, there = step * index, heights[index], heights[index - 1]
        level, turn = start - step * BEND, start - step * BEND / 2
        parts.append(f"H{start:.1f}C{turn:.1f} {here:.1f} {turn:.1f} {there:.1f} {level:.1f} {there:.1f}")
    return "".join(parts) + "H0"
