"""Which receivables are insured, by whom, and by when the insurer must hear of a loss."""

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.dates import local_day
from core.money import base_amount
from customers.credit_states import PolicyState
from customers.models import InsuredLimit
from receivables.insurance_states import ClaimState


def limits_of(receivable):
    """The insured limits under which a receivable fell, the latest first: by the day on which it came to be owed."""
    day = receivable.triggered_on or receivable.due_on
    if day is None:
        return InsuredLimit.objects.none()
    rows = InsuredLimit.objects.filter(customer=receivable.customer_id, starts_on__lte=day, ends_on__gte=day)
    return rows.exclude(policy__state=PolicyState.DRAFT).select_related("policy").order_by("-starts_on", "pk")


def limit_of(receivable) -> InsuredLimit | None:
    """The insured limit that covers it, or None."""
    return limits_of(receivable).first()


def insured_share(receivable) -> Decimal:
    """What part of a receivable's balance its insurer would pay: the policy's share of what is within the limit.

    Nothing once the insurer has answered: by paying, or by refusing.
    """
    limit = limit_of(receivable)
    answered = receivable.claims.filter(
        state__in=(ClaimState.PAID, ClaimState.REFUSED, ClaimState.CLOSED)
    ).exists()
    if limit is None or answered or receivable.balance <= 0:
        return Decimal(0)
    owed = base_amount(receivable.open_money, local_day())
    within = min(owed, base_amount(limit.money, local_day()))
    return (limit.share * within / owed).quantize(Decimal("0.000001"), ROUND_DOWN)


def _covering():
    """The same as limits_of, for a query over receivables."""
    day = Coalesce(OuterRef("triggered_on"), OuterRef("due_on"))
    rows = InsuredLimit.objects.filter(customer=OuterRef("customer"), starts_on__lte=day, ends_on__gte=day)
    return rows.exclude(policy__state=PolicyState.DRAFT)


def is_insured() -> Exists:
    """For annotations: is the row insured?"""
    return Exists(_covering())


def with_policy(rows):
    """Each receivable with report_by and claim_by, the days after its due date of the policy it fell under."""
    latest = _covering().order_by("-starts_on", "pk")
    return rows.annotate(
        policy_id=Subquery(latest.values("policy")[:1]),
        report_days=Subquery(latest.values("policy__report_days")[:1]),
        claim_days=Subquery(latest.values("policy__claim_days")[:1]),
    ).filter(policy_id__isnull=False, due_on__isnull=False)


def asked_insured(value, by) -> Q:
    """The filter `insured` of the list."""
    from receivables.models import Receivable

    insured = Q(pk__in=Receivable.objects.filter(is_insured()).values("pk"))
    return insured if value in (True, "true", "1") else ~insured


def days_after(due_on: date | None, days: int) -> date | None:
    """A deadline: so many days after the due date."""
    return None if due_on is None else due_on + timedelta(days=days)
