"""The monthly statement run: which customers, how far it is, and what became of each."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import PersonRef, Ref
from core.models import Record, TenantModel
from receivables.letter_states import Fate, RunState


class StatementRun(Record):
    """Statements of account to every customer that owes us or has money with us on a day."""

    STATE_TONES = {"running": "info", "done": "ok", "partial": "warn", "cancelled": "mute"}
    api_name = "statement-runs"
    noun = "statement_run"

    counted_on = models.DateField(_("as of"))
    state = models.CharField(
        _("state"), max_length=12, choices=RunState.choices, default=RunState.RUNNING, editable=False
    )
    # Set where the schedule began it: a month has one of these.
    scheduled_for = models.DateField(null=True, editable=False)
    customers = models.PositiveIntegerField(_("customers"), default=0, editable=False)
    sent = models.PositiveIntegerField(_("sent"), default=0, editable=False)
    skipped = models.PositiveIntegerField(_("skipped"), default=0, editable=False)
    failed = models.PositiveIntegerField(_("failed"), default=0, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    cancelled_by = PersonRef(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("statement run")
        verbose_name_plural = _("statement runs")
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="statement_run_created")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "scheduled_for"], condition=models.Q(scheduled_for__isnull=False),
                name="one_scheduled_run",
            ),
            # Two at once would send every customer two letters.
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(state="running"), name="one_run_at_a_time"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.counted_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("receivables:statement-run", args=[self.pk])

    @property
    def at_work(self) -> bool:
        return self.state == RunState.RUNNING

    @property
    def done(self) -> int:
        """Customers that were dealt with."""
        return self.sent + self.skipped + self.failed


class StatementRunRow(TenantModel):
    """A customer of a run, in the chunk that deals with it."""

    run = Ref(StatementRun, on_delete=models.CASCADE, related_name="rows")
    customer = Ref("customers.Customer", related_name="statement_run_rows")
    chunk = models.PositiveIntegerField()
    fate = models.CharField(max_length=8, choices=Fate.choices, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta(TenantModel.Meta):
        verbose_name = _("customer of a statement run")
        constraints = [models.UniqueConstraint(fields=["tenant", "run", "customer"], name="run_row_once")]
        indexes = [models.Index(fields=["tenant", "run", "chunk", "fate"], name="run_row_chunk")]
