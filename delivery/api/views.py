"""Delivery orders over the API."""

from core.api.actions import sub
from core.api.moves import StageViewSet
from delivery import forms, services
from delivery.api import serializers as shapes
from delivery.listing import orders_listing


class DeliveryOrderViewSet(StageViewSet):
    """Delivery orders."""

    listing = orders_listing
    serializer_class = shapes.OrderSerializer
    list_serializer = shapes.OrderRowSerializer
    create_form = forms.OrderForm
    edit_form = forms.OrderEditForm

    def create_record(self, by, **values):
        return services.create_order(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return services.edit_order(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        services.delete_order(record, by=by)

    @sub("post", form=forms.ReceiptForm, path="receipt", answers=shapes.OrderSerializer)
    def receipt(self, record, by, **values):
        """Record the customer's dated receipt of a shipment."""
        services.record_receipt(record, by=by, **values)
        return record
