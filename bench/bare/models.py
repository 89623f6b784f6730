"""Two tables of plain leads, made by bench.load.bare: one for each length of list."""

from django.db import models


class PlainLead(models.Model):
    """What the measured request sends, and what a list shows."""

    title = models.CharField(max_length=200)
    customer = models.UUIDField()
    source = models.CharField(max_length=24)
    need = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    state = models.CharField(max_length=24, default="new")
    owner = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class SmallList(PlainLead):
    class Meta:
        managed = False
        db_table = "bare_small"


class LargeList(PlainLead):
    class Meta:
        managed = False
        db_table = "bare_large"
