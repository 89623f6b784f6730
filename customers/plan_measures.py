"""What goals of account plans are measured by; apps above register theirs, since they know deals and money.

register_measure(Measure("signed", _("Contracts signed"), of=signed, is_money=True))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import AccountPlan, Contact, Customer, Visit
from customers.states import VisitState


@dataclass(frozen=True)
class Measure:
    """A figure that is drawn from the records: of(customer ids, first day, last day), None where nothing is known."""

    code: str
    label: Any
    of: Callable[[list, date, date], Decimal | None]
    is_money: bool = False


MEASURES: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Let goals be measured by it."""
    MEASURES[measure.code] = measure


def customers_of(plan: AccountPlan) -> list:
    """Ids of the customers that a plan is about: one, or all of its group."""
    of = Q(pk=plan.customer_id) if plan.customer_id else Q(group=plan.group_id)
    return list(Customer.objects.filter(of).values_list("pk", flat=True))


@dataclass(frozen=True)
class Progress:
    """A goal with what was reached; share is None where there is nothing to compare."""

    goal: Any
    measure: Measure | None
    reached: Decimal | None

    @property
    def share(self) -> int | None:
        """Percent of the target, never below 0."""
        if self.reached is None or not self.goal.target:
            return None
        return max(0, int(self.reached * 100 / self.goal.target))

    def as_json(self) -> dict:
        """The goal and its figure, as the API shows them and a review keeps them."""
        return {
            "text": self.goal.text, "measure": self.goal.measure,
            "target": None if self.goal.target is None else f"{self.goal.target:f}",
            "reached": None if self.reached is None else f"{self.reached:f}", "share": self.share,
        }  # fmt: skip


def progress_of(plan: AccountPlan, as_of: date) -> list[Progress]:
    """Each goal with what was reached from the year's first day until `as_of`; a statement per measure in use."""
    goals = list(plan.goals.order_by("position", "pk"))
    first, last = date(plan.year, 1, 1), min(as_of, date(plan.year, 12, 31))
    ids = customers_of(plan) if goals else []
    wanted = {goal.measure for goal in goals} & MEASURES.keys()
    found = {code: MEASURES[code].of(ids, first, last) for code in wanted}
    return [Progress(goal, MEASURES.get(goal.measure), found.get(goal.measure)) for goal in goals]


def _champions(ids, first, last) -> Decimal:
    return Decimal(Contact.objects.filter(customer__in=ids, is_active=True, attitude__gte=1).count())


def _visits(ids, first, last) -> Decimal:
    made = Visit.objects.filter(customer__in=ids, state=VisitState.REPORTED, visited_on__range=(first, last))
    return Decimal(made.count())


register_measure(Measure("champions", _("Contacts who support us"), _champions))
register_measure(Measure("visits", _("Visits made"), _visits))
