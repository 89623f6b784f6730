"""What the API shows of an import."""

from rest_framework import serializers

from core.api.serializers import BASE_FIELDS, RecordSerializer
from integrations.imports.failures import failed_rows
from integrations.imports.sums import compared
from integrations.models import Import, ImportRow

# So many stand in the import itself; the rest has an address of its own.
FIRST_FAILURES = 100


class FailureSerializer(serializers.Serializer):
    """A row that was not imported."""

    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


def failure_json(row: ImportRow) -> dict:
    """The row of the file as people count it, the column, what stands there, and what is wrong with it."""
    return {"row": row.number, "column": row.column, "value": row.value, "reason": row.reason}


class ImportSerializer(RecordSerializer):
    rows_read = serializers.SerializerMethodField()
    mapping = serializers.SerializerMethodField()
    undo_until = serializers.SerializerMethodField()
    totals = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = (
            *BASE_FIELDS, "kind", "state", "dry_run", "file_name", "encoding", "header_row", "mapping", "policy",
            "ownerless", "strangers", "day_first", "problem", "rows_total", "rows_read", "created", "updated", "merged",
            "skipped", "failed", "totals", "taken_back", "kept", "started_at", "finished_at", "undo_until",
            "created_by",
        )  # fmt: skip

    def get_rows_read(self, upload) -> int:
        """The rows judged so far: created, updated, merged, skipped and failed together."""
        return upload.rows_read

    def get_mapping(self, upload) -> dict[str, str]:
        """{header: field}."""
        return {upload.columns[int(at)]: name for at, name in upload.mapping.items()}

    def get_totals(self, upload) -> list[dict]:
        """Sums of the file beside those of what was taken in, by currency; none for kinds without amounts."""
        return [
            {key: value.as_json() if hasattr(value, "as_json") else str(value) for key, value in one.items()}
            for one in compared(upload)
        ]

    def get_undo_until(self, upload) -> str | None:
        """Until when the whole import can be undone."""
        return upload.undo_until.isoformat() if upload.undo_until else None


class ImportDetailSerializer(ImportSerializer):
    failures = serializers.SerializerMethodField()

    class Meta(ImportSerializer.Meta):
        fields = (*ImportSerializer.Meta.fields, "failures")

    def get_failures(self, upload) -> list[dict]:
        """The first hundred rows that were not imported; all of them stand under `failures/`."""
        if not upload.failed:
            return []
        return [failure_json(row) for row in failed_rows(upload)[:FIRST_FAILURES]]
