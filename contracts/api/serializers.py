"""Contracts, amendments and clauses as the API shows them."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contracts import proposal
from contracts.models import Amendment, Clause, ClauseOpinion, Contract, ContractClause, HandoverPoint
from contracts.permissions import sees_cost
from contracts.selectors import advance_share, days_to_cash
from contracts.terms import live_lines, schedule_problems
from core.api.fields import MONEY, MoneyField, plain_decimal
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from core.money import Money
from deals.models import DealLine, Instalment

OBJECT = {"type": "object"}
TEXT = {"type": ["string", "null"]}
DIFFERENCES = {
    "type": "array",
    "items": {"type": "object", "properties": {"kind": TEXT, "name": TEXT, "before": TEXT, "after": TEXT}},
}


class DealLineSerializer(RecordSerializer):
    """A line as agreed; its id is the `contract_line` of orders."""

    unit_price = MoneyField(currency="agreement.currency", exact=True)
    unit_cost = MoneyField(currency="agreement.currency", exact=True)
    net = MoneyField(currency="agreement.currency")
    tax = MoneyField(currency="agreement.currency")
    total = MoneyField(currency="agreement.currency")

    class Meta:
        model = DealLine
        fields = [
            "id", "position", "product", "description", "quantity", "unit_price", "unit_cost", "tax_rate", "net", "tax",
            "total", "accepted_quantity", "cancelled_quantity",
        ]  # fmt: skip
        guarded = {"unit_cost": lambda line, by: sees_cost(line.agreement.deal, by)}


class InstalmentSerializer(RecordSerializer):
    """A part of the payment schedule with what it comes to."""

    amount = MoneyField(currency="agreement.currency")

    class Meta:
        model = Instalment
        fields = [
            "id", "position", "name", "kind", "share", "amount", "trigger", "base", "days", "then_day", "due_on",
            "method",
        ]  # fmt: skip


class ClauseSerializer(RecordSerializer):
    """A clause of the library."""

    class Meta:
        model = Clause
        fields = [
            *BASE_FIELDS, "code", "category", "title_zh", "title_en", "text_zh", "text_en", "risk", "opinion_by",
            "is_active",
        ]  # fmt: skip


class ContractClauseSerializer(RecordSerializer):
    """A clause as it stands in the contract; `text` is null where the standard text holds."""

    clause_number = serializers.CharField(source="clause.code", read_only=True)
    opinion_by = serializers.CharField(source="clause.opinion_by", read_only=True)
    is_deviation = serializers.BooleanField(read_only=True)
    is_open = serializers.BooleanField(read_only=True)

    class Meta:
        model = ContractClause
        fields = [
            "clause", "clause_number", "position", "text", "risk", "verdict", "opinion_by", "is_deviation", "is_open",
        ]  # fmt: skip


class OpinionSerializer(RecordSerializer):
    """What a clause's owner said of a deviation."""

    class Meta:
        model = ClauseOpinion
        fields = [
            "id",
            "clause",
            "verdict",
            "comment",
            "condition",
            "condition_owner",
            "condition_due_on",
            "wording",
            "by",
            "at",
        ]


class PointSerializer(RecordSerializer):
    """A handover point."""

    class Meta:
        model = HandoverPoint
        fields = ["id", "position", "kind", "text", "accepted_by", "accepted_at"]


class ContractRowSerializer(RecordSerializer):
    """A contract in lists."""

    amount = MoneyField()

    class Meta:
        model = Contract
        fields = [*STAGE_FIELDS, "title", "customer", "deal", "amount", "signed_on", "in_force_on", "custom"]


class ContractSerializer(ContractRowSerializer):
    """A contract whole: lines, payment schedule, clauses, handover points, budget."""

    payment_mode = serializers.CharField(source="agreement.payment_mode", read_only=True)
    warranty_months = serializers.IntegerField(source="agreement.warranty_months", read_only=True)
    terms_version = serializers.IntegerField(source="agreement.terms_version", read_only=True)
    lines = serializers.SerializerMethodField()
    payment_schedule = serializers.SerializerMethodField()
    schedule_problems = serializers.SerializerMethodField()
    advance_share = serializers.SerializerMethodField()
    days_to_cash = serializers.SerializerMethodField()
    clauses = serializers.SerializerMethodField()
    points = serializers.SerializerMethodField()
    budget = serializers.SerializerMethodField()

    class Meta:
        model = Contract
        fields = [
            *ContractRowSerializer.Meta.fields, "place", "payment_mode", "warranty_months", "terms_version",
            "handed_over_at", "lessons", "end_reason", "lines", "payment_schedule", "schedule_problems",
            "advance_share", "days_to_cash", "clauses", "points", "budget",
        ]  # fmt: skip

    def _all(self, serializer, rows) -> list[dict]:
        shape = serializer(context=self.context)
        return [shape.shown(row) for row in rows]

    @extend_schema_field(DealLineSerializer(many=True))
    def get_lines(self, contract):
        rows = live_lines(contract.agreement).select_related("product", "agreement__deal")
        return self._all(DealLineSerializer, rows)

    @extend_schema_field(InstalmentSerializer(many=True))
    def get_payment_schedule(self, contract):
        return self._all(InstalmentSerializer, contract.agreement.instalments.select_related("agreement"))

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_schedule_problems(self, contract):
        return schedule_problems(contract.agreement)

    @extend_schema_field(serializers.CharField())
    def get_advance_share(self, contract):
        return plain_decimal(advance_share(contract.agreement).quantize(Decimal("0.0001")))

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_days_to_cash(self, contract):
        days = days_to_cash(contract.agreement)
        return None if days is None else plain_decimal(days.quantize(Decimal("0.1")))

    @extend_schema_field(ContractClauseSerializer(many=True))
    def get_clauses(self, contract):
        return self._all(ContractClauseSerializer, contract.clauses.select_related("clause"))

    @extend_schema_field(PointSerializer(many=True))
    def get_points(self, contract):
        return self._all(PointSerializer, contract.points.select_related("accepted_by"))

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "properties": {"revenue": MONEY, "cost": MONEY, "margin": MONEY, "kinds": OBJECT},
        }
    )
    def get_budget(self, contract):
        return budget_json(contract, self.by)


def budget_json(contract, by) -> dict | None:
    """The budget, for those who may see costs."""
    row = contract.deal.calculations.filter(kind="budget").first()
    if row is None or not sees_cost(contract.deal, by):
        return None
    return {
        "revenue": Money(row.revenue, row.currency).as_json(),
        "cost": Money(row.cost, row.currency).as_json(),
        "margin": Money(row.margin, row.currency).as_json(),
        "kinds": row.detail.get("kinds", {}),
        "frozen_at": row.frozen_at.isoformat() if row.frozen_at else None,
    }


class AmendmentSerializer(RecordSerializer):
    """An amendment with what it changes."""

    amount = MoneyField()
    former_amount = MoneyField()
    differences = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    class Meta:
        model = Amendment
        fields = [
            *STAGE_FIELDS, "contract", "deal", "customer", "reason", "base_version", "former_amount", "amount",
            "in_force_on", "differences", "problems",
        ]  # fmt: skip

    @extend_schema_field(DIFFERENCES)
    def get_differences(self, amendment):
        return [one.as_json() for one in proposal.differences(amendment)]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_problems(self, amendment):
        return proposal.proposal_problems(amendment)


class AmendmentRowSerializer(RecordSerializer):
    """An amendment in lists."""

    amount = MoneyField()
    former_amount = MoneyField()

    class Meta:
        model = Amendment
        fields = [
            *STAGE_FIELDS,
            "contract",
            "deal",
            "customer",
            "reason",
            "former_amount",
            "amount",
            "in_force_on",
        ]
