"""What the API shows of receipts and of the months of the books."""

from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from receivables.models import AccountingMonth, Receipt


class MonthSerializer(RecordSerializer):
    last_day = serializers.DateField()

    class Meta:
        model = AccountingMonth
        fields = (*BASE_FIELDS, "month", "last_day", "state", "state_since", "reason")


class ReceiptSerializer(RecordSerializer):
    amount = MoneyField()
    proceeds = MoneyField(source="proceeds_money")

    class Meta:
        model = Receipt
        fields = (
            *STAGE_FIELDS, "kind", "customer", "amount", "received_on", "bill_number", "drawer", "acceptor",
            "issued_on", "due_on", "note", "passed_to", "passed_on", "proceeds", "ended_on", "reason", "line",
            "bank_line",
        )  # fmt: skip
