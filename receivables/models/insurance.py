"""A claim on the credit insurer 特险索赔: what of a receivable it was asked for, and what it paid."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord
from core.money import Money, round_money
from receivables.guards import claim_within_balance, waiting_is_over
from receivables.insurance_states import UNDER_WAY, ClaimState, LossCause
from receivables.insured import days_after
from receivables.models.receivable import LEDGER
from tenancy.roles import Right, may

CLAIMING = may(Right.CREDIT_LIMIT)
S = ClaimState


class InsuranceClaim(StageRecord):
    """One claim over one receivable, in its currency. `amount` is the loss, `expected` the insured share of it."""

    STATE_TONES = {"reported": "info", "claimed": "info", "paid": "ok", "refused": "danger", "closed": "mute"}

    api_name = "claims"
    noun = "claim"

    receivable = Ref("receivables.Receivable", related_name="claims", verbose_name=_("receivable"))
    customer = Ref("customers.Customer", related_name="claims", verbose_name=_("customer"))
    deal = Ref("deals.Deal", null=True, blank=True, related_name="+", verbose_name=_("deal"))
    policy = Ref("customers.InsurancePolicy", related_name="claims", verbose_name=_("insurance policy"))
    share = models.DecimalField(_("insured share"), max_digits=5, decimal_places=4, editable=False)
    cause = models.CharField(_("cause of the loss"), max_length=10, choices=LossCause.choices)
    amount = AmountField(verbose_name=_p("claim", "loss"), **LEDGER)
    currency = CurrencyField()
    insurer_number = models.CharField(_("the insurer's number"), max_length=60, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    due_on = models.DateField(_("due date"), editable=False)
    reported_on = models.DateField(_("loss reported on"), null=True, blank=True, editable=False)
    is_late = models.BooleanField(_("reported late"), default=False, editable=False)
    claimed_on = models.DateField(_("claimed on"), null=True, blank=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, blank=True, editable=False)
    paid_amount = AmountField(verbose_name=_("paid by the insurer"), editable=False, **LEDGER)
    bank_line = Ref("receivables.BankLine", null=True, blank=True, related_name="+", editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    end_reason = models.TextField(_("reason"), blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=24, choices=S.choices, default=S.PREPARED, protected=True)

    class Meta(StageRecord.Meta):
        verbose_name = _("insurance claim")
        verbose_name_plural = _("insurance claims")
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="claim_created"),
            models.Index(fields=["tenant", "receivable", "state"], name="claim_of_receivable"),
            models.Index(fields=["tenant", "customer", "state"], name="claim_of_customer"),
            models.Index(fields=["tenant", "state", "created_at"], name="claim_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="claim_number_once"),
            models.UniqueConstraint(
                fields=["tenant", "receivable"], condition=Q(state__in=UNDER_WAY), name="claim_one_under_way"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_above_zero"),
            models.CheckConstraint(
                condition=Q(paid_amount__gte=0) & Q(paid_amount__lte=F("amount")),
                name="claim_paid_within_loss",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("receivables:claim-page", args=[self.pk])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_amount, self.currency)

    @property
    def expected(self) -> Money:
        """What the insurer pays of the loss by its share."""
        return Money(round_money(self.amount * self.share, self.currency), self.currency)

    @property
    def share_percent(self) -> Decimal:
        return self.share * 100

    @property
    def report_by(self):
        """By when the loss must be reported."""
        return days_after(self.due_on, self.policy.report_days)

    @property
    def claim_by(self):
        """By when it must be claimed."""
        return days_after(self.due_on, self.policy.claim_days)

    @transition(
        field=state, source=S.PREPARED, target=S.REPORTED, permission=CLAIMING,
        custom={"label": _("Report the loss"), "event": "claim.reported"},
    )  # fmt: skip
    def report(self, *, by, reported_on, insurer_number=""):
        """The insurer was told of the possible loss; after the deadline that is late, and is said so."""
        self.reported_on, self.is_late = reported_on, reported_on > self.report_by
        self.insurer_number = insurer_number or self.insurer_number

    @transition(
        field=state, source=S.REPORTED, target=S.CLAIMED, conditions=[waiting_is_over], permission=CLAIMING,
        custom={"label": _p("claim", "Claim"), "event": "claim.claimed"},
    )  # fmt: skip
    def claim(self, *, by, claimed_on, amount):
        """The insurer was asked for the money."""
        self.claimed_on, self.amount = claimed_on, amount

    @transition(
        field=state, source=S.CLAIMED, target=S.PAID, conditions=[claim_within_balance], permission=CLAIMING,
        custom={"label": _("Record the insurer's payment"), "event": "claim.paid"},
    )  # fmt: skip
    def pay(self, *, by, paid_on, amount):
        """The paid part is off the receivable; the rest stays."""
        self.paid_on, self.paid_amount = paid_on, amount

    @transition(
        field=state, source=S.PAID, target=S.CLAIMED, permission=CLAIMING,
        custom={"label": _("Take the payment back"), "event": "claim.payment_reversed", "danger": True},
    )  # fmt: skip
    def take_back(self, *, by, reason):
        """The payment was wrong or was claimed back; the receivable is owed again."""
        self.paid_on, self.paid_amount, self.bank_line = None, Decimal(0), None

    @transition(
        field=state, source=[S.REPORTED, S.CLAIMED], target=S.REFUSED, permission=CLAIMING,
        custom={"label": _("Record the refusal"), "event": "claim.refused", "danger": True},
    )  # fmt: skip
    def refuse(self, *, by, reason):
        """The insurer does not pay."""
        self.end_reason = reason

    @transition(
        field=state, source=[S.PREPARED, S.REPORTED, S.REFUSED, S.PAID], target=S.CLOSED, permission=CLAIMING,
        custom={"label": _p("claim", "Close"), "event": "claim.closed"},
    )  # fmt: skip
    def close(self, *, by, reason=""):
        """Nothing more comes of it: the customer paid, or the insurer has answered for good."""
        self.ended_on, self.end_reason = self.as_of, reason or self.end_reason
