"""Sources of facts, their files, and what is on file of a customer, over the API."""

from rest_framework import serializers

from core.api.actions import sub
from core.api.parsers import Upload
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.listing import Listing
from customers.api.views import add_action
from customers.fact_file import facts_shown, readings_of
from customers.forms import sources as forms
from customers.models import FactSource, SourceFile
from customers.services import fact_files, fact_reading, fact_sources
from tenancy.roles import Right


class FactSourceSerializer(RecordSerializer):
    has_secret = serializers.SerializerMethodField()

    class Meta:
        model = FactSource
        fields = [
            *BASE_FIELDS, "name", "kind", "is_active", "mapping", "day_from", "code_column", "name_column", "url",
            "header_name", "has_secret", "timeout_seconds", "attempts", "pause_minutes", "cache_hours",
        ]  # fmt: skip
        # People put keys into addresses too.
        guarded = {"url": lambda source, by: by.can(Right.SETTINGS)}

    def get_has_secret(self, source) -> bool:
        """Whether a secret is kept; it is never shown."""
        return bool(source.sealed)


class FactFileSerializer(RecordSerializer):
    class Meta:
        model = SourceFile
        fields = [
            *BASE_FIELDS, "source", "name", "columns", "state", "rows", "matched", "failed", "problems", "loaded_at",
            "created_by",
        ]  # fmt: skip


class FactSerializer(serializers.Serializer):
    """A fact on a customer's file."""

    code = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    source = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    is_stale = serializers.BooleanField()


class ReadingSerializer(serializers.Serializer):
    """How the last reading of a customer at a source went."""

    source = serializers.CharField()
    read_at = serializers.DateTimeField(allow_null=True)
    is_waiting = serializers.BooleanField()
    failing_since = serializers.DateTimeField(allow_null=True)
    problem = serializers.CharField(allow_blank=True)


class FileOfFactsSerializer(serializers.Serializer):
    """What is on file of a customer, and how its sources answered."""

    facts = FactSerializer(many=True)
    sources = ReadingSerializer(many=True)


class FactSourceViewSet(RecordViewSet):
    """Sources of facts."""

    listing = Listing(
        FactSource,
        filters=["name", "kind", "is_active", "created_at"],
        ordering=["name", "created_at"],
        default_order="name",
        searchable=False,
        small=True,
    )
    serializer_class = FactSourceSerializer
    create_form = forms.SourceForm
    edit_form = forms.HttpSourceForm

    def create_record(self, by, **values):
        return fact_sources.save_source(None, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return fact_sources.save_source(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        fact_sources.remove_source(record, by=by)

    @sub("post", path="files", form=forms.UploadForm, parsers=[Upload], answers=FactFileSerializer)
    def files(self, record, by, file):
        """Upload a file of facts; its columns are matched as far as its headers tell, nothing is taken over yet."""
        return fact_files.upload(record, by=by, file=file)


class FactFileViewSet(RecordViewSet):
    """Files of facts."""

    listing = Listing(
        SourceFile,
        filters=["source", "state", "created_at"],
        ordering=["created_at"],
        searchable=False,
        small=True,
    )
    serializer_class = FactFileSerializer

    @sub("post", path="load", form=forms.LoadForm, status=202)
    def load(self, record, by, **columns):
        """Take the file over in the background, by these columns, in the place of the source's file before it."""
        return fact_files.load(record, by=by, **columns)


@sub("get", path="facts", answers=FileOfFactsSerializer)
def facts(self, record, by):
    """The facts on the customer's file with source and day, and how each source answered last."""
    return _file_of(record, by)


@sub("post", path="read-facts", answers=FileOfFactsSerializer, status=202)
def read_facts(self, record, by):
    """Have every source asked about the customer now, in the background."""
    fact_reading.read_again(record, by=by)
    return _file_of(record, by)


def _file_of(customer, by) -> dict:
    return FileOfFactsSerializer({"facts": facts_shown(customer, by), "sources": readings_of(customer)}).data


for view in (facts, read_facts):
    add_action(view)
