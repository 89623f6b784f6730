"""Credit insurance 特险: policies and the insured limit that a policy gives to a customer."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import Record, StageRecord
from core.money import Money
from customers.credit_states import PolicyState
from customers.guards import policy_within_period
from customers.models.customer import Customer
from tenancy.roles import Right, may

INSURING = may(Right.CREDIT_LIMIT)


class InsurancePolicy(StageRecord):
    """A policy with a credit insurer: its period, what share of a loss it pays, and its deadlines in days after due."""

    keeps_history = True
    api_name = "insurance-policies"
    noun = "insurance_policy"
    STATE_TONES = {"in_force": "ok"}

    insurer = models.CharField(_("insurer"), max_length=120)
    policy_number = models.CharField(_("policy number"), max_length=60)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    insured_share = models.DecimalField(
        _("insured share"), max_digits=5, decimal_places=4, default=Decimal("0.9")
    )
    waiting_days = models.PositiveSmallIntegerField(_("waiting period in days"), default=60)
    report_days = models.PositiveSmallIntegerField(
        _("report a possible loss within days after due"), default=30
    )
    claim_days = models.PositiveSmallIntegerField(_("claim within days after due"), default=180)
    premium = AmountField(verbose_name=_("premium"))
    currency = CurrencyField()
    note = models.TextField(_("note"), blank=True, default="")
    state = StateField(
        _("state"), max_length=24, choices=PolicyState.choices, default=PolicyState.DRAFT, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("insurance policy")
        verbose_name_plural = _("insurance policies")
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="policy_created"),
            models.Index(fields=["tenant", "ends_on", "id"], name="policy_ends_on"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "insurer", "policy_number"], name="policy_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="policy_days"),
            models.CheckConstraint(
                condition=Q(insured_share__gt=Decimal(0), insured_share__lte=Decimal(1)), name="policy_share"
            ),
            models.CheckConstraint(
                condition=Q(claim_days__gte=F("report_days")) & Q(claim_days__gte=F("waiting_days")),
                name="policy_deadlines_in_order",
            ),
            models.CheckConstraint(condition=Q(premium__gte=0), name="policy_premium"),
        ]

    def __str__(self):
        return f"{self.insurer} {self.policy_number}"

    def get_absolute_url(self):
        return reverse("customers:policy-page", args=[self.pk])

    @property
    def share_percent(self) -> Decimal:
        return self.insured_share * 100

    @transition(
        field=state, source=PolicyState.DRAFT, target=PolicyState.IN_FORCE, conditions=[policy_within_period],
        permission=INSURING, custom={"label": _("Put in force"), "event": "insurance_policy.in_force"},
    )  # fmt: skip
    def put_in_force(self, *, by):
        """The insurer has signed: its limits count from now on."""

    @transition(
        field=state, source=[PolicyState.DRAFT, PolicyState.IN_FORCE], target=PolicyState.ENDED,
        permission=INSURING,
        custom={"label": _("End policy"), "event": "insurance_policy.ended", "danger": True},
    )  # fmt: skip
    def end(self, *, by, reason=""):
        """Nothing new is covered; what fell due in its time can still be claimed."""


class InsuredLimit(Record):
    """Up to how much a policy covers what one customer owes, in the policy's currency, from day to day."""

    keeps_history = True
    api_name = "insured-limits"
    noun = "insured_limit"

    policy = Ref(InsurancePolicy, related_name="limits", verbose_name=_("insurance policy"))
    customer = Ref(Customer, related_name="insured_limits", verbose_name=_("customer"))
    amount = AmountField(verbose_name=_("insured limit"))
    currency = CurrencyField()
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    insured_share = models.DecimalField(
        _("insured share"), max_digits=5, decimal_places=4, null=True, blank=True
    )

    class Meta(Record.Meta):
        verbose_name = _("insured limit")
        verbose_name_plural = _("insured limits")
        indexes = [
            models.Index(fields=["tenant", "customer", "ends_on"], name="insured_limit_customer"),
            models.Index(fields=["tenant", "created_at", "id"], name="insured_limit_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "policy", "customer", "starts_on"], name="insured_limit_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="insured_limit_above_zero"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="insured_limit_days"),
            models.CheckConstraint(
                condition=Q(insured_share__isnull=True)
                | Q(insured_share__gt=Decimal(0), insured_share__lte=Decimal(1)),
                name="insured_limit_share",
            ),
        ]

    def __str__(self):
        return f"{self.customer} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def share(self) -> Decimal:
        """What part of a loss is paid: the customer's own where the insurer set one."""
        return self.policy.insured_share if self.insured_share is None else self.insured_share
