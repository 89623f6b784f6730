"""Approvals as the API shows them."""

from django.apps import apps
from rest_framework import serializers

from approvals.evidence import without_costs
from approvals.models import Approval, ApprovalStep, Condition, Voter
from approvals.sight import sees_costs
from core.api import BASE_FIELDS, MoneyField, RecordSerializer, RefField


class VoterSerializer(RecordSerializer):
    """A person who may decide a step, and what they decided."""

    user = RefField()
    voted_by = RefField()
    handed_on_to = RefField()

    class Meta:
        model = Voter
        fields = ("user", "vote", "comment", "voted_by", "voted_at", "handed_on_to")


class StepSerializer(RecordSerializer):
    """A step of the approval as it stood when the gate was asked."""

    voters = VoterSerializer(many=True)

    class Meta:
        model = ApprovalStep
        fields = ("id", "position", "role", "seat", "mode", "opened_at", "done_at", "fell_to_admin", "voters")


class ConditionSerializer(RecordSerializer):
    """A condition of a conditional approval."""

    owner = RefField()

    class Meta:
        model = Condition
        fields = (*BASE_FIELDS, "text", "owner", "due_on", "evidence", "closed_at")


class ApprovalSerializer(RecordSerializer):
    """A request to pass a gate."""

    asker = RefField()
    amount = MoneyField()
    record = serializers.SerializerMethodField()
    blockers = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = Approval
        fields = (
            *BASE_FIELDS, "gate", "move", "state", "title", "asker", "amount", "record", "deal_id", "customer_id",
            "blockers",
        )  # fmt: skip

    def get_record(self, approval) -> dict[str, str]:
        """The record asked about: its resource and id."""
        model = apps.get_model(approval.record_type)
        return {"resource": model.api_name, "id": str(approval.record_id)}


class WholeApprovalSerializer(ApprovalSerializer):
    """The same with its steps and votes, conditions, evidence and the frozen copy."""

    steps = StepSerializer(many=True)
    conditions = ConditionSerializer(many=True)
    checks = serializers.ListField(child=serializers.DictField(), read_only=True)
    frozen = serializers.SerializerMethodField()
    void_reason = serializers.SerializerMethodField()

    class Meta(ApprovalSerializer.Meta):
        fields = (*ApprovalSerializer.Meta.fields, "checks", "frozen", "void_reason", "steps", "conditions")

    def get_frozen(self, approval) -> dict:
        """What was submitted; costs are null for those who may not see them."""
        return approval.frozen if sees_costs(approval, self.by) else without_costs(approval.frozen)

    def get_void_reason(self, approval) -> list[dict]:
        """What was changed after the gate was asked: [{"field", "was", "is"}]."""
        if sees_costs(approval, self.by):
            return approval.void_reason
        return [
            {
                side: part if side == "field" else without_costs(part, change["field"])
                for side, part in change.items()
            }
            for change in approval.void_reason
        ]
