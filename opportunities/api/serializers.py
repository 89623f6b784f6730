"""What the API shows of opportunities and quotes; costs and margins only to those who may see them."""

from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.serializers import STAGE_FIELDS, RecordSerializer
from opportunities.models import BidRisk, Finding, Opportunity, Quote, QuoteLine
from opportunities.permissions import may_see_cost
from opportunities.states import Dimension

OPPORTUNITY_FIELDS = [
    *STAGE_FIELDS, "title", "customer", "deal", "amount", "budget", "expected_start_on", "expected_signing_on",
    "next_step", "forecast", "win_probability", "tender_number", "bid_due_at", "bid_bond_paid_on", "submitted_at",
    "reason", "loss_reason", "winner", "winning_price", "closed_on", "custom",
]  # fmt: skip


class OpportunityRowSerializer(RecordSerializer):
    amount = MoneyField()
    budget = MoneyField(currency="budget_currency")
    winning_price = MoneyField(currency="winning_currency")

    class Meta:
        model = Opportunity
        fields = OPPORTUNITY_FIELDS


class FindingSerializer(RecordSerializer):
    class Meta:
        model = Finding
        fields = ["id", "text", "found_on"]


class BidRiskSerializer(RecordSerializer):
    class Meta:
        model = BidRisk
        fields = ["id", "text", "level", "measure"]


class OpportunitySerializer(OpportunityRowSerializer):
    """An opportunity with insight, estimate, risks and opinion."""

    bid_bond = MoneyField()
    insight = serializers.SerializerMethodField()
    estimate = serializers.SerializerMethodField()
    risks = BidRiskSerializer(many=True)

    class Meta:
        model = Opportunity
        fields = [*OPPORTUNITY_FIELDS, "bid_bond", "insight", "estimate", "risks", "delivery_opinion",
                  "delivery_opinion_by", "delivery_opinion_at"]  # fmt: skip

    def get_insight(self, opportunity) -> dict:
        """Findings by dimension."""
        show = FindingSerializer(context=self.context).shown
        found: dict[str, list] = {dimension.value: [] for dimension in Dimension}
        for finding in opportunity.findings.all():
            found[finding.dimension].append(show(finding))
        return found

    def get_estimate(self, opportunity) -> dict | None:
        """Revenue, and cost and margin for those who may see them."""
        if opportunity.estimated_revenue is None:
            return None
        shown = EstimateSerializer(context=self.context).shown(opportunity)
        if not may_see_cost(opportunity, self.by):
            shown |= {"cost": None, "margin": None}
        return shown


class EstimateSerializer(RecordSerializer):
    revenue = MoneyField(source="estimated_revenue", currency="estimate_currency")
    cost = MoneyField(source="estimated_cost", currency="estimate_currency")
    margin = MoneyField(source="estimated_margin", currency="estimate_currency")

    class Meta:
        model = Opportunity
        fields = ["revenue", "cost", "margin"]


class QuoteLineSerializer(RecordSerializer):
    unit_price = MoneyField(currency="quote.currency", exact=True)
    list_price = MoneyField(currency="quote.currency", exact=True)
    unit_cost = MoneyField(currency="quote.currency", exact=True)
    net = MoneyField(currency="quote.currency")
    tax = MoneyField(currency="quote.currency")
    total = MoneyField(currency="quote.currency")

    class Meta:
        model = QuoteLine
        fields = ["id", "position", "product", "description", "quantity", "unit_price", "list_price", "unit_cost",
                  "tax_rate", "net", "tax", "total"]  # fmt: skip
        guarded = {"unit_cost": lambda line, by: may_see_cost(line.quote, by)}


class QuoteRowSerializer(RecordSerializer):
    net = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    discount = MoneyField()

    class Meta:
        model = Quote
        fields = [
            *STAGE_FIELDS, "opportunity", "deal", "customer", "revision", "currency", "valid_until", "note", "net",
            "tax", "total", "discount", "discount_rate", "discount_approved", "sent_at", "reason",
        ]  # fmt: skip


class QuoteSerializer(QuoteRowSerializer):
    """A quote with its lines, and cost and margin for those who may see them."""

    cost = MoneyField()
    margin = MoneyField()
    lines = QuoteLineSerializer(many=True)

    class Meta:
        model = Quote
        fields = [*QuoteRowSerializer.Meta.fields, "cost", "margin", "lines"]
        guarded = {"cost": may_see_cost, "margin": may_see_cost}
