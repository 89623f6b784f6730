"""What the API shows of promises, disputes, causes, corrective actions and cases."""

from rest_framework import serializers

from core.api.fields import MoneyField, RefField, reference
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from core.money import Money
from core.tenancy import current_tenant
from receivables.models import (
    CaseCost,
    CaseItem,
    CorrectiveAction,
    Dispute,
    DunningBlock,
    DunningLevel,
    DunningProcedure,
    LateCause,
    LegalCase,
    LegalRequest,
    Promise,
)

# Without number and gate, which these do not use.
CLAIM_FIELDS = tuple(name for name in STAGE_FIELDS if name not in ("number", "pending_gate"))


class PromiseSerializer(RecordSerializer):
    amount = MoneyField()
    received = MoneyField()
    customer = RefField(source="receivable.customer")

    class Meta:
        model = Promise
        fields = (
            *CLAIM_FIELDS, "receivable", "customer", "amount", "made_on", "promised_on", "told_by", "note", "received",
            "ended_on", "created_by",
        )  # fmt: skip


class DisputeSerializer(RecordSerializer):
    amount = MoneyField()
    accepted = MoneyField()
    customer = RefField(source="receivable.customer")

    class Meta:
        model = Dispute
        fields = (
            *CLAIM_FIELDS, "receivable", "customer", "category", "amount", "reason", "opened_on", "due_on", "accepted",
            "resolution", "resolved_on", "resolved_by", "created_by",
        )  # fmt: skip


class CauseSerializer(RecordSerializer):
    amount = MoneyField()
    customer = RefField(source="receivable.customer")
    is_ours = serializers.BooleanField()

    class Meta:
        model = LateCause
        fields = (
            *CLAIM_FIELDS, "receivable", "customer", "code", "is_ours", "amount", "found_on", "evidence",
            "reviewed_by", "reviewed_on", "created_by",
        )  # fmt: skip


class CorrectiveActionSerializer(RecordSerializer):
    customer = RefField(source="receivable.customer")
    pauses_until = serializers.DateField()

    class Meta:
        model = CorrectiveAction
        fields = (
            *CLAIM_FIELDS, "cause", "receivable", "customer", "text", "opened_on", "due_on", "pauses_until", "evidence",
            "done_on",
        )  # fmt: skip


class CaseItemSerializer(RecordSerializer):
    amount = MoneyField(currency="case.currency")

    class Meta:
        model = CaseItem
        fields = ("id", "receivable", "amount", "added_on", "closed_on")


class CaseCostSerializer(RecordSerializer):
    amount = MoneyField(currency="case.currency")

    class Meta:
        model = CaseCost
        fields = ("id", "kind", "amount", "spent_on", "note", "by")


class LegalCaseSerializer(RecordSerializer):
    amount = MoneyField()
    awarded = MoneyField()
    spent = serializers.SerializerMethodField()
    recovered = serializers.SerializerMethodField()
    items = CaseItemSerializer(many=True)
    costs = CaseCostSerializer(many=True)

    class Meta:
        model = LegalCase
        fields = (
            *STAGE_FIELDS, "customer", "amount", "reason", "court", "docket", "awarded", "spent", "recovered",
            "opened_on", "letter_on", "mediated_on", "filed_on", "judged_on", "enforced_on", "closed_on", "outcome",
            "items", "costs",
        )  # fmt: skip

    def get_spent(self, case) -> dict:
        """The sum of its costs."""
        return Money(case.spent, case.currency).as_json()

    def get_recovered(self, case) -> dict:
        """Money that came for its items since it began."""
        return Money(case.recovered, case.currency).as_json()


class LegalRequestSerializer(RecordSerializer):
    class Meta:
        model = LegalRequest
        fields = (
            *CLAIM_FIELDS, "kind", "customer", "receivable", "days_overdue", "asked_on", "decided_on", "reason", "case",
        )  # fmt: skip


class DunningBlockSerializer(RecordSerializer):
    class Meta:
        model = DunningBlock
        fields = (
            *BASE_FIELDS, "customer", "receivable", "from_on", "until", "reason", "created_by", "lifted_on",
            "lifted_by",
        )  # fmt: skip


class DunningLevelSerializer(RecordSerializer):
    amount_from = serializers.SerializerMethodField()

    class Meta:
        model = DunningLevel
        fields = (
            "id", "level", "days", "amount_from", "is_active", "letter", "todo_for", "told", "needs_cause", "confirms",
            "checks_insurance", "holds", "freezes", "legal_review", "proposes_legal", "proposes_blacklist",
            "proposes_provision",
        )  # fmt: skip

    def get_amount_from(self, level) -> dict:
        """From so much open, in the company's currency."""
        return Money(level.amount_from, current_tenant().currency).as_json()


class DunningProcedureSerializer(RecordSerializer):
    amount_from = serializers.SerializerMethodField()
    levels = DunningLevelSerializer(many=True)

    class Meta:
        model = DunningProcedure
        fields = (
            *BASE_FIELDS, "name", "position", "is_default", "is_active", "group", "rating", "amount_from", "levels",
        )  # fmt: skip

    def get_amount_from(self, procedure) -> dict:
        """From so much overdue, in the company's currency."""
        return Money(procedure.amount_from, current_tenant().currency).as_json()


def replayed_json(step) -> dict:
    """A step of the replay."""
    return {
        "day": step.day.isoformat(),
        "receivable": reference(step.receivable),
        "level": step.level,
        "days_overdue": step.days_overdue,
        "balance": Money(step.balance, step.receivable.currency).as_json(),
        "paused": Money(step.paused, step.receivable.currency).as_json(),
        "pauses": step.pauses,
        "speaks": step.speaks,
        "how": str(step.how),
        "by_rule": step.by_rule,
        "on_record": step.on_record,
    }
