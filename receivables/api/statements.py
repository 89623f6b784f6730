"""Bank statement files over the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.response import Response

from core.api import StageViewSet, Upload
from receivables.api import serializers as shapes
from receivables.listing import statements_listing
from receivables.rules.statements.shape import EncodingAsked, MappingAsked, Unreadable
from receivables.services.statements import import_statement
from receivables.statement_forms import UploadForm


class BankStatementViewSet(StageViewSet):
    """Bank statement files."""

    listing = statements_listing
    serializer_class = shapes.BankStatementSerializer
    create_form = UploadForm
    parser_classes = [*StageViewSet.parser_classes, Upload]

    def rows(self):
        return super().rows().prefetch_related("parts__account")

    def create(self, request, **kwargs):
        """Import a statement file; the same file a second time answers 200 and adds nothing."""
        self.no_parameters()
        values = self.read_body(UploadForm)
        imported = take_in(by=self.by, **values)
        if imported.repeated:
            return self.answer_repeated(imported.statement)
        response = self.answer_fresh(imported.statement, status=201)
        response["Location"] = self.location(imported.statement)
        return response

    def answer_repeated(self, statement) -> Response:
        """The file's record with this reading's counts: nothing new, every line known."""
        lines = statement.new_lines + statement.known_lines
        return self.answer_fresh(statement, extra={"new_lines": 0, "known_lines": lines})


def take_in(*, file, by, account="", format="", encoding="", mapping=None, remember=False):
    """Import an uploaded file. Raises ValidationError that names the line, or what has to be said first."""
    try:
        return import_statement(
            file.read(), file_name=file.name, by=by, account=account, format=format, encoding=encoding,
            mapping=mapping, remember=remember,
        )  # fmt: skip
    except Unreadable as error:
        raise refused(error) from error


def refused(error: Unreadable) -> ValidationError:
    """What can't be read, on the field that would help: the file, its encoding or its mapping."""
    text = _("{where}: {detail}").format(where=error.where, detail=error.detail)
    field = {EncodingAsked: "encoding", MappingAsked: "mapping"}.get(type(error), "file")
    if isinstance(error, MappingAsked) and error.table is not None:
        known = ", ".join(filter(None, error.table.header))[:400]
        text = _("{text} Columns of the file: {known}").format(text=text, known=known)
    return ValidationError({field: ValidationError(text, code=error.code)})
