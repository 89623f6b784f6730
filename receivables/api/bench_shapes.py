"""How suggestions, parts of lines, payers, questions and matching runs look in the API."""

from rest_framework import serializers

from core.api import BASE_FIELDS, MoneyField, RecordSerializer
from core.money import Money
from receivables.models import LineQuestion, MatchRun, PayerAlias


class SuggestedPartSerializer(serializers.Serializer):
    """So much for one receivable, and what of it would be closed without money."""

    receivable = serializers.UUIDField()
    number = serializers.CharField()
    amount = MoneyField()
    difference = MoneyField()
    difference_kind = serializers.CharField(allow_blank=True)


class EvidenceSerializer(serializers.Serializer):
    """One reason for or against: sign is good, warn or bad."""

    sign = serializers.ChoiceField(choices=["good", "warn", "bad"])
    text = serializers.CharField()


class SuggestionSerializer(serializers.Serializer):
    """A set of receivables that a bank line may pay."""

    confidence = serializers.FloatField()
    customer = serializers.UUIDField()
    reasons = serializers.ListField(child=serializers.CharField())
    evidence = EvidenceSerializer(many=True)
    allocations = SuggestedPartSerializer(many=True)


class LineShareSerializer(serializers.Serializer):
    """A part of a split line."""

    id = serializers.UUIDField()
    amount = MoneyField()
    rest = MoneyField()
    note = serializers.CharField(allow_blank=True)
    is_parked = serializers.BooleanField()


def suggestion_json(suggestion) -> dict:
    """A suggestion as the API shows it."""
    closed = {item.id: (amount, kind) for item, amount, kind in suggestion.differences}
    return {
        "confidence": float(suggestion.confidence),
        "customer": str(suggestion.customer_id),
        "reasons": [reason.text for reason in suggestion.reasons],
        "evidence": [{"sign": reason.sign, "text": reason.text} for reason in suggestion.reasons],
        "allocations": [
            _part(item, amount, *closed.get(item.id, (0, ""))) for item, amount in suggestion.allocations
        ],
    }


def _part(item, amount, difference, kind) -> dict:
    return {
        "receivable": str(item.id),
        "number": item.number,
        "amount": Money(amount, item.currency).as_json(),
        "difference": Money(difference, item.currency).as_json(),
        "difference_kind": kind,
    }


def share_json(share) -> dict:
    """A part of a line as the API shows it."""
    currency = share.bank_line.currency
    return {
        "id": str(share.pk),
        "amount": Money(share.amount, currency).as_json(),
        "rest": Money(share.rest, currency).as_json(),
        "note": share.note,
        "is_parked": share.is_parked,
    }


class PayerAliasSerializer(RecordSerializer):
    class Meta:
        model = PayerAlias
        fields = (*BASE_FIELDS, "customer", "kind", "value", "times", "is_confirmed", "last_used_at")


class LineQuestionSerializer(RecordSerializer):
    state = serializers.CharField()

    class Meta:
        model = LineQuestion
        fields = (
            *BASE_FIELDS, "state", "bank_line", "asked_of", "text", "answer", "answered_at", "answered_by",
            "created_by",
        )  # fmt: skip


class MatchRunSerializer(RecordSerializer):
    state = serializers.CharField()

    class Meta:
        model = MatchRun
        fields = (
            *BASE_FIELDS, "state", "statement", "total", "seen", "posted", "suggested", "finished_at", "cancelled_at",
        )  # fmt: skip
