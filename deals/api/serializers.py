"""Deals as the API shows them."""

from rest_framework import serializers

from core.api import BASE_FIELDS, MoneyField, RecordSerializer, RefField, reference
from core.dates import local_day
from deals.api.figures import amounts_of, calculation_json, days_in_stages
from deals.models import Cost, Deal
from deals.permissions import SEES_COST
from deals.states import TRIANGLE, CalculationKind, SeatCode


class DealSerializer(RecordSerializer):
    """One piece of business from the first hint to the last yuan."""

    customer = RefField()
    owner = RefField()
    department = RefField()
    amount = MoneyField()

    class Meta:
        model = Deal
        fields = (
            *BASE_FIELDS, "number", "title", "stage", "customer", "owner", "department", "amount",
            "expected_close_on", "closed_on",
        )  # fmt: skip


class CostSerializer(RecordSerializer):
    """A recorded cost of a deal."""

    amount = MoneyField()

    class Meta:
        model = Cost
        fields = ("id", "kind", "amount", "incurred_on", "note", "created_at", "created_by")


class WholeDealSerializer(DealSerializer):
    """The same with its team, its amounts, the four calculations and the days in every stage."""

    team = serializers.SerializerMethodField()
    amounts = serializers.SerializerMethodField()
    calculations = serializers.SerializerMethodField()
    stages = serializers.SerializerMethodField()

    class Meta(DealSerializer.Meta):
        fields = (*DealSerializer.Meta.fields, "team", "amounts", "calculations", "stages")
        guarded = {"calculations": SEES_COST}

    def get_team(self, deal) -> dict:
        """ar, sr, fr: who sits there (null: empty seat); helpers: a list; stand_ins: by seat, with their dates."""
        present = [seat for seat in deal.team.all() if not seat.left_on]
        seats = {str(code): None for code in TRIANGLE} | {
            seat.code: reference(seat.user) for seat in present if seat.code != SeatCode.HELPER
        }
        helpers = [reference(seat.user) for seat in present if seat.code == SeatCode.HELPER]
        return seats | {"helpers": helpers, "stand_ins": stand_ins_json(present)}

    def get_amounts(self, deal) -> dict:
        """Money by name: value, contracted, accepted and what later stages add."""
        return amounts_of(deal)

    def get_calculations(self, deal) -> dict:
        """estimate, budget, actual, final: revenue, cost, margin, variance to the budget; null while there is none."""
        rows = {row.kind: row for row in deal.calculations.all()}
        budget = rows.get(CalculationKind.BUDGET)
        return {kind: calculation_json(rows[kind], budget) if kind in rows else None for kind in KINDS}

    def get_stages(self, deal) -> list:
        """Every stay in a stage with its days."""
        return days_in_stages(deal)


def stand_ins_json(seats) -> dict:
    """{seat: {"user", "since", "until"}} of those that end today or later."""
    today = local_day()
    return {
        seat.code: {
            "user": reference(seat.stand_in),
            "since": seat.stand_in_from.isoformat(),
            "until": seat.stand_in_until.isoformat(),
        }
        for seat in seats
        if seat.stand_in_id and seat.stand_in_until >= today
    }


KINDS = ("estimate", "budget", "actual", "final")
