"""What the API shows of promises, disputes, causes, corrective actions and cases."""

from core.api.fields import MoneyField, RefField
from core.api.serializers import STAGE_FIELDS, RecordSerializer
from receivables.models import Promise

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
