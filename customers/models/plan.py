"""Account plans 客户群规划: for a key customer or a group and a year, reviewed each quarter."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import moment
from core.fields import PersonRef, Ref
from core.models import Record, TenantModel
from customers.models.customer import Customer, CustomerGroup
from tenancy.roles import Right, may

PLANNING = may(Right.CUSTOMER_EDIT, owner=True)


class AccountPlan(Record):
    """What we want with a customer, or with all customers of a group, in a year."""

    api_name = "account-plans"
    noun = "account_plan"

    customer = Ref(Customer, null=True, blank=True, related_name="plans", verbose_name=_("customer"))
    group = Ref(CustomerGroup, null=True, blank=True, related_name="plans", verbose_name=_("parent group"))
    year = models.PositiveSmallIntegerField(_("year"))
    owner = PersonRef(null=True, blank=True, verbose_name=_("owner"))
    department = Ref(
        "tenancy.Department", null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    strategy = models.TextField(_("the customer's strategy"), blank=True, default="")
    pains = models.TextField(_("the customer's pains"), blank=True, default="")
    position = models.TextField(_("where we stand"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("account plan"), _("account plans")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "year"], name="plan_of_customer_and_year"),
            models.UniqueConstraint(fields=["tenant", "group", "year"], name="plan_of_group_and_year"),
            models.CheckConstraint(
                condition=models.Q(customer__isnull=True) ^ models.Q(group__isnull=True), name="plan_of_one"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="plan_created"),
            models.Index(fields=["tenant", "year", "id"], name="plan_year"),
            models.Index(fields=["tenant", "owner", "year"], name="plan_owner"),
        ]

    def __str__(self):
        return f"{self.subject} {self.year}"

    def get_absolute_url(self):
        return reverse("customers:plan-page", args=[self.pk])

    @property
    def subject(self) -> str:
        """Whom the plan is for."""
        return str(self.customer or self.group)


class PlanGoal(TenantModel):
    """One thing we want to reach; with a measure its progress is drawn from the records."""

    plan = Ref(AccountPlan, on_delete=models.CASCADE, related_name="goals")
    measure = models.CharField(_("measured by"), max_length=20, blank=True, default="")
    text = models.CharField(pgettext_lazy("plan", "goal"), max_length=200)
    # Amounts are in the company's currency.
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "plan", "position"], name="plan_goals")]


class PlanMove(Record):
    """One thing that somebody does for the plan by a day."""

    noun = "plan_move"

    plan = Ref(AccountPlan, on_delete=models.CASCADE, related_name="moves")
    text = models.CharField(_("what is done"), max_length=300)
    owner = PersonRef(verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("move of a plan"), _("moves of a plan")
        indexes = [
            models.Index(fields=["tenant", "plan", "due_on"], name="plan_moves"),
            models.Index(fields=["tenant", "owner", "due_on"], name="plan_move_owner"),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return self.plan.get_absolute_url()


class PlanReview(TenantModel):
    """What was said of a quarter, with the progress as it stood then; a second word of a quarter replaces nothing."""

    append_only = True

    plan = Ref(AccountPlan, on_delete=models.CASCADE, related_name="reviews")
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    text = models.TextField(_("review"))
    # [{goal, measure, target, reached}] as text, as on that day.
    figures = models.JSONField(default=list)
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "plan", "quarter"], name="plan_reviewed_once"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="plan_quarter"),
        ]
