"""Counters of gapless numbers."""

from django.db import models

from core.models.base import TenantModel


class Counter(TenantModel):
    """The last number given in a gapless series of a year; its row lock is the series' turn (decision 26)."""

    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "series", "year"], name="counter_of_series")]
