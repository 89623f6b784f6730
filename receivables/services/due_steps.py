"""Which dunning steps are due now, as plain values: the rule decides here, the database writes (steps_in_sql)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, Max

from core.models.base import new_id
from core.money import Money
from customers.models import Customer
from receivables.models import Dispute, DunningStep, Receivable

# What is read of a locked receivable, by the names of DueStep's fields.
READ = ("number", "customer_id", "deal_id", "owner_id", "cycle", "balance", "currency")


@dataclass
class DueStep:
    """A step to be written, with what its words say: receivable, customer, balance in `currency`."""

    receivable_id: Any
    number: str
    customer_id: Any
    deal_id: Any
    owner_id: Any
    cycle: int
    balance: Decimal
    currency: str
    level: int
    days_overdue: int
    made_on: date
    customer: str = ""
    is_paused: bool = False
    letter_id: Any = None
    id: Any = field(default_factory=new_id)

    @property
    def key(self) -> str:
        """Names the step for good: what follows from it is kept once."""
        return f"{self.receivable_id}:{self.cycle}:{self.level}"

    @cached_property
    def facts(self) -> dict:
        """What to-dos and notices say."""
        balance = str(Money(self.balance, self.currency))
        return {
            "customer": self.customer,
            "number": self.number,
            "days": self.days_overdue,
            "balance": balance,
        }


def next_level(steps, done: int, overdue: int) -> int | None:
    """The level after `done`, if a receivable overdue for so many days has reached it."""
    level, days = next(((level, days) for level, days in steps if level > done), (None, 0))
    return level if level is not None and overdue >= days else None


def lock_due(ids, as_of: date, levels) -> list[DueStep]:
    """The next steps of those of the receivables that nobody holds; the receivables stay locked."""
    rows = Receivable.objects.overdue(as_of).filter(pk__in=ids, balance__gt=0).order_by("pk")
    late = list(rows.select_for_update(skip_locked=True).values(*READ, "due_on", receivable_id=F("pk")))
    done, last = _on_record([row["receivable_id"] for row in late])
    steps = []
    for row in late:
        pk, overdue = row["receivable_id"], (as_of - row.pop("due_on")).days
        level = next_level(levels, done.get((pk, row["cycle"]), 0), overdue)
        if level is not None and last.get(pk) != as_of:
            steps.append(DueStep(**row, level=level, days_overdue=overdue, made_on=as_of))
    _complete(steps)
    return steps


def _on_record(ids) -> tuple[dict, dict]:
    """{(receivable, cycle): highest level} and {receivable: last day of a step in any cycle}."""
    seen = DunningStep.objects.filter(receivable__in=ids).values_list("receivable_id", "cycle")
    done, last = {}, {}
    for pk, cycle, level, day in seen.annotate(highest=Max("level"), latest=Max("made_on")):
        done[pk, cycle] = level
        last[pk] = max(day, last.get(pk, day))
    return done, last


def _complete(steps) -> None:
    """The customers' names, and whether a dispute over all of the balance pauses the reminder."""
    customers = Customer.objects.filter(pk__in={step.customer_id for step in steps})
    names = dict(customers.values_list("pk", "name"))
    disputed = _disputed([step.receivable_id for step in steps])
    for step in steps:
        step.customer = names[step.customer_id]
        step.is_paused = disputed[step.receivable_id] >= step.balance


def _disputed(ids) -> dict:
    """What is disputed of each receivable now."""
    amounts: dict = defaultdict(Decimal)
    disputes = Dispute.objects.filter(receivable__in=ids, resolved_on=None)
    for pk, amount in disputes.values_list("receivable_id", "amount"):
        amounts[pk] += amount
    return amounts
