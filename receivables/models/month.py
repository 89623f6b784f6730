"""The months of the books: open, or closed by finance so that no entry is dated into them any more."""

from calendar import monthrange
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import StateField
from core.models import StageRecord
from receivables.guards import month_is_over, months_before_are_closed, no_later_month_is_closed
from receivables.states import MonthState
from tenancy.roles import Right, may

CLOSING = may(Right.BOOKS_CLOSE)


class AccountingMonth(StageRecord):
    """A calendar month of the ledger. Months close in their order; only the last closed one opens again."""

    STATE_TONES = {"open": "info", "closed": "ok"}

    api_name = "months"
    noun = "month"

    month = models.DateField(_("month"))
    reason = models.TextField(_("reason"), blank=True, default="", editable=False)
    state = StateField(
        _("state"), max_length=24, choices=MonthState.choices, default=MonthState.OPEN, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("accounting month")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="accounting_month_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="accounting_month_first_day"),
        ]
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="accounting_month_created")]

    def __str__(self):
        return date_format(self.month, "YEAR_MONTH_FORMAT")

    @staticmethod
    def listed_at() -> str:
        """The page that shows all months."""
        return reverse("receivables:months")

    def get_absolute_url(self):
        return f"{self.listed_at()}#m{self.month:%Y-%m}"

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return self.month.replace(day=monthrange(self.month.year, self.month.month)[1])

    @transition(
        field=state, source=MonthState.OPEN, target=MonthState.CLOSED, permission=CLOSING,
        conditions=[month_is_over, months_before_are_closed],
        custom={"label": pgettext_lazy("accounting month move", "Close"), "event": "month.closed"},
    )  # fmt: skip
    def close(self, *, by):
        """The books of the month are done: what comes late counts from the first open day."""
        self.reason = ""

    @transition(
        field=state, source=MonthState.CLOSED, target=MonthState.OPEN, permission=CLOSING,
        conditions=[no_later_month_is_closed],
        custom={
            "label": pgettext_lazy("accounting month move", "Re-open"), "event": "month.reopened", "danger": True,
        },
    )  # fmt: skip
    def reopen(self, *, by, reason):
        """Something in the month has to be put right."""
        self.reason = reason
