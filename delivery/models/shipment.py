"""What left the house: carrier, number, quantities, and the receipt that the customer signs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import QuantityField, Ref
from core.models import Record, TenantModel


class Shipment(Record):
    """A shipment of one order, whole or part of it; the dated receipt 收货回执 is the `delivered` trigger."""

    noun = "shipment"

    order = Ref("delivery.DeliveryOrder", related_name="shipments")
    carrier = models.CharField(_("carrier"), max_length=80, blank=True, default="")
    tracking = models.CharField(_("tracking number"), max_length=80, blank=True, default="")
    shipped_on = models.DateField(_("shipped on"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.CharField(_("received by"), max_length=80, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("shipment")
        ordering = ["shipped_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=models.F("shipped_on")),
                name="received_after_shipped",
            )
        ]


class ShipmentLine(TenantModel):
    """How much of one order line a shipment carries."""

    append_only = True

    shipment = Ref(Shipment, related_name="lines")
    order_line = Ref("delivery.OrderLine", related_name="shipment_lines")
    quantity = QuantityField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipped_something"),
            models.UniqueConstraint(fields=["tenant", "shipment", "order_line"], name="shipped_line_once"),
        ]
