"""The year's credit plan 年度授信计划: how much credit the company gives, and what of it is kept for whom."""

from collections import defaultdict
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField, CurrencyField, Ref
from core.models import Record
from core.money import Money
from customers.models.customer import Customer, CustomerGroup

ONE_HOLDER = Q(customer__isnull=False, group__isnull=True) | Q(customer__isnull=True, group__isnull=False)


class CreditPlan(Record):
    """How much credit the company gives in a year, over all customers, in the tenant's currency.

    budget: the year's sales that the plan was made for; 0 where none was noted.
    """

    keeps_history = True
    api_name = "credit-plans"
    noun = "credit_plan"

    year = models.PositiveSmallIntegerField(_("year"))
    budget = AmountField(verbose_name=_("sales budget"))
    total = AmountField(verbose_name=_("total credit"))
    currency = CurrencyField()

    class Meta(Record.Meta):
        verbose_name = _("credit plan")
        verbose_name_plural = _("credit plans")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "year"], name="credit_plan_year"),
            models.CheckConstraint(condition=Q(total__gte=0, budget__gte=0), name="credit_plan_not_negative"),
            models.CheckConstraint(
                condition=Q(budget=0) | Q(total__lte=F("budget")), name="credit_plan_within_budget"
            ),
        ]

    def __str__(self):
        return str(self.year)

    def get_absolute_url(self):
        return reverse("customers:credit-plan-page", args=[self.pk])

    def lines(self, limits) -> list["PlanLine"]:
        """Who has what of the plan, the largest first. limits: live limits as a queryset with customer and group."""
        kept: dict = {}
        for row in self.allocations.select_related("customer", "group"):
            kept[row.customer_id or row.group_id] = PlanLine(row.holder, row.amount, Decimal(0), row)
        for limit in limits:
            key = limit.customer_id or limit.group_id
            line = kept.setdefault(key, PlanLine(limit.holder, Decimal(0), Decimal(0)))
            line.limits += limit.amount
        return sorted(kept.values(), key=lambda line: -line.taken)

    def taken_by(self, limits) -> dict:
        """{holder's id: what it takes of the plan}: the larger of what is kept for it and its live limits."""
        given: dict = defaultdict(Decimal)
        for customer, group, amount in limits.values_list("customer", "group", "amount"):
            given[customer or group] += amount
        taken = dict(given)
        for customer, group, amount in self.allocations.values_list("customer", "group", "amount"):
            taken[customer or group] = max(amount, given[customer or group])
        return taken


class PlanLine:
    """A holder's part of the plan: what is kept for it, and what its live limits come to."""

    def __init__(self, holder, kept, limits, allocation=None):
        self.holder, self.kept, self.limits, self.allocation = holder, kept, limits, allocation

    @property
    def taken(self) -> Decimal:
        return max(self.kept, self.limits)

    @property
    def is_beyond(self) -> bool:
        """Do its limits go beyond what was kept for it?"""
        return self.allocation is not None and self.limits > self.kept


class CreditAllocation(Record):
    """What of a year's plan is kept for a customer or a group: others' limits can't take it."""

    keeps_history = True
    api_name = "credit-allocations"
    noun = "credit_allocation"

    plan = Ref(
        CreditPlan, on_delete=models.CASCADE, related_name="allocations", verbose_name=_("credit plan")
    )
    customer = Ref(
        Customer, null=True, blank=True, related_name="credit_allocations", verbose_name=_("customer")
    )
    group = Ref(
        CustomerGroup,
        null=True,
        blank=True,
        related_name="credit_allocations",
        verbose_name=_("parent group"),
    )
    amount = AmountField(verbose_name=_("amount"))
    currency = CurrencyField()
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("part of a credit plan")
        verbose_name_plural = _("parts of credit plans")
        constraints = [
            models.CheckConstraint(condition=ONE_HOLDER, name="allocation_of_one_holder"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_of_plan_above_zero"),
            models.UniqueConstraint(
                fields=["tenant", "plan", "customer"], condition=Q(customer__isnull=False),
                name="plan_allocation_per_customer",
            ),
            models.UniqueConstraint(
                fields=["tenant", "plan", "group"], condition=Q(group__isnull=False),
                name="plan_allocation_per_group",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.plan} · {self.holder}"

    @property
    def holder(self):
        """The customer or the group that it is kept for."""
        return self.customer or self.group

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
