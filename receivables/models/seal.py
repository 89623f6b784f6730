"""Seals of the ledger: what a day wrote can't be changed afterwards without its being seen (decision 18)."""

from django.db import models
from django.db.models import F, Q

from core.dates import moment
from core.models import TenantModel


class LedgerSeal(TenantModel):
    """The entries from one position to another, hashed, and chained to the seal before.

    day: the tenant's day on which they were sealed. An entry written late has a later position, whatever day it counts
    from or says it was written on, and so stands under a later seal.
    """

    append_only = True

    number = models.PositiveIntegerField()
    day = models.DateField()
    after_position = models.BigIntegerField()
    to_position = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="ledger_seal_number_once"),
            models.CheckConstraint(
                condition=Q(to_position__gt=F("after_position")), name="ledger_seal_goes_on"
            ),
        ]
