"""Bank statement files over the API, and what stands around them: accounts, mappings, imports to poll."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.response import Response

from core.api import RecordViewSet, StageViewSet, Upload, sub
from receivables.api import serializers as shapes
from receivables.api import statement_shapes
from receivables.listing import statements_listing
from receivables.models import StatementImport
from receivables.rules.statements.shape import EncodingAsked, MappingAsked, Unreadable
from receivables.services import bank_accounts, statement_files
from receivables.statement_forms import AccountForm, ExplainForm, LayoutForm, UploadForm
from receivables.statement_listing import accounts_listing, imports_listing, layouts_listing


class BankStatementViewSet(StageViewSet):
    """Bank statement files."""

    listing = statements_listing
    serializer_class = shapes.BankStatementSerializer
    create_form = UploadForm
    parser_classes = [*StageViewSet.parser_classes, Upload]

    def rows(self):
        return super().rows().prefetch_related("parts__account")

    def create(self, request, **kwargs):
        """Import a statement file: 201, or 202 and an import to poll for a large one; the same file again is a 200.

        A file that can't be read is a 422 with its line; one whose columns or encoding have to be said first is a 422
        on `mapping` or `encoding`.
        """
        self.no_parameters()
        values = self.read_body(UploadForm)
        imported = take_in(by=self.by, **values)
        if isinstance(imported, StatementImport):
            return self.answer_import(imported)
        if imported.repeated:
            return self.answer_repeated(imported.statement)
        response = self.answer_fresh(imported.statement, status=201)
        response["Location"] = self.location(imported.statement)
        return response

    def answer_repeated(self, statement) -> Response:
        """The file's record with this reading's counts: nothing new, every line known."""
        lines = statement.new_lines + statement.known_lines
        return self.answer_fresh(statement, extra={"new_lines": 0, "known_lines": lines})

    def answer_import(self, upload) -> Response:
        """202 and where to poll."""
        data = statement_shapes.StatementImportSerializer(context=self.context()).shown(upload)
        address = self.request.build_absolute_uri(f"/api/v1/statement-imports/{upload.pk}/")
        return Response(data, status=202, headers={"Location": address})


def take_in(*, file, by, waits=False, **said):
    """Import an uploaded file. Raises ValidationError that names the line, or what has to be said first."""
    try:
        return statement_files.bring(file, by=by, waits=waits, **said)
    except Unreadable as error:
        raise refused(error) from error


def refused(error: Unreadable) -> ValidationError:
    """What can't be read, on the field that would help: the file, its encoding or its mapping."""
    text = error.sentence
    field = {EncodingAsked: "encoding", MappingAsked: "mapping"}.get(type(error), "file")
    if isinstance(error, MappingAsked) and error.table is not None:
        known = ", ".join(filter(None, error.table.header))[:400]
        text = _("{text} Columns of the file: {known}").format(text=text, known=known)
    return ValidationError({field: ValidationError(text, code=error.code)})


class BankAccountViewSet(RecordViewSet):
    """Our bank accounts. One that a file named first is unconfirmed until somebody says that it is ours."""

    listing = accounts_listing
    serializer_class = statement_shapes.BankAccountSerializer
    edit_form = AccountForm

    def update_record(self, record, by, expected_version, **values):
        return bank_accounts.change(record, by=by, expected_version=expected_version, **values)


class StatementLayoutViewSet(RecordViewSet):
    """Mappings of banks' tables, proposed again for files with the same columns."""

    listing = layouts_listing
    serializer_class = statement_shapes.StatementLayoutSerializer
    edit_form = LayoutForm

    def update_record(self, record, by, expected_version, **values):
        return bank_accounts.link(record, by=by, **{"account": record.account, **values})

    def delete_record(self, record, by):
        bank_accounts.forget(record, by=by)


class StatementImportViewSet(RecordViewSet):
    """Bank files that are read in the background or wait for their mapping."""

    listing = imports_listing
    serializer_class = statement_shapes.StatementImportSerializer

    @sub("post", form=ExplainForm, status=200)
    def explain(self, record, by, **values):
        """Say what the columns mean, or in which encoding the file is written, and have it read."""
        try:
            statement_files.explain(record, by=by, **values)
        except Unreadable as error:
            raise refused(error) from error
        return self.answer_fresh(record)

    @sub("post", status=200)
    def cancel(self, record, by):
        """Stop; nothing of the file stays."""
        return statement_files.cancel(record, by=by)
