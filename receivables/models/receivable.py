"""Receivable 应收: what a customer owes from one instalment, or will owe once it is triggered."""

from datetime import timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord, TenantModel
from core.models.base import TenantManager
from core.money import Money, base_minor
from receivables.guards import (
    balance_above_zero,
    balance_is_zero,
    has_open_dispute,
    is_overdue,
    no_open_legal_case,
    was_taken_over,
)
from receivables.insured import is_insured, limits_of
from receivables.settings import DISCOUNT_DAYS, DISCOUNT_PERCENT
from receivables.states import ReceivableState
from tenancy.roles import Right, may
from tenancy.rules import rule

# Amounts of a ledger keep what a statement may bring: up to 5 decimals (decision 28).
LEDGER = {"max_digits": 23, "decimal_places": 5}
INTERNAL = {"internal": True}
# The trigger of a dunning fee, which no contract has.
FEE = "fee"
RESCHEDULING = may(Right.RECEIVABLE_RESCHEDULE)


class ReceivableQuerySet(models.QuerySet):
    def open(self):
        """Triggered and not yet paid, written off or cancelled."""
        return self.filter(state=ReceivableState.OPEN)

    def overdue(self, as_of):
        """Open beyond the due date on a day."""
        return self.open().filter(due_on__lt=as_of)

    def with_flags(self):
        """Each row with has_dispute, has_legal_case and has_promise, so that a list needs no query per row."""
        from receivables.claim_states import PromiseState
        from receivables.models.cases import CaseItem
        from receivables.models.claims import Dispute
        from receivables.models.promises import Promise

        disputes = Dispute.objects.filter(receivable=OuterRef("pk"), resolved_on=None)
        cases = CaseItem.objects.filter(receivable=OuterRef("pk"), closed_on=None)
        promises = Promise.objects.filter(receivable=OuterRef("pk"), state=PromiseState.OPEN)
        return self.annotate(
            has_dispute=Exists(disputes), has_legal_case=Exists(cases), has_promise=Exists(promises),
            has_insurance=is_insured(),
        )  # fmt: skip


class Receivable(StageRecord):
    """One instalment, or the part of it that one event triggered.

    The terms are copied from the instalment: an amendment may replace the schedule, what is open keeps its terms.
    balance and balance_minor (tenant's currency, at the booked rate) are written by the ledger's trigger alone.
    """

    STATE_TONES = {"open": "info", "settled": "ok", "written_off": "mute", "cancelled": "mute"}

    api_name = "receivables"
    noun = "receivable"

    # None where it was taken over from before the platform.
    deal = Ref("deals.Deal", null=True, blank=True, related_name="receivables", verbose_name=_("deal"))
    agreement = Ref(
        "deals.Agreement", null=True, blank=True, related_name="receivables", verbose_name=_("contract")
    )
    customer = Ref("customers.Customer", related_name="receivables", verbose_name=_("customer"))
    instalment_id = models.UUIDField(null=True, editable=False)
    name = models.CharField(_("instalment"), max_length=80)
    trigger = models.CharField(_("trigger"), max_length=14)
    base = models.CharField(max_length=10, default="trigger")
    days = models.PositiveIntegerField(_("days"), default=0)
    then_day = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(_("payment method"), max_length=24, default="wire")
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    balance = AmountField(verbose_name=_("balance"), editable=False, **LEDGER)
    balance_minor = models.BigIntegerField(default=0, editable=False)
    triggered_on = models.DateField(_("triggered on"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    # A list is sorted by a column that is never empty: without a due date a receivable comes last.
    due_sort = models.DateField(editable=False, default="9999-12-31")
    # An early-payment discount 现金折扣 of so many percent for money that is there by that day.
    discount_percent = models.DecimalField(
        _("early-payment discount"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    discount_until = models.DateField(_("discount until"), null=True, blank=True)
    # The receivable of which this is a part with a date of its own.
    rescheduled_from = Ref("self", null=True, blank=True, editable=False, related_name="parts")
    # What a receivable was known by before it was taken over: the contract's number in the old books, say.
    reference = models.CharField(_("reference"), max_length=80, blank=True, default="")
    is_taken_over = models.BooleanField(_("taken over"), default=False, editable=False)
    settled_on = models.DateField(null=True, blank=True, editable=False)
    cycle = models.PositiveIntegerField(default=1, editable=False)
    # What a letter asks of it, where a part rests (services.reminders).
    asked: Decimal
    state = StateField(
        _("state"),
        max_length=24,
        choices=ReceivableState.choices,
        default=ReceivableState.PLANNED,
        protected=True,
    )

    objects = TenantManager.from_queryset(ReceivableQuerySet)()

    class Meta(StageRecord.Meta):
        verbose_name = _("receivable")
        indexes = [
            models.Index(fields=["tenant", "state", "due_on"], name="receivable_due"),
            models.Index(fields=["tenant", "customer", "state"], name="receivable_of_customer"),
            # Today's ageing reads nothing but this.
            models.Index(
                fields=["tenant", "customer", "due_on"],
                include=["balance_minor"],
                condition=Q(state="open"),
                name="receivable_open_by_age",
            ),
            models.Index(
                fields=["tenant", "customer", "due_sort"],
                name="receivable_owed_by",
                condition=Q(state=ReceivableState.OPEN),
            ),
            models.Index(fields=["tenant", "deal"], name="receivable_of_deal"),
            models.Index(fields=["tenant", "agreement"], name="receivable_of_agreement"),
            models.Index(fields=["tenant", "instalment_id"], name="receivable_of_instalment"),
            models.Index(fields=["tenant", "created_at", "id"], name="receivable_created"),
            models.Index(fields=["tenant", "due_sort", "id"], name="receivable_due_sort"),
            models.Index(fields=["tenant", "balance_minor", "id"], name="receivable_balance"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="receivable_amount"),
            models.Index(fields=["tenant", "number", "id"], name="receivable_number"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="receivable_amount_not_negative"),
            # Over-allocation and double payment end here, whoever writes.
            models.CheckConstraint(
                condition=Q(balance__gte=0) & Q(balance__lte=models.F("amount")),
                name="receivable_balance_in_amount",
            ),
        ]

    def get_absolute_url(self):
        return reverse("receivables:page", args=[self.pk])

    def save(self, *args, **kwargs):
        self.due_sort = self.due_on or "9999-12-31"
        self.amount_minor = base_minor(self.amount, self.currency, self.triggered_on)
        super().save(*args, **kwargs)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def open_money(self) -> Money:
        return Money(self.balance, self.currency)

    def days_overdue(self, as_of) -> int:
        """Days after the due date; 0 when not overdue or no longer open."""
        if self.state != ReceivableState.OPEN or self.due_on is None:
            return 0
        return max((as_of - self.due_on).days, 0)

    @property
    def flags(self) -> list[str]:
        """What is true beside the state: overdue, partly_paid, disputed, promised, in_legal, insured."""
        found = ["overdue"] if self.days_overdue(self.as_of) else []
        if self.state == ReceivableState.OPEN and 0 < self.balance < self.amount:
            found.append("partly_paid")
        if self._flag("has_dispute", self.disputes, resolved_on=None):
            found.append("disputed")
        if self._flag("has_promise", self.promises, ended_on=None):
            found.append("promised")
        if self._flag("has_legal_case", self.case_items, closed_on=None):
            found.append("in_legal")
        if self.state == ReceivableState.OPEN and self._is_insured():
            found.append("insured")
        return found

    def _is_insured(self) -> bool:
        if "has_insurance" not in self.__dict__:
            self.__dict__["has_insurance"] = limits_of(self).exists()
        return self.__dict__["has_insurance"]

    def _offer_discount(self) -> None:
        """The company's early-payment discount, where it has one and this receivable has none of its own."""
        percent, days = Decimal(str(rule(DISCOUNT_PERCENT.key) or 0)), rule(DISCOUNT_DAYS.key)
        if percent and self.discount_percent is None and self.trigger != FEE and not self.rescheduled_from_id:
            until = self.triggered_on and self.triggered_on + timedelta(days=days)
            if until and (self.due_on is None or until <= self.due_on):
                self.discount_percent, self.discount_until = percent, until

    def _flag(self, name, related, **still) -> bool:
        if name not in self.__dict__:
            self.__dict__[name] = related.filter(**still).exists()
        return self.__dict__[name]

    # --- moves made by the system as events and money come in ------------------------------------------------------

    @transition(
        field=state, source=ReceivableState.PLANNED, target=ReceivableState.OPEN,
        custom={"label": pgettext_lazy("receivable", "Open"), "event": "receivable.opened", **INTERNAL},
    )  # fmt: skip
    def open(self, *, by, triggered_on, due_on):
        """The trigger happened: from now on the customer owes it."""
        self.triggered_on, self.due_on = triggered_on, due_on
        self._offer_discount()

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.SETTLED, conditions=[balance_is_zero],
        custom={"label": _("Settle"), "event": "receivable.settled", **INTERNAL},
    )  # fmt: skip
    def settle(self, *, by, settled_on):
        """Nothing is open any more."""
        self.settled_on = settled_on

    @transition(
        field=state, source=[ReceivableState.SETTLED, ReceivableState.WRITTEN_OFF], target=ReceivableState.OPEN,
        conditions=[balance_above_zero],
        custom={"label": _("Re-open"), "event": "receivable.reopened", **INTERNAL},
    )  # fmt: skip
    def reopen(self, *, by):
        """A reversal left a balance; dunning starts a new cycle (decision 25)."""
        self.settled_on = None
        self.cycle += 1

    @transition(
        field=state, source=ReceivableState.PLANNED, target=ReceivableState.CANCELLED,
        custom={"label": _("Cancel"), "event": "receivable.cancelled", **INTERNAL},
    )  # fmt: skip
    def cancel(self, *, by, reason=""):
        """It can never be triggered: the terms changed or the contract ended."""

    @transition(
        field=state, source=[ReceivableState.OPEN, ReceivableState.SETTLED], target=ReceivableState.CANCELLED,
        conditions=[was_taken_over, balance_is_zero],
        custom={"label": _("Take back"), "event": "receivable.taken_back", **INTERNAL},
    )  # fmt: skip
    def take_back(self, *, by):
        """Its taking over is undone: the entries are reversed, nothing is owed by it."""

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.CANCELLED, conditions=[balance_is_zero],
        custom={"label": _("Take back into the whole"), "event": "receivable.rejoined", **INTERNAL},
    )  # fmt: skip
    def rejoin(self, *, by, reason=""):
        """The rescheduling that made this part was undone."""

    # --- moves that people ask for ---------------------------------------------------------------------------------

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.OPEN,
        permission=may(Right.RECEIVABLE_DISPUTE, seats=("ar",)),
        custom={"label": _("Record dispute"), "event": "receivable.disputed"},
    )  # fmt: skip
    def dispute(self, *, by, reason, amount):
        """The customer disputes a part; the amount stays open."""

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.OPEN, conditions=[has_open_dispute],
        permission=may(Right.RESOLVE_DISPUTE),
        custom={"label": _("Resolve dispute"), "event": "receivable.dispute_resolved"},
    )  # fmt: skip
    def resolve_dispute(self, *, by, resolution=""):
        """The dispute is over."""

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.OPEN,
        conditions=[is_overdue, no_open_legal_case], permission=may(Right.RECEIVABLE_LEGAL),
        custom={"label": _("Start legal action"), "event": "receivable.legal_started"},
    )  # fmt: skip
    def start_legal(self, *, by, reason=""):
        """Legal takes over; reminders go on inside the house."""

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.SETTLED,
        conditions=[balance_above_zero], permission=RESCHEDULING,
        custom={"label": _("Reschedule"), "event": "receivable.rescheduled"},
    )  # fmt: skip
    def reschedule(self, *, by, reason):
        """The balance goes on in parts with dates of their own; this one was not paid, so no day settled it."""
        self.settled_on = None

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.OPEN, conditions=[balance_above_zero],
        permission=RESCHEDULING,
        custom={"label": _("Agree early-payment discount"), "event": "receivable.discount_agreed"},
    )  # fmt: skip
    def agree_discount(self, *, by, percent, until):
        """Whoever pays by that day keeps so many percent; without a percentage there is none any more."""
        self.discount_percent, self.discount_until = percent or None, until if percent else None

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.OPEN, conditions=[balance_above_zero],
        permission=may(Right.INVOICE_ISSUE),
        custom={"label": pgettext_lazy("receivable move", "Credit"), "event": "receivable.lowered"},
    )  # fmt: skip
    def credit(self, *, by, amount, reason):
        """A part is not owed after all: a return, a price reduction, a fee waived."""

    @transition(
        field=state, source=ReceivableState.OPEN, target=ReceivableState.WRITTEN_OFF,
        conditions=[balance_above_zero], permission=may(Right.WRITE_OFF),
        custom={"label": _("Write off"), "event": "receivable.written_off", "danger": True},
    )  # fmt: skip
    def write_off(self, *, by, reason):
        """The rest is not expected any more; money that comes later is a recovery."""


class Opening(TenantModel):
    """What one trigger event opened of one instalment: the same event twice opens nothing (decision 20)."""

    append_only = True

    agreement = Ref("deals.Agreement", related_name="+")
    instalment_id = models.UUIDField()
    trigger = models.CharField(max_length=14)
    event_key = models.CharField(max_length=120)
    value = AmountField(**LEDGER)
    opened = AmountField(**LEDGER)
    happened_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "instalment_id", "event_key"], name="opening_once_per_event"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "agreement", "trigger", "event_key"], name="opening_of_agreement")
        ]
