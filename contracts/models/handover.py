"""What the sale hands to delivery, point by point."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.states import PointKind
from core.fields import PersonRef, Ref
from core.models import TenantModel


class HandoverPoint(TenantModel):
    """A promise, risk or paper that the AR or SR hands to the FR; accepted by name and moment."""

    contract = Ref("contracts.Contract", on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=PointKind.choices, default=PointKind.PROMISE)
    text = models.TextField()
    accepted_by = PersonRef(null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("handover point")
        ordering = ["position"]

    def __str__(self):
        return self.text
