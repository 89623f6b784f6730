"""The record of a merge of two customers: who, when, which values were taken over, and what changed hands."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.fields import PersonRef, Ref
from core.models import TenantModel
from customers.models.customer import Customer


class CustomerMerge(TenantModel):
    """One customer went up in another. The merged one's own values stay on its row.

    values: {field: [what the survivor had, what it took over]}, in words. moved: {kind of record: [ids that changed
    hands]}, kinds by their model's label; stayed: the same for records whose like the survivor had already.
    """

    append_only = True
    noun = "customer_merge"

    survivor = Ref(Customer, related_name="+", verbose_name=_("customer"))
    merged = Ref(Customer, related_name="+", verbose_name=_("merged customer"))
    reason = models.TextField(_("reason"), blank=True, default="")
    values = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    stayed = models.JSONField(default=dict)
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        verbose_name = _("merge of customers")
        indexes = [models.Index(fields=["tenant", "survivor", "-at"], name="merge_of_survivor")]
        constraints = [models.UniqueConstraint(fields=["tenant", "merged"], name="customer_merged_once")]

    def __str__(self):
        return f"{self.merged} → {self.survivor}"

    def get_absolute_url(self):
        return reverse("customers:merge-page", args=[self.pk])
