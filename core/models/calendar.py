"""A tenant's own days: company holidays and worked weekends, over the country's calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import forget_calendar
from core.models.base import Record


class CalendarDay(Record):
    """One day on which the tenant differs from its country's calendar."""

    keeps_history = True

    noun = "calendar_day"

    day = models.DateField(_("day"))
    is_worked = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=80, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("calendar day")
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="calendar_day_once")]

    def __str__(self):
        return f"{self.day} {self.name}".strip()

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        forget_calendar()

    def delete(self, *args, **kwargs):
        removed = super().delete(*args, **kwargs)
        forget_calendar()
        return removed
