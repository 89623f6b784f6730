"""What the API shows around bank files."""

from rest_framework import serializers

from core.api.serializers import BASE_FIELDS, RecordSerializer
from receivables.models import BankAccount, StatementImport, StatementLayout


class BankAccountSerializer(RecordSerializer):
    class Meta:
        model = BankAccount
        fields = (*BASE_FIELDS, "number", "name", "currency", "is_confirmed")


class StatementLayoutSerializer(RecordSerializer):
    class Meta:
        model = StatementLayout
        fields = (*BASE_FIELDS, "bank", "account", "header", "mapping")


class StatementImportSerializer(RecordSerializer):
    """A bank file on its way in: poll it until `state` is done, failed, asking or cancelled."""

    lines_done = serializers.IntegerField()
    lines_to_do = serializers.IntegerField()

    class Meta:
        model = StatementImport
        fields = (
            *BASE_FIELDS, "file_name", "size", "state", "format", "encoding", "account", "lines", "lines_done",
            "lines_to_do", "found", "problem", "problem_line", "statement", "finished_at",
        )  # fmt: skip
