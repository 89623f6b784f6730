"""What the API shows of a hand-over."""

from rest_framework import serializers

from core.api import BASE_FIELDS, RecordSerializer, reference
from tenancy.handing_over import Line
from tenancy.models import Handover, HandoverRow


class HandoverSerializer(RecordSerializer):
    """A hand-over: whose, how far it is, and what became of the records by number."""

    state = serializers.SerializerMethodField()

    class Meta:
        model = Handover
        fields = (
            *BASE_FIELDS, "former", "state", "choices", "retires", "has_ended_access", "total", "moved", "ended",
            "pooled", "stays", "created_by", "finished_at",
        )  # fmt: skip

    def get_state(self, handover) -> str:
        """`running` or `done`."""
        return "done" if handover.finished_at else "running"


class HandoverRowSerializer(serializers.Serializer):
    """What became of one record. fate: moved, ended, pooled or stays; then `reason` says why."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    name = serializers.CharField()
    fate = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    successor = serializers.DictField(allow_null=True)


def row_json(row: HandoverRow) -> dict:
    """A row as HandoverRowSerializer describes it."""
    return {
        "kind": row.kind,
        "id": str(row.record_id),
        "name": row.name,
        "fate": row.fate,
        "reason": row.reason,
        "successor": reference(row.successor) if row.successor else None,
    }


def foreseen_json(line: Line) -> dict:
    """{kind, name, count, moves, stays, successor, reasons: [{reason, count}]} of a kind as it would be handed over."""
    return {
        "kind": line.holding.code,
        "name": str(line.holding.label),
        "count": line.count,
        "moves": line.moves,
        "stays": line.stays,
        "successor": reference(line.to) if line.to and not line.to_pool else None,
        "reasons": [{"reason": reason, "count": count} for reason, count in line.reasons],
    }
