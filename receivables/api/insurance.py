"""Claims on credit insurers over the API."""

from rest_framework import serializers

from core.api import StageViewSet
from core.api.fields import MoneyField
from core.api.serializers import BASE_FIELDS, RecordSerializer
from receivables.insurance_forms import NewClaimForm
from receivables.insurance_listing import claims_listing
from receivables.models import InsuranceClaim
from receivables.services import insurance


class ClaimSerializer(RecordSerializer):
    amount = MoneyField()
    expected = MoneyField()
    paid = MoneyField()
    share = serializers.CharField()
    report_by = serializers.DateField()
    claim_by = serializers.DateField()

    class Meta:
        model = InsuranceClaim
        fields = [
            *BASE_FIELDS, "number", "state", "owner", "receivable", "customer", "deal", "policy", "cause", "amount",
            "share", "expected", "due_on", "report_by", "claim_by", "reported_on", "is_late", "insurer_number",
            "claimed_on", "paid_on", "paid", "bank_line", "ended_on", "end_reason", "note",
        ]  # fmt: skip


class ClaimViewSet(StageViewSet):
    """Claims on credit insurers."""

    listing = claims_listing
    serializer_class = ClaimSerializer
    create_form = NewClaimForm

    def rows(self):
        return super().rows().select_related("policy")

    def create_record(self, by, receivable, **values):
        return insurance.prepare(receivable, by=by, **values)
