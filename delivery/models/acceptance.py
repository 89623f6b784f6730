"""What the customer accepted, by a dated certificate; part of an order may be accepted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import PersonRef, QuantityField, Ref
from core.models import Record, TenantModel


class Acceptance(Record):
    """An acceptance certificate 验收单; its date starts the warranty of what it names."""

    noun = "acceptance"

    order = Ref("delivery.DeliveryOrder", related_name="acceptances")
    accepted_on = models.DateField(_("accepted on"))
    certificate = models.CharField(_("certificate number"), max_length=80, blank=True, default="")
    signed_by = models.CharField(_("signed by"), max_length=80, blank=True, default="")
    recorded_by = PersonRef(null=True, editable=False)
    warranty_ends_on = models.DateField(_("warranty ends on"), null=True, editable=False)
    # Set when the end of the warranty has triggered its instalments: the daily task passes it by from then on.
    warranty_triggered = models.BooleanField(default=False, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("acceptance certificate")
        ordering = ["accepted_on", "id"]
        indexes = [
            models.Index(
                fields=["tenant", "warranty_ends_on"],
                name="warranty_running",
                condition=Q(warranty_triggered=False),
            )
        ]


class AcceptanceLine(TenantModel):
    """How much of one order line a certificate accepts."""

    append_only = True

    acceptance = Ref(Acceptance, related_name="lines")
    order_line = Ref("delivery.OrderLine", related_name="acceptance_lines")
    quantity = QuantityField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="accepted_something"),
            models.UniqueConstraint(fields=["tenant", "acceptance", "order_line"], name="accepted_line_once"),
        ]
