"""What the board and the pages of opportunities read."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Aggregate, Case, Count, DurationField, F, Sum, Value, When, Window
from django.db.models import DecimalField as Number
from django.db.models.functions import Coalesce, RowNumber

from core.dates import local_day
from core.models import TransitionRecord
from core.money import from_minor
from core.tenancy import current_tenant
from deals.states import TRIANGLE, SeatCode
from opportunities.labels import COLUMNS
from opportunities.models import Opportunity
from opportunities.states import IN_WORK, USUAL_PROBABILITY, Dimension
from tenancy.models import User

CARDS_SHOWN = 20
MINOR = Number(max_digits=24, decimal_places=4)


class Median(Aggregate):
    """The middle value of a group."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


@dataclass
class BoardColumn:
    """One column of the board: its cards, and the sums over all of its opportunities."""

    state: str
    label: object
    gate: str = ""
    count: int = 0
    amount: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    share: int = 0
    cards: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many opportunities the column does not show."""
        return max(self.count - len(self.cards), 0)


def board(rows) -> list[BoardColumn]:
    """The columns of the board over `rows` (a queryset): every amount in the tenant's currency."""
    columns = [BoardColumn(state, label, gate) for state, label, gate in COLUMNS]
    sums, cards, medians = _sums(rows), _cards(rows), stay_medians()
    for column in columns:
        _fill(column, sums.get(column.state), [card for card in cards if card.state == column.state], medians)
    most = max((column.amount for column in columns), default=Decimal(0))
    for column in columns:
        column.share = int(column.amount * 100 / most) if most else 0
    return columns


def _fill(column, sums, cards, medians) -> None:
    currency = current_tenant().currency
    if sums:
        column.count = sums["count"]
        column.amount = from_minor(sums["amount"], currency)
        column.weighted = from_minor(int(sums["weighted"]), currency)
    column.cards = cards
    for card in cards:
        card.days = days_in_state(card)
        card.median_days = medians.get(card.state)


def _sums(rows) -> dict:
    usual = Case(
        *[When(state=state, then=Value(USUAL_PROBABILITY[state])) for state in IN_WORK], output_field=MINOR
    )
    weighted = Sum(
        F("amount_minor") * Coalesce(F("win_probability"), usual, output_field=MINOR), output_field=MINOR
    )
    by_state = (
        rows.order_by()
        .values("state")
        .annotate(count=Count("pk"), amount=Sum("amount_minor"), weighted=weighted)
    )
    return {row["state"]: row for row in by_state}


def _cards(rows) -> list:
    """The longest waiting of each column first, with the people of their teams."""
    place = Window(RowNumber(), partition_by=F("state"), order_by=[F("state_since").asc(), F("id").asc()])
    shown = rows.order_by().annotate(place=place).filter(place__lte=CARDS_SHOWN)
    found = list(
        shown.select_related("customer", "deal").prefetch_related("deal__team__user").order_by("state_since")
    )
    for card in found:
        card.team = team_of(card.deal)
        card.missing = [code.upper() for code in TRIANGLE if card.team[code] is None]
    return found


def team_of(deal) -> dict:
    """Seat → user or None, from the prefetched team."""
    sitting = {
        seat.code: seat.user for seat in deal.team.all() if not seat.left_on and seat.code != SeatCode.HELPER
    }
    return {code.value: sitting.get(code) for code in TRIANGLE}


def days_in_state(record) -> int:
    """Whole days since the record entered its state."""
    return (local_day() - local_day(record.state_since)).days


def stay_medians() -> dict[str, int]:
    """State → the median number of days opportunities stayed in it."""
    stays = TransitionRecord.objects.filter(record_type=Opportunity._meta.label_lower, lasted__isnull=False)
    medians = stays.order_by().values("source").annotate(median=Median("lasted"))
    return {row["source"]: max(row["median"].days, 1) for row in medians}


def insight(opportunity) -> list[dict]:
    """The four dimensions with their findings."""
    found = list(opportunity.findings.all())
    return [
        {
            "code": dimension.value,
            "label": dimension.label,
            "rows": [row for row in found if row.dimension == dimension],
        }
        for dimension in Dimension
    ]


def team(opportunity) -> list[dict]:
    """The three seats with their people, empty ones too."""
    people = User.objects.in_bulk([user for user in opportunity.deal.seats.values() if user])
    return [
        {"code": code.value, "label": code.label, "user": people.get(opportunity.deal.seat(code))}
        for code in TRIANGLE
    ]
