"""Credit: limits with a life of their own, the row that is locked, and shipping holds."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.dates import moment
from core.display import short_amount
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.guards import facts
from core.models import Record, StageRecord, TenantModel
from core.models.base import TenantManager
from core.money import Money, minor_units
from customers.credit_states import ReviewOutcome
from customers.guards import limit_in_time, open_credit_allowed, raise_has_limit, within_credit_plan
from customers.models.credit_plan import ONE_HOLDER, CreditPlan
from customers.models.customer import Customer, CustomerGroup
from customers.states import LimitKind, LimitState
from tenancy.roles import Right, may

LIMITS = may(Right.CREDIT_LIMIT)


class CreditLimitQuerySet(models.QuerySet):
    def in_force(self, on):
        """Limits that count on day `on`: live and not past their last day."""
        return self.filter(state=LimitState.LIVE, valid_until__gte=on)

    def total(self) -> Decimal:
        """Their sum, 0 for none."""
        return self.aggregate(total=models.Sum("amount"))["total"] or Decimal(0)


class CreditLimit(StageRecord):
    """What a customer (or a group as a whole) may owe us, until a day, in the tenant's currency."""

    keeps_history = True
    api_name = "credit-limits"
    noun = "limit"
    STATE_TONES = {"requested": "info", "live": "ok", "refused": "danger"}

    customer = Ref(Customer, null=True, blank=True, related_name="limits", verbose_name=_("customer"))
    group = Ref(CustomerGroup, null=True, blank=True, related_name="limits", verbose_name=_("parent group"))
    kind = models.CharField(_("kind"), max_length=8, choices=LimitKind.choices, default=LimitKind.STANDING)
    amount = AmountField(verbose_name=_("amount"))
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    valid_until = models.DateField(_("valid until"))
    reason = models.TextField(_("reason"), blank=True, default="")
    state = StateField(
        _("state"), max_length=24, choices=LimitState.choices, default=LimitState.REQUESTED, protected=True
    )
    live_since = models.DateTimeField(null=True, editable=False)
    # The limit whose review asked for this one.
    renews = Ref("self", null=True, editable=False, related_name="renewals", verbose_name=_("renews"))
    refused_reason = models.TextField(blank=True, default="", editable=False)

    objects = TenantManager.from_queryset(CreditLimitQuerySet)()

    class Meta(StageRecord.Meta):
        verbose_name = _("credit limit")
        verbose_name_plural = _("credit limits")
        indexes = [
            models.Index(fields=["tenant", "customer", "state"], name="limit_customer"),
            models.Index(fields=["tenant", "group", "state"], name="limit_group"),
            models.Index(fields=["tenant", "created_at", "id"], name="limit_created"),
            models.Index(fields=["tenant", "valid_until", "id"], name="limit_valid_until"),
        ]
        constraints = [
            models.CheckConstraint(condition=ONE_HOLDER, name="limit_of_one_holder"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="limit_not_negative"),
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=models.Q(state=LimitState.LIVE, kind=LimitKind.STANDING, customer__isnull=False),
                name="limit_one_live_per_customer",
            ),
            models.UniqueConstraint(
                fields=["tenant", "group"],
                condition=models.Q(state=LimitState.LIVE, kind=LimitKind.STANDING, group__isnull=False),
                name="limit_one_live_per_group",
            ),
        ]

    def __str__(self):
        return f"{self.holder} {self.amount} {self.currency}"

    def get_absolute_url(self):
        return reverse("customers:limit-page", args=[self.pk])

    def save(self, *args, **kwargs):
        self.amount_minor = minor_units(self.amount, self.currency)
        super().save(*args, **kwargs)

    @property
    def holder(self):
        """The customer or the group that the limit is for."""
        return self.customer or self.group

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    def former_limits(self):
        """Live standing limits of the same holder, which this one would replace or raise."""
        same = CreditLimit.objects.filter(customer_id=self.customer_id, group_id=self.group_id)
        return same.filter(state=LimitState.LIVE, kind=LimitKind.STANDING).exclude(pk=self.pk)

    def fits_plan(self):
        """Does the sum of live limits stay within the year's plan once this one is live? True without a plan."""
        plan = CreditPlan.objects.filter(year=self.as_of.year).first()
        if plan is None:
            return True
        mine = self.customer_id or self.group_id
        others = CreditLimit.objects.in_force(self.as_of).exclude(pk=self.pk)
        if self.kind == LimitKind.STANDING:
            others = others.exclude(pk__in=self.former_limits().values("pk"))
        taken = plan.taken_by(others)
        own = others.filter(customer_id=self.customer_id, group_id=self.group_id).total()
        kept = plan.allocations.filter(customer_id=self.customer_id, group_id=self.group_id)
        wanted = max(own + self.amount, kept.aggregate(total=models.Sum("amount"))["total"] or Decimal(0))
        rest = sum(amount for holder, amount in taken.items() if holder != mine)
        figures = {"total": plan.total, "taken": rest + own, "asked": self.amount}
        shown = {
            name: str(short_amount(amount, self.currency, self.currency)) for name, amount in figures.items()
        }
        return facts(rest + wanted <= plan.total, year=plan.year, **shown)

    @transition(
        field=state, source=LimitState.REQUESTED, target=LimitState.LIVE,
        conditions=[limit_in_time, raise_has_limit, open_credit_allowed, within_credit_plan], permission=LIMITS,
        custom={"label": _("Grant limit"), "event": "limit.granted"},
    )  # fmt: skip
    def grant(self, *, by):
        """The limit counts from now on."""
        self.live_since = moment()

    @transition(
        field=state, source=LimitState.REQUESTED, target=LimitState.REFUSED, permission=LIMITS,
        custom={"label": _("Refuse limit"), "event": "limit.refused"},
    )  # fmt: skip
    def refuse(self, *, by, reason):
        """The limit is not given."""
        self.refused_reason = reason

    @transition(
        field=state, source=LimitState.LIVE, target=LimitState.EXPIRED, permission=LIMITS,
        custom={"label": _("End limit"), "event": "limit.expired", "danger": True},
    )  # fmt: skip
    def expire(self, *, by, reason=""):
        """The limit counts no longer: its last day is over, or a new one replaces it."""

    @transition(
        field=state, source=LimitState.LIVE, target=LimitState.LIVE, permission=LIMITS,
        custom={"label": _("Review"), "event": "limit.reviewed"},
    )  # fmt: skip
    def review(self, *, by, outcome, reason):
        """Is it still right? What came of it is on record; a new limit goes through its gate."""


class LimitReview(TenantModel):
    """One review of a limit: what it came to, and the limit asked for instead."""

    append_only = True

    limit = Ref(CreditLimit, related_name="reviews", verbose_name=_("credit limit"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=ReviewOutcome.choices)
    reason = models.TextField(_("reason"))
    successor = Ref(CreditLimit, null=True, related_name="+", verbose_name=_("new limit"))
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        verbose_name = _("review of a credit limit")
        indexes = [models.Index(fields=["tenant", "limit", "at"], name="limit_review_of_limit")]


class CreditAccount(TenantModel):
    """The row that everything which can raise a customer's exposure locks first (decision 21)."""

    customer = Ref(Customer, on_delete=models.CASCADE, related_name="accounts")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "customer"], name="credit_account_once")]


class CreditHold(Record):
    """Nothing is shipped to the customer while a hold is open 停发货."""

    noun = "hold"

    customer = Ref(Customer, related_name="holds")
    reason = models.TextField(_("reason"))
    # What placed it: a hold of the same key is placed once, however often the cause is found.
    key = models.CharField(max_length=80, default="by_hand")
    released_at = models.DateTimeField(null=True, editable=False)
    released_by = PersonRef(null=True, editable=False)
    release_reason = models.TextField(blank=True, default="", editable=False)

    class Meta(Record.Meta):
        verbose_name = _("credit hold")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer", "key"],
                condition=models.Q(released_at__isnull=True),
                name="hold_open_once",
            )
        ]
