"""Orders as the API shows them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import MoneyField, RefField
from core.api.serializers import STAGE_FIELDS, RecordSerializer
from delivery.models import Acceptance, DeliveryOrder, OrderLine, Shipment


class OrderLineSerializer(RecordSerializer):
    """A line of an order; `contract_line` is the id of the agreed line."""

    contract_line = serializers.UUIDField(source="contract_line_id", read_only=True)
    description = serializers.CharField(source="contract_line.description", read_only=True)
    unit_price = MoneyField(currency="order.currency", exact=True)

    class Meta:
        model = OrderLine
        fields = [
            "id", "position", "contract_line", "description", "quantity", "unit_price", "shipped_quantity",
            "accepted_quantity",
        ]  # fmt: skip


class PartSerializer(serializers.Serializer):
    """A quantity of an order line."""

    contract_line = serializers.UUIDField()
    quantity = serializers.CharField()


class ShipmentSerializer(RecordSerializer):
    """A shipment with its quantities and its receipt."""

    lines = serializers.SerializerMethodField()

    class Meta:
        model = Shipment
        fields = ["id", "carrier", "tracking", "shipped_on", "received_on", "received_by", "lines"]

    @extend_schema_field(PartSerializer(many=True))
    def get_lines(self, shipment):
        return parts_json(shipment.lines.all())


class AcceptanceSerializer(RecordSerializer):
    """An acceptance certificate with its quantities."""

    lines = serializers.SerializerMethodField()

    class Meta:
        model = Acceptance
        fields = ["id", "accepted_on", "certificate", "signed_by", "recorded_by", "warranty_ends_on", "lines"]

    @extend_schema_field(PartSerializer(many=True))
    def get_lines(self, acceptance):
        return parts_json(acceptance.lines.all())


def parts_json(rows) -> list[dict]:
    """[{"contract_line", "quantity"}] of shipment or acceptance lines."""
    return [
        {"contract_line": str(row.order_line.contract_line_id), "quantity": f"{row.quantity.normalize():f}"}
        for row in rows
    ]


class OrderRowSerializer(RecordSerializer):
    """An order in lists."""

    contract = RefField(source="agreement")
    amount = MoneyField()

    class Meta:
        model = DeliveryOrder
        fields = [
            *STAGE_FIELDS, "contract", "deal", "customer", "amount", "required_on", "promised_on", "shipped_on",
            "accepted_on",
        ]  # fmt: skip


class OrderSerializer(OrderRowSerializer):
    """An order whole: lines, shipments, certificates."""

    lines = serializers.SerializerMethodField()
    shipments = serializers.SerializerMethodField()
    acceptances = serializers.SerializerMethodField()

    class Meta:
        model = DeliveryOrder
        fields = [
            *OrderRowSerializer.Meta.fields, "ship_to", "installation", "material", "review_note", "released_on",
            "started_on", "installed_on", "hold_reason", "end_reason", "lines", "shipments", "acceptances",
        ]  # fmt: skip

    def _all(self, serializer, rows) -> list[dict]:
        shape = serializer(context=self.context)
        return [shape.shown(row) for row in rows]

    @extend_schema_field(OrderLineSerializer(many=True))
    def get_lines(self, order):
        return self._all(OrderLineSerializer, order.lines.select_related("contract_line", "order"))

    @extend_schema_field(ShipmentSerializer(many=True))
    def get_shipments(self, order):
        return self._all(ShipmentSerializer, order.shipments.prefetch_related("lines__order_line"))

    @extend_schema_field(AcceptanceSerializer(many=True))
    def get_acceptances(self, order):
        rows = order.acceptances.select_related("recorded_by").prefetch_related("lines__order_line")
        return self._all(AcceptanceSerializer, rows)
