"""Receivables, invoices, bank statements, allocations and dunning over the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import RecordViewSet, StageViewSet, sub
from receivables import forms
from receivables.ageing import GROUPS, ageing, sees_all
from receivables.ageing_rows import open_rows
from receivables.api import params
from receivables.api import serializers as shapes
from receivables.api.chasing_shapes import replayed_json
from receivables.api.replay_params import replay as replay_asked
from receivables.invoice_forms import InvoiceChangeForm, InvoiceForm
from receivables.key_figures import figure_json, key_figures
from receivables.ledger_forms import UndoEntryForm
from receivables.letter_files import invoice_pdf_answer
from receivables.listing import (
    allocations_listing,
    invoices_listing,
    receivables_listing,
    steps_listing,
)
from receivables.selectors import account_statement, bucket_labels
from receivables.services import allocation as allocating
from receivables.services import invoicing, undoing
from receivables.services.forecasts import shown_forecast
from receivables.services.replay import replay


class ReceivableViewSet(StageViewSet):
    """Receivables."""

    listing = receivables_listing
    serializer_class = shapes.ReceivableSerializer

    def rows(self):
        return super().rows().with_flags()

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="ageing")
    def ageing(self, request, **kwargs):
        """Open receivables by customer, AR or product and days overdue on a day; `ledger_total` is the ledger's sum."""
        self.no_parameters("as_of", "by", "currency", "basis")
        asked = request.query_params
        group = params.one_of(asked, "by", GROUPS)
        basis = params.one_of(asked, "basis", params.BASES)
        found = ageing(
            self.by, as_of=params.as_of(asked), currency=params.currency(asked), basis=basis, group=group
        )
        return Response(shapes.ageing_json(found, bucket_labels()))

    ageing.reads = ("as_of", "by", "currency", "basis")

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="forecast")
    def forecast(self, request, **kwargs):
        """Cash expected by week from how late each customer paid before, with a band that holds four times of five."""
        self.no_parameters("as_of")
        day = params.as_of(request.query_params)
        found, newest = shown_forecast(self.by, as_of=day, whole=sees_all(self.by))
        return Response(shapes.forecast_json(found, day, newest.accuracy if newest else {}))

    forecast.reads = ("as_of",)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="key-figures")
    def key_figures(self, request, **kwargs):
        """DSO, count-back DSO, CEI, overdue share and promises kept as of a day, with their targets and parts."""
        self.no_parameters("as_of")
        day = params.as_of(request.query_params)
        return Response(
            {
                "as_of": day.isoformat(),
                "figures": [figure_json(one) for one in key_figures(self.by, as_of=day)],
            }
        )

    key_figures.reads = ("as_of",)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="open-items")
    def open_items(self, request, **kwargs):
        """What was open on a day, row by row, the largest first; `total` is the sum of all rows."""
        self.no_parameters("as_of", "by", "who", "bucket", "currency", "basis", "page")
        return Response(shapes.open_rows_json(open_rows(self.by, **params.open_items(request.query_params))))

    open_items.reads = ("as_of", "by", "who", "bucket", "currency", "basis", "page")

    @sub("get", path="entries", answers=shapes.LedgerEntrySerializer(many=True))
    def entries(self, record, by):
        """The receivable's ledger entries, the oldest first; their sum is its balance."""
        rows = record.entries.select_related("by", "allocation", "reverses").order_by("written_at", "pk")
        serializer = shapes.LedgerEntrySerializer(context=self.context())
        return [serializer.shown(row) for row in rows]

    @sub("post", path="undo-entry", form=UndoEntryForm, status=200)
    def undo_entry(self, record, by, entry, reason):
        """Undo an entry, and all that was written in the same act, by reversing entries; see `entries`."""
        found = record.entries.filter(pk=entry).first()
        if found is None:
            raise ValidationError({"entry": _("This receivable has no such entry.")})
        undoing.undo(found, by=by, reason=reason)
        return self.answer_fresh(record)


class InvoiceViewSet(StageViewSet):
    """Invoices."""

    listing = invoices_listing
    serializer_class = shapes.InvoiceSerializer
    create_form = InvoiceForm
    edit_form = InvoiceChangeForm

    def rows(self):
        return super().rows().prefetch_related("items__receivable", "items__invoice")

    def create_record(self, by, receivable=None, amount=None, items=None, **values):
        wanted = items or [{"receivable": receivable, "amount": amount}]
        return invoicing.ask_for_invoice([invoicing.Wanted(**one) for one in wanted], by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return invoicing.change_request(record, by=by, expected_version=expected_version, **values)

    @extend_schema(responses=OpenApiTypes.BINARY)
    @action(detail=True, url_path="pdf")
    def pdf(self, request, id, **kwargs):
        """The invoice as a paper to check, in the language asked for."""
        self.no_parameters()
        return invoice_pdf_answer(self.get_record())


class AllocationViewSet(RecordViewSet):
    """Allocations."""

    listing = allocations_listing
    serializer_class = shapes.AllocationSerializer
    create_form = forms.AllocationForm

    def create_record(self, by, bank_line, receivable, amount, **values):
        return allocating.allocate(bank_line, receivable, amount, by=by, **values)

    @sub("post", form=forms.ReasonForm, status=200)
    def reverse(self, record, by, reason):
        """Undo the allocation by counter entries; the receivable opens again."""
        return self.answer_fresh(allocating.reverse(record, by=by, reason=reason))


class DunningStepViewSet(RecordViewSet):
    """Dunning steps."""

    listing = steps_listing
    serializer_class = shapes.DunningStepSerializer

    def rows(self):
        return super().rows().with_state()

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="replay")
    def replay(self, request, **kwargs):
        """Day by day what the ladder did and would do for a customer's items or one receivable; at most 400 days."""
        self.no_parameters("customer", "receivable", "from", "to")
        asked = replay_asked(request.query_params, self.by)
        return Response({"steps": [replayed_json(step) for step in replay(self.by, **asked)]})

    replay.reads = ("customer", "receivable", "from", "to")

    def answer(self, record, status=200, extra=None, only=None):
        """A step never changes, so it has no version."""
        data = self.serializer_class(context=self.context()).shown(record, only)
        return Response(data | (extra or {}), status=status)


@sub("get", path="account-statement", answers=OpenApiTypes.OBJECT, reads=("as_of",))
def account_statement_of(self, record, by):
    """The customer's statement of account as of a day: open items, unallocated money and the balance."""
    day = params.as_of(self.request.query_params)
    return shapes.account_statement_json(account_statement(record, by, day), record)
