"""What the credit controller's page is made of: the plan, who is near the limit, what ends, waits and is held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.dates import local_day
from customers.credit import Exposure, exposures
from customers.credit_states import CaseState, PolicyState, RestrictionState
from customers.models import (
    CreditCase,
    CreditHold,
    CreditLimit,
    CreditPlan,
    Customer,
    InsurancePolicy,
    Restriction,
)
from customers.states import LimitState
from tenancy.rules import rule

SHOWN = 10
# Apps above tell the insurers' deadlines that come: fn(from day, to day) -> [Deadline].
_deadlines: list[Callable] = []


@dataclass(frozen=True)
class Deadline:
    """A day by which the insurer must hear of something. kind: report, claim."""

    kind: str
    on: date
    title: str
    customer: str
    amount: Decimal
    currency: str
    url: str


@dataclass(frozen=True)
class Near:
    """A customer whose exposure is near its limit or beyond it."""

    customer: Customer
    exposure: Exposure

    @property
    def is_over(self) -> bool:
        return self.exposure.available is not None and self.exposure.available < 0


def register_deadlines(question: Callable) -> None:
    """Let an app tell which insurers' deadlines come between two days."""
    _deadlines.append(question)


def board(as_of: date | None = None) -> dict:
    """Everything the page shows, each part with how many there are and the first of them."""
    day = as_of or local_day()
    soon = day + timedelta(days=int(rule("credit.review_days")))
    return {
        "plan": plan_figures(day),
        "near": near_limit(day),
        "ending": _part(CreditLimit.objects.in_force(day).filter(valid_until__lte=soon)
                        .select_related("customer", "group"), "valid_until"),
        "asked": _part(CreditLimit.objects.filter(state=LimitState.REQUESTED).select_related("customer", "group"),
                       "created_at"),
        "cases": _part(CreditCase.objects.filter(state=CaseState.OPEN).select_related("customer", "owner"),
                       "created_at"),
        "released": _part(CreditCase.objects.filter(state=CaseState.RELEASED, used_at=None)
                          .select_related("customer"), "expires_on"),
        "holds": _part(CreditHold.objects.filter(released_at=None).select_related("customer", "created_by"),
                       "created_at"),
        "proposed": _part(Restriction.objects.filter(state=RestrictionState.PROPOSED).select_related("customer"),
                          "created_at"),
        "restricted": _part(Restriction.objects.filter(state=RestrictionState.IN_FORCE).select_related("customer"),
                            "review_on"),
        "policies": _part(InsurancePolicy.objects.filter(state=PolicyState.IN_FORCE, ends_on__lte=soon), "ends_on"),
        "deadlines": deadlines(day),
    }  # fmt: skip


def _part(rows, order: str) -> dict:
    found = list(rows.order_by(order, "pk")[: SHOWN + 1])
    count = len(found) if len(found) <= SHOWN else rows.count()
    return {"count": count, "rows": found[:SHOWN]}


def plan_figures(day: date) -> dict | None:
    """The year's plan with what is taken and left of it; None where there is none."""
    plan = CreditPlan.objects.filter(year=day.year).first()
    if plan is None:
        return None
    live = CreditLimit.objects.in_force(day)
    taken = sum(plan.taken_by(live).values(), Decimal(0))
    return {"plan": plan, "taken": taken, "left": plan.total - taken, "limits": live.total()}


def near_limit(day: date) -> dict:
    """Customers whose exposure has reached the warning, the fullest first."""
    ids = list(
        CreditLimit.objects.in_force(day).exclude(customer=None).values_list("customer", flat=True).distinct()
    )
    warned = int(rule("credit.warn_percent"))
    found = {pk: one for pk, one in exposures(ids, day).items() if _use(one) >= warned}
    fullest = sorted(found, key=lambda pk: (-_use(found[pk]), str(pk)))
    named = Customer.objects.in_bulk(fullest[:SHOWN])
    over = sum(1 for one in found.values() if one.available is not None and one.available < 0)
    return {
        "count": len(found),
        "over": over,
        "rows": [Near(named[pk], found[pk]) for pk in fullest[:SHOWN] if pk in named],
        "limits": len(ids),
    }


def _use(exposure: Exposure) -> int:
    return exposure.utilisation or 0


def deadlines(day: date) -> list[Deadline]:
    """The insurers' deadlines of the next days, the first ones first."""
    until = day + timedelta(days=max(rule("credit.insurance_days")))
    found = [one for question in _deadlines for one in question(day, until)]
    return sorted(found, key=lambda one: one.on)[:SHOWN]
