"""What credit insurance covers: a customer's insured limits on a day, and the insured part of what it owes."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.dates import local_day
from core.money import Money, base_amount, round_money
from core.tenancy import current_tenant
from customers.credit_states import PolicyState
from customers.models import InsuredLimit


@dataclass(frozen=True)
class Cover:
    """The insured part of an exposure, in the tenant's currency: what is within the limits, and what would be paid."""

    limits: list[InsuredLimit] = field(default_factory=list)
    limit: Decimal = Decimal(0)
    insured: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    currency: str = ""

    @property
    def own_risk(self) -> Decimal:
        """What stays with us of the part that is insured."""
        return self.insured - self.paid


def limits_on(day, **of):
    """Insured limits that count on a day, under policies in force. of: customer=, customer__in=."""
    rows = InsuredLimit.objects.filter(
        policy__state=PolicyState.IN_FORCE, starts_on__lte=day, ends_on__gte=day, **of
    )
    return rows.select_related("policy").order_by("-starts_on", "pk")


def cover_of(customer, exposed: Decimal, day=None) -> Cover:
    """What of `exposed` (the tenant's currency) the insurers cover; the limits are used from the latest on."""
    day, currency = day or local_day(), current_tenant().currency
    limits = list(limits_on(day, customer=customer))
    left, whole, insured, paid = max(exposed, Decimal(0)), Decimal(0), Decimal(0), Decimal(0)
    for limit in limits:
        amount = base_amount(Money(limit.amount, limit.currency), day)
        part = min(left, amount)
        whole, insured, left = whole + amount, insured + part, left - part
        paid += round_money(part * limit.share, currency)
    return Cover(limits, whole, insured, paid, currency)
