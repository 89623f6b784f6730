"""Promise 付款承诺: what a customer said it would pay by a day, and what came of it (handbook §8)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord
from core.money import Money
from receivables.claim_states import PromiseState
from receivables.models.about import AboutReceivable
from receivables.models.receivable import LEDGER
from receivables.who import chasing

INTERNAL = {"internal": True}


class Promise(AboutReceivable, StageRecord):
    """So much of a receivable, promised for a day. Reminders for that much rest until the day is over."""

    STATE_TONES = {"open": "info", "kept": "ok", "partly": "warn", "broken": "danger", "withdrawn": "mute"}

    api_name = "promises"
    noun = "promise"

    receivable = Ref("receivables.Receivable", related_name="promises", verbose_name=_("receivable"))
    amount = AmountField(verbose_name=_("promised amount"), **LEDGER)
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    made_on = models.DateField(_("made on"), editable=False)
    promised_on = models.DateField(_("promised for"))
    told_by = models.CharField(_("told by"), max_length=120, blank=True, default="")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    received = AmountField(verbose_name=_("received by the day"), editable=False, **LEDGER)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    state = StateField(
        _("state"), max_length=24, choices=PromiseState.choices, default=PromiseState.OPEN, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = pgettext_lazy("payment", "promise to pay")
        verbose_name_plural = pgettext_lazy("payment", "promises to pay")
        indexes = [
            models.Index(fields=["tenant", "receivable", "state"], name="promise_of_receivable"),
            models.Index(fields=["tenant", "state", "promised_on"], name="promise_due"),
            models.Index(fields=["tenant", "promised_on", "id"], name="promise_day"),
            models.Index(fields=["tenant", "created_at", "id"], name="promise_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="promise_amount"),
            models.Index(fields=["tenant", "owner", "state"], name="promise_owner"),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="promise_above_zero")]

    def __str__(self):
        return f"{self.receivable.number} · {self.promised_on}"

    def get_absolute_url(self):
        return reverse("receivables:promise-page", args=[self.pk])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def received_money(self) -> Money:
        return Money(self.received, self.currency)

    # --- moves made by the system as money comes in and days go by --------------------------------------------------

    @transition(
        field=state, source=[PromiseState.OPEN, PromiseState.PARTLY, PromiseState.BROKEN],
        target=PromiseState.KEPT,
        custom={"label": pgettext_lazy("promise", "Keep"), "event": "promise.kept", **INTERNAL},
    )  # fmt: skip
    def keep(self, *, by, received):
        """All of it came by the day; also when a bank told so only later."""
        self.received, self.ended_on = received, self.as_of

    @transition(
        field=state, source=[PromiseState.OPEN, PromiseState.KEPT, PromiseState.BROKEN],
        target=PromiseState.PARTLY,
        custom={"label": pgettext_lazy("promise", "Keep in part"), "event": "promise.partly_kept", **INTERNAL},
    )  # fmt: skip
    def keep_in_part(self, *, by, received):
        """The day is over and a part came."""
        self.received, self.ended_on = received, self.as_of

    @transition(
        field=state, source=[PromiseState.OPEN, PromiseState.KEPT, PromiseState.PARTLY],
        target=PromiseState.BROKEN,
        custom={"label": pgettext_lazy("promise", "Break"), "event": "promise.broken", **INTERNAL},
    )  # fmt: skip
    def fail(self, *, by, received):
        """The day is over and nothing came; reminders go on."""
        self.received, self.ended_on = received, self.as_of

    # --- moves that people ask for ----------------------------------------------------------------------------------

    @transition(
        field=state, source=PromiseState.OPEN, target=PromiseState.WITHDRAWN, permission=chasing,
        custom={"label": _("Withdraw"), "event": "promise.withdrawn"},
    )  # fmt: skip
    def withdraw(self, *, by, reason):
        """The customer took it back, or another promise took its place; reminders go on."""
        self.ended_on = self.as_of
