"""What the desk shows."""

from rest_framework import serializers

from core.api import BASE_FIELDS, RecordSerializer, RefField
from core.api.feed import resource_of
from desk.models import Attachment, Note, Notice, SavedView, Todo


class AboutSerializer(RecordSerializer):
    """Something about a record: names the resource and the id."""

    record = serializers.SerializerMethodField()

    def get_record(self, thing) -> dict[str, str] | None:
        """The record it is about."""
        if not thing.record_type or thing.record_id is None:
            return None
        return {"resource": resource_of(thing.record_type), "id": str(thing.record_id)}


class TodoSerializer(AboutSerializer):
    """One thing somebody has to do."""

    user = RefField()
    text = serializers.CharField(read_only=True)

    class Meta:
        model = Todo
        fields = (
            *BASE_FIELDS,
            "kind",
            "text",
            "user",
            "role",
            "due_on",
            "done_at",
            "record",
            "deal_id",
            "customer_id",
        )


class NoticeSerializer(AboutSerializer):
    """Something the caller was told."""

    text = serializers.CharField(read_only=True)

    class Meta:
        model = Notice
        fields = ("id", "kind", "text", "created_at", "read_at", "record")


class NoteSerializer(AboutSerializer):
    """What somebody wrote down on a record."""

    created_by = RefField()

    class Meta:
        model = Note
        fields = (*BASE_FIELDS, "text", "record", "created_by")


class AttachmentSerializer(AboutSerializer):
    """A paper on a record."""

    created_by = RefField()

    class Meta:
        model = Attachment
        fields = (
            *BASE_FIELDS, "name", "content_type", "size", "sha256", "file_version", "superseded_by", "record",
            "created_by",
        )  # fmt: skip


class SavedViewSerializer(RecordSerializer):
    """A view of a list: the list's resource, its name and the query it stands for."""

    class Meta:
        model = SavedView
        fields = (*BASE_FIELDS, "listing", "name", "query", "owner", "is_shared")
