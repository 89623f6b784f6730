"""Provisions over the API: runs with their lines, specific items, rates."""

from drf_spectacular.types import OpenApiTypes
from rest_framework.response import Response

from core.api import RecordViewSet, StageViewSet, sub
from receivables import provision_forms as forms
from receivables.api import provision_shapes as shapes
from receivables.provision_listing import (
    provision_lines_listing,
    provision_rates_listing,
    provisions_listing,
    specifics_listing,
)
from receivables.provision_reads import by_customer
from receivables.services import provision_rates, provisions
from receivables.services.provision_lines import differences
from receivables.services.provision_runs import discard, prepare_run


class ProvisionViewSet(StageViewSet):
    """Provision runs."""

    listing = provisions_listing
    serializer_class = shapes.ProvisionRunSerializer
    create_form = forms.RunForm

    def create_record(self, by, closes_on):
        return prepare_run(by=by, closes_on=closes_on)

    def delete_record(self, record, by):
        discard(record, by=by)

    @sub("get", answers=OpenApiTypes.OBJECT)
    def customers(self, record, by):
        """The run by customer beside the last posted one: the 200 with the largest provision."""
        return [shapes.customer_row_json(row, record) for row in by_customer(record, 200)]

    @sub("get", answers=OpenApiTypes.OBJECT)
    def reproduction(self, record, by):
        """Ask the ledger again as the run knew it: is every line the same, and if not, which receivables differ?"""
        found = differences(record)
        return {"is_the_same": not found, "differences": [str(pk) for pk in found]}


class ProvisionLineViewSet(RecordViewSet):
    """Lines of provision runs."""

    listing = provision_lines_listing
    serializer_class = shapes.ProvisionLineSerializer

    def rows(self):
        return super().rows().select_related("run")

    def answer(self, record, status=200, extra=None, only=None):
        """A line never changes, so it has no version."""
        data = self.serializer_class(context=self.context()).shown(record, only)
        return Response(data | (extra or {}), status=status)


class SpecificProvisionViewSet(StageViewSet):
    """Specific provisions."""

    listing = specifics_listing
    serializer_class = shapes.SpecificProvisionSerializer
    create_form = forms.SpecificForm
    edit_form = forms.SpecificEditForm

    def create_record(self, by, **values):
        return provisions.create_specific(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return provisions.edit_specific(record, by=by, expected_version=expected_version, **values)


class ProvisionRateViewSet(RecordViewSet):
    """Provision rates by days overdue, each from a day on."""

    listing = provision_rates_listing
    serializer_class = shapes.ProvisionRateSerializer
    create_form = forms.RateForm

    def create_record(self, by, bucket, percent, valid_from):
        return provision_rates.set_rate(bucket, percent / 100, valid_from=valid_from, by=by)
