"""Credit insurance 特险: policies and the insured limits of customers; claims are made among receivables."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.errors import Denied
from core.events import happened
from core.money import Money
from core.tenancy import current_tenant
from core.workflow import edit, perform, serves
from customers.credit_states import PolicyState
from customers.forms.moves import OptionalReasonForm
from customers.models import Customer, InsurancePolicy, InsuredLimit
from customers.models.insurance import INSURING
from tenancy.roles import Right

HUNDRED = Decimal(100)


@transaction.atomic
def save_policy(policy: InsurancePolicy | None, *, by, expected_version=None, **values) -> InsurancePolicy:
    """A policy, new or changed while it is not over. Shares in percent. Raises Denied, Stale, ValidationError."""
    _may_insure(by)
    values = _fitting(policy, values)
    if policy is not None:
        if policy.state == PolicyState.ENDED:
            raise ValidationError(_("The policy has ended and no longer changes."))
        return edit(policy, by=by, right=INSURING, expected_version=expected_version, **values)
    made = InsurancePolicy(owner_id=by.user_id, created_by_id=by.user_id, **values)
    made.full_clean(exclude=["state"], validate_unique=False, validate_constraints=False)
    made.save(force_insert=True)
    happened(made, "insurance_policy.entered", by=by, policy=str(made))
    search.index([made])
    return made


def _fitting(policy, values: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in values.items() if value is not None}
    if "premium" in values:
        premium: Money = values.pop("premium")
        values |= {"premium": premium.amount, "currency": premium.currency}
    elif policy is None:
        values["currency"] = current_tenant().currency
    if "insured_share" in values:
        values["insured_share"] = _share(values["insured_share"])
    whole = InsurancePolicy(**values) if policy is None else policy

    def of(name):
        return values.get(name, getattr(whole, name))

    if of("ends_on") < of("starts_on"):
        raise ValidationError({"ends_on": _("The policy would end before it starts.")})
    if of("claim_days") < max(of("report_days"), of("waiting_days")):
        message = _("A claim is due after the loss report and after the waiting period.")
        raise ValidationError({"claim_days": message})
    twins = InsurancePolicy.objects.filter(insurer=of("insurer"), policy_number=of("policy_number"))
    if twins.exclude(pk=whole.pk).exists():
        raise ValidationError({"policy_number": _("This policy is on file already.")})
    return values


def _share(percent: Decimal) -> Decimal:
    if percent <= 0:
        raise ValidationError({"insured_share": _("Must be more than 0.")})
    return percent / HUNDRED


@serves(InsurancePolicy, "put_in_force")
def put_in_force(policy, *, by):
    """The insurer has signed."""
    return perform(policy, "put_in_force", by=by, facts_={"policy": str(policy)})


@serves(InsurancePolicy, "end", form=OptionalReasonForm)
def end(policy, *, by, reason=""):
    """Nothing new is covered."""
    return perform(policy, "end", by=by, reason=reason, facts_={"policy": str(policy)})


@transaction.atomic
def insure(
    policy: InsurancePolicy, *, by, customer: Customer, amount: Money, starts_on: date | None = None,
    ends_on: date | None = None, insured_share: Decimal | None = None,
) -> InsuredLimit:  # fmt: skip
    """Up to how much the policy covers a customer; the same start again changes it. Raises Denied, ValidationError."""
    _may_insure(by)
    policy = InsurancePolicy.objects.select_for_update().get(pk=policy.pk)
    starts_on, ends_on = starts_on or policy.starts_on, ends_on or policy.ends_on
    if policy.state == PolicyState.ENDED:
        raise ValidationError(_("The policy has ended and no longer changes."))
    if amount.currency != policy.currency:
        message = _("The policy is in {currency}.").format(currency=policy.currency)
        raise ValidationError({"amount": message})
    if amount.amount <= 0:
        raise ValidationError({"amount": _("Must be more than 0.")})
    if not policy.starts_on <= starts_on <= ends_on <= policy.ends_on:
        message = _("The policy runs from {start} to {end}.").format(
            start=policy.starts_on, end=policy.ends_on
        )
        raise ValidationError({"ends_on": message})
    share = _share(insured_share) if insured_share is not None else None
    values: dict[str, Any] = {
        "amount": amount.amount, "currency": amount.currency, "ends_on": ends_on, "insured_share": share,
    }  # fmt: skip
    limit = InsuredLimit.objects.filter(policy=policy, customer=customer, starts_on=starts_on).first()
    if limit is None:
        limit = InsuredLimit.objects.create(
            policy=policy, customer=customer, starts_on=starts_on, created_by_id=by.user_id, **values
        )
        happened(limit, "insured_limit.entered", by=by, policy=str(policy))
        return limit
    return edit(limit, by=by, right=INSURING, **values)


def _may_insure(by) -> None:
    if not by.can(Right.CREDIT_LIMIT):
        raise Denied(INSURING.sentence)
