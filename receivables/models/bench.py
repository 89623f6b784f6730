"""Around the matching of bank lines: questions to the AR, parts a line is split into, runs over many lines."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField, PersonRef, Ref
from core.models import Record, TenantModel
from core.money import Money
from receivables.models.receivable import LEDGER


class LineQuestion(Record):
    """What finance asks the AR about a bank line 问 AR, and the answer, which stays with the line."""

    api_name = "line-questions"
    noun = "line_question"

    bank_line = Ref("receivables.BankLine", related_name="questions", verbose_name=_("bank line"))
    asked_of = PersonRef(null=True)
    text = models.CharField(_("question"), max_length=500)
    answer = models.TextField(_("answer"), blank=True, default="", max_length=2000)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = PersonRef(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("question about a bank line")
        verbose_name_plural = _("questions about bank lines")
        indexes = [
            models.Index(fields=["tenant", "bank_line", "id"], name="question_of_line"),
            models.Index(fields=["tenant", "created_at", "id"], name="question_created"),
            models.Index(
                fields=["tenant", "asked_of", "id"], name="question_open", condition=Q(answered_at=None)
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("receivables:question", args=[self.pk])

    @property
    def state(self) -> str:
        """open until somebody has answered."""
        return "answered" if self.answered_at else "open"


class LineShare(TenantModel):
    """A part that a line's money was split into 拆分; `rest` of it is not used yet. The parts are all that is left."""

    bank_line = Ref("receivables.BankLine", on_delete=models.CASCADE, related_name="shares")
    position = models.PositiveIntegerField()
    amount = AmountField(**LEDGER)
    rest = AmountField(**LEDGER)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    is_parked = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "bank_line", "position"], name="line_share_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, rest__gte=0, rest__lte=F("amount")), name="line_share_within_amount"
            ),
        ]

    @property
    def money(self) -> Money:
        return Money(self.rest, self.bank_line.currency)


class MatchRun(Record):
    """All that waits gone through once: what is certain is posted, of the rest it is told what has a suggestion.

    It goes line by line in the order of their ids: `after` is the last one seen.
    """

    api_name = "match-runs"
    noun = "match_run"

    statement = Ref("receivables.BankStatement", null=True, blank=True, related_name="+")
    total = models.PositiveIntegerField(_("lines"), default=0)
    seen = models.PositiveIntegerField(_("seen"), default=0)
    posted = models.PositiveIntegerField(_("posted"), default=0)
    suggested = models.PositiveIntegerField(_("with a suggestion"), default=0)
    after = models.UUIDField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="match_run_created")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], name="match_run_one_at_a_time",
                condition=Q(finished_at=None, cancelled_at=None),
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.posted} / {self.total}"

    @property
    def state(self) -> str:
        """running, done or cancelled."""
        if self.cancelled_at:
            return "cancelled"
        return "done" if self.finished_at else "running"

    @property
    def at_work(self) -> bool:
        return self.state == "running"
