"""The year's credit plan, and what of it is kept for whom."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.money import Money
from core.workflow import edit
from customers.models import CreditAllocation, CreditPlan
from customers.services.credit import LIMITS, check_company_currency
from tenancy.roles import Right


@transaction.atomic
def set_plan(*, by, year: int, total: Money, budget: Money | None = None) -> CreditPlan:
    """How much credit the company gives in a year. Raises Denied, ValidationError.

    budget: the sales that the plan was made for; None leaves what was noted. The credit can't exceed it.
    """
    _may_plan(by)
    plan = CreditPlan.objects.select_for_update().filter(year=year).first()
    values = _fitting(plan, total, budget)
    if plan is None:
        plan = CreditPlan.objects.create(year=year, created_by_id=by.user_id, **values)
        happened(plan, "credit_plan.created", by=by, year=year)
        return plan
    return edit(plan, by=by, right=LIMITS, **values)


def _fitting(plan, total: Money, budget: Money | None) -> dict[str, Any]:
    """The plan's values. Raises ValidationError where they don't go together or undo what is kept for customers."""
    check_company_currency("total", total)
    if total.amount < Decimal(0):
        raise ValidationError({"total": _("A plan can't be negative.")})
    values: dict[str, Any] = {"total": total.amount, "currency": total.currency}
    if budget is not None:
        check_company_currency("budget", budget)
        if budget.amount < 0:
            raise ValidationError({"budget": _("A plan can't be negative.")})
        values["budget"] = budget.amount
    sales = values.get("budget", plan.budget if plan else Decimal(0))
    if sales and total.amount > sales:
        raise ValidationError({"total": _("The credit can't exceed the sales budget.")})
    if plan is not None and _kept(plan) > total.amount:
        message = _("{kept} of the plan are kept for customers; it can't be less.")
        raise ValidationError({"total": message.format(kept=Money(_kept(plan), plan.currency))})
    return values


def _kept(plan, without=None) -> Decimal:
    rows = plan.allocations.exclude(pk=without.pk) if without else plan.allocations
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


@transaction.atomic
def keep_for(plan: CreditPlan, *, by, amount: Money, customer=None, group=None, note: str = "") -> CreditPlan:
    """Keep a part of the plan for a customer or a group, instead of what was kept before; 0 keeps nothing any more.

    Raises Denied, ValidationError where more would be kept than the plan has.
    """
    _may_plan(by)
    if (customer is None) == (group is None):
        raise ValidationError({"customer": _("It is kept for a customer or for a group: name one of them.")})
    check_company_currency("amount", amount)
    if amount.amount < 0:
        raise ValidationError({"amount": _("Less than nothing can't be kept.")})
    plan = CreditPlan.objects.select_for_update().get(pk=plan.pk)
    row = plan.allocations.filter(customer=customer, group=group).first()
    left = plan.total - _kept(plan, row)
    if amount.amount > left:
        message = _("Of the plan {left} are left.").format(left=Money(left, plan.currency))
        raise ValidationError({"amount": message})
    _write(plan, row, customer, group, amount, note, by)
    happened(plan, "credit_plan.kept", by=by, holder=str(customer or group), year=plan.year)
    return plan


def _write(plan, row, customer, group, amount, note, by) -> None:
    if amount.amount == 0:
        if row is not None:
            row.delete()
        return
    if row is None:
        row = CreditAllocation(plan=plan, customer=customer, group=group, created_by_id=by.user_id)
    row.amount, row.currency, row.note = amount.amount, amount.currency, note
    row.save()


def _may_plan(by) -> None:
    if not by.can(Right.CREDIT_LIMIT):
        raise Denied(LIMITS.sentence)
