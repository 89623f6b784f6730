"""Exports to the general ledger over the API, and the journal lines themselves."""

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from core.api import RecordViewSet, sub
from core.api.fields import MoneyField
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.errors import Denied
from core.money import Money
from core.refusals import BadParameter
from core.upload import serve
from desk.papers import papers_of
from receivables.books_forms import ExportForm
from receivables.books_listing import books_exports_listing
from receivables.models import BooksExport, LedgerEntry
from receivables.rules.vouchers import lines_of
from receivables.services.books_export import EXPORTING, ask_for_export, cancel_export, last_month
from receivables.services.books_journal import RELATED, Books, posting_kind


class BooksExportSerializer(RecordSerializer):
    """An export: its period, what it covers, and both sums, which are equal."""

    debit = MoneyField()
    credit = MoneyField()

    class Meta:
        model = BooksExport
        fields = (
            *BASE_FIELDS, "target", "format", "first_on", "last_on", "is_repeat", "state", "entries", "vouchers",
            "lines", "debit", "credit", "left_out", "problem", "created_by", "finished_at",
        )  # fmt: skip


class JournalSerializer(serializers.Serializer):
    """An entry of the ledger as the general ledger books it."""

    entry = serializers.UUIDField()
    on = serializers.DateField()
    kind = serializers.CharField()
    lines = serializers.ListField(child=serializers.DictField())


class JournalPageSerializer(serializers.Serializer):
    """A page of the journal."""

    results = JournalSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class BooksExportViewSet(RecordViewSet):
    """Exports to the general ledger."""

    listing = books_exports_listing
    serializer_class = BooksExportSerializer
    create_form = ExportForm

    def create(self, request, **kwargs):
        """Have the journal of a period made: 202 and an export to poll; its `file/` is there when it is `done`."""
        self.no_parameters()
        run = ask_for_export(by=self.by, **self.read_body(ExportForm))
        response = self.answer_fresh(run, status=202)
        response["Location"] = self.location(run)
        return response

    create.status = 202  # type: ignore[attr-defined]

    @sub("post", status=200)
    def cancel(self, record, by):
        """Stop an export at work; nothing of it is handed over."""
        return self.answer_fresh(cancel_export(record, by=by))

    @sub("get", path="file", answers=OpenApiTypes.BINARY)
    def file(self, record, by):
        """The file, once the export is done."""
        paper = papers_of(record).first()
        if paper is None:
            raise Http404
        return serve(paper)

    @extend_schema(responses=JournalPageSerializer)
    @action(detail=False, url_path="journal")
    def journal(self, request, **kwargs):
        """The journal lines of a period, entry by entry; nothing is handed over by reading.

        `first_on`, `last_on`: the last month, where they are left out.
        """
        self.no_parameters("first_on", "last_on", "limit", "cursor")
        if not EXPORTING(None, self.by):
            raise Denied(EXPORTING.sentence)
        usual = dict(zip(("first_on", "last_on"), last_month(), strict=True))
        first, last = (_day(request.query_params, name, day) for name, day in usual.items())
        rows = LedgerEntry.objects.filter(counts_on__range=(first, last)).exclude(base_minor=0)
        books = Books()
        return self.paged(rows.select_related(*RELATED), "position", lambda entry: journal_json(entry, books))

    journal.reads = ("first_on", "last_on", "limit", "cursor")  # type: ignore[attr-defined]


def _day(params, name, usual):
    if name not in params:
        return usual
    try:
        day = parse_date(params[name])
    except ValueError:
        day = None
    if day is None:
        raise BadParameter(name, _("{name} takes a date such as 2026-11-23.").format(name=name))
    return day


def journal_json(entry, books) -> dict:
    """An entry with the lines it is booked on; none for what is not handed over."""
    booking = books.booking(entry)

    def money(amount) -> dict:
        return Money(amount, books.currency).as_json()

    return {
        "entry": str(entry.pk),
        "on": entry.counts_on.isoformat(),
        "kind": posting_kind(entry),
        "lines": [
            {
                "account": line.account.code,
                "name": line.account.name,
                "debit": money(line.debit),
                "credit": money(line.credit),
                "customer": {"number": line.customer[0], "name": line.customer[1]}
                if line.customer[1]
                else None,
                "text": line.text,
            }
            for line in (lines_of(booking) if booking is not None else ())
        ],
    }
