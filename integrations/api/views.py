"""Imports over the API."""

from core.api import RecordViewSet, Upload, sub
from integrations.api.serializers import (
    FailureSerializer,
    ImportDetailSerializer,
    ImportSerializer,
    failure_json,
)
from integrations.forms import ImportForm
from integrations.imports import asking
from integrations.imports.failures import failed_rows, failures_file
from integrations.listing import imports_listing


class ImportViewSet(RecordViewSet):
    """Imports of files."""

    listing = imports_listing
    serializer_class = ImportDetailSerializer
    create_form = ImportForm
    parser_classes = [*RecordViewSet.parser_classes, Upload]

    @property
    def list_serializer(self):
        return ImportSerializer

    def create(self, request, **kwargs):
        """Bring a file (multipart) and have it tried or written: 202 and an import to poll.

        A file that can't be read is a 422 and nothing is kept of it. Later `write/` writes what a dry run has tried.
        """
        self.no_parameters()
        upload = asking.bring(by=self.by, **self.read_body(ImportForm))
        response = self.answer_fresh(upload, status=202)
        response["Location"] = self.location(upload)
        return response

    create.status = 202  # type: ignore[attr-defined]

    @sub("get", answers=FailureSerializer, paged=True)
    def failures(self, record, by):
        """The rows that were not imported, with row number, column, value and reason."""
        return self.paged(failed_rows(record), "position", failure_json)

    @sub("get", path="failures/file")
    def failures_file(self, record, by):
        """The same rows as a CSV file that can be mended and brought again."""
        return failures_file(record)

    @sub("post", status=202)
    def write(self, record, by):
        """Write what a dry run has tried."""
        return asking.start(record, by=by, dry_run=False)

    @sub("post", status=202)
    def cancel(self, record, by):
        """Stop the import; what it has written is taken back."""
        return asking.cancel(record, by=by)

    @sub("post", status=202)
    def undo(self, record, by):
        """Take the whole import back, within 24 hours; rows worked on since are kept and counted."""
        return asking.undo(record, by=by)
