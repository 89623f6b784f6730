"""What the API shows of leads."""

from rest_framework import serializers

from core.api.fields import MoneyField, reference
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from leads.models import Lead, PainStep, Verification
from leads.permissions import shows_contacts

LEAD_FIELDS = [
    *STAGE_FIELDS, "title", "customer", "company_name", "contact_name", "phone", "email", "source", "source_note",
    "need", "solution", "industry", "region", "expected_amount", "budget", "expected_start_on", "is_strategic", "grade",
    "level", "score", "assigned_at", "respond_by", "late_since", "accepted_at", "last_touched_at", "back_to_pool_on",
    "review_due_on", "reason", "merged_into", "deal", "converted_at", "created_by", "custom",
]  # fmt: skip


class LeadRowSerializer(RecordSerializer):
    expected_amount = MoneyField()
    budget = MoneyField(currency="budget_currency")

    class Meta:
        model = Lead
        fields = LEAD_FIELDS
        guarded = dict.fromkeys(("contact_name", "phone", "email"), shows_contacts)


class VerificationSerializer(RecordSerializer):
    class Meta:
        model = Verification
        fields = [
            *BASE_FIELDS, "lead", "contact", "contact_function", "decision_role", "question", "evidence", "verifier",
            "was_owner", "verified_at",
        ]  # fmt: skip
        guarded = {"contact": lambda row, by: shows_contacts(row.lead, by)}


class PainStepSerializer(RecordSerializer):
    class Meta:
        model = PainStep
        fields = [*BASE_FIELDS, "step", "evidence", "found_on"]


class PersonSerializer(serializers.Serializer):
    """A colleague by id and name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class CustomerMatchSerializer(serializers.Serializer):
    """A customer on file that may be the lead's company."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    owner = PersonSerializer(allow_null=True)
    likeness = serializers.IntegerField()
    why = serializers.ChoiceField(choices=["code", "name", "similar"])


class LeadSerializer(LeadRowSerializer):
    """A lead with its helpers, verifications and pain ladder."""

    helpers = serializers.SerializerMethodField()
    verifications = VerificationSerializer(many=True)
    pain_steps = PainStepSerializer(many=True)

    class Meta:
        model = Lead
        fields = [*LEAD_FIELDS, "helpers", "verifications", "pain_steps"]
        guarded = LeadRowSerializer.Meta.guarded

    def get_helpers(self, lead) -> list[dict]:
        """The colleagues who help, as ids and names."""
        return [reference(seat.user) for seat in lead.helper_seats.all()]
