"""Exchange rates, by tenant and day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField
from core.models.base import Record


class Rate(Record):
    """What one unit of `currency` is worth in the tenant's currency, from `day` until the next rate."""

    keeps_history = True

    noun = "rate"

    currency = CurrencyField(verbose_name=_("currency"))
    day = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=10)

    class Meta(Record.Meta):
        verbose_name = _("exchange rate")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "currency", "day"], name="rate_of_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self):
        return f"{self.currency} {self.day} {self.rate.normalize():f}"
