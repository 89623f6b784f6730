"""Dispute: a part of a receivable that the customer does not agree with, and what came of it (decision 19)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import StageRecord
from core.money import Money
from receivables.claim_states import DISPUTED, DisputeCategory, DisputeState
from receivables.models.about import AboutReceivable
from receivables.models.receivable import LEDGER
from receivables.who import chasing
from tenancy.roles import Right, may

RESOLVING = may(Right.RESOLVE_DISPUTE)


class Dispute(AboutReceivable, StageRecord):
    """So much of a receivable, disputed for a reason. Reminders for that much rest until it is resolved."""

    STATE_TONES = {
        "open": "warn", "in_review": "info", "accepted": "ok", "partly": "ok", "rejected": "mute",
        "withdrawn": "mute",
    }  # fmt: skip

    api_name = "disputes"
    noun = "dispute"

    receivable = Ref("receivables.Receivable", related_name="disputes", verbose_name=_("receivable"))
    category = models.CharField(
        _("category"), max_length=12, choices=DisputeCategory.choices, default=DisputeCategory.OTHER
    )
    amount = AmountField(verbose_name=_("disputed amount"), **LEDGER)
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    reason = models.TextField(_("reason"))
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("to be resolved by"), null=True, blank=True)
    accepted = AmountField(verbose_name=_("accepted amount"), editable=False, **LEDGER)
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    resolved_by = PersonRef(null=True)
    resolution = models.TextField(_("resolution"), blank=True, default="")
    state = StateField(
        _("state"), max_length=24, choices=DisputeState.choices, default=DisputeState.OPEN, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        indexes = [
            models.Index(fields=["tenant", "receivable"], name="dispute_of_receivable"),
            models.Index(fields=["tenant", "state", "due_on"], name="dispute_due"),
            models.Index(fields=["tenant", "opened_on", "id"], name="dispute_opened"),
            models.Index(fields=["tenant", "created_at", "id"], name="dispute_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="dispute_amount"),
            models.Index(fields=["tenant", "owner", "state"], name="dispute_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_above_zero"),
            models.CheckConstraint(
                condition=Q(accepted__gte=0) & Q(accepted__lte=models.F("amount")),
                name="dispute_accepted_in_amount",
            ),
        ]

    def __str__(self):
        return f"{self.receivable.number} · {self.get_category_display()}"

    def get_absolute_url(self):
        return reverse("receivables:dispute-page", args=[self.pk])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def accepted_money(self) -> Money:
        return Money(self.accepted, self.currency)

    @property
    def is_live(self) -> bool:
        return self.state in DISPUTED

    def _end(self, by, resolution):
        self.resolved_on, self.resolved_by_id, self.resolution = self.as_of, by.user_id, resolution

    @transition(
        field=state, source=DisputeState.OPEN, target=DisputeState.IN_REVIEW,
        permission=may(Right.RESOLVE_DISPUTE, owner=True),
        custom={"label": _("Take into review"), "event": "dispute.in_review"},
    )  # fmt: skip
    def review(self, *, by, due_on=None):
        """Somebody looks into it, by a day."""
        self.due_on = due_on or self.due_on

    @transition(
        field=state, source=list(DISPUTED), target=DisputeState.ACCEPTED, permission=RESOLVING,
        custom={"label": _("Accept"), "event": "dispute.accepted"},
    )  # fmt: skip
    def accept(self, *, by, reason):
        """The customer is right: all of it is to be credited."""
        self.accepted = self.amount
        self._end(by, reason)

    @transition(
        field=state, source=list(DISPUTED), target=DisputeState.PARTLY, permission=RESOLVING,
        custom={"label": _("Accept in part"), "event": "dispute.accepted_in_part"},
    )  # fmt: skip
    def accept_in_part(self, *, by, amount, reason):
        """So much is to be credited; the rest is owed, and dunned again."""
        self.accepted = amount.amount
        self._end(by, reason)

    @transition(
        field=state, source=list(DISPUTED), target=DisputeState.REJECTED, permission=RESOLVING,
        custom={"label": _("Reject"), "event": "dispute.rejected"},
    )  # fmt: skip
    def reject(self, *, by, reason):
        """All of it is owed; dunning goes on."""
        self._end(by, reason)

    @transition(
        field=state, source=list(DISPUTED), target=DisputeState.WITHDRAWN, permission=chasing,
        custom={"label": _("Withdraw"), "event": "dispute.withdrawn"},
    )  # fmt: skip
    def withdraw(self, *, by, reason):
        """The customer disputes it no longer, or has paid."""
        self._end(by, reason)
