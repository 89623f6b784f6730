"""Which dunning steps are due now, as plain values: the rule decides here, the database writes (steps_in_sql)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max

from core.ids import one_of
from core.models.base import new_id
from core.money import Money
from customers.models import Customer
from receivables.claim_states import StepOrigin
from receivables.models import DunningStep, Receivable
from receivables.rules.dunning import Climb, Level, paused_amount, resting
from receivables.services.pauses import pauses_of

# What is read of a locked receivable, by the names of DueStep's fields.
READ = ("number", "customer_id", "deal_id", "owner_id", "cycle", "balance", "currency")
# What its row, its event and what is said about it keep of a step.
KEPT = ("id", "receivable_id", "number", "customer_id", "customer", "deal_id", "cycle", "balance", "currency", "level",
        "days_overdue", "made_on", "letter_id", "is_paused", "paused", "pauses", "procedure_id", "how", "reason",
        "by_id", "owed")  # fmt: skip


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
    rung: Level
    procedure_id: Any
    days_overdue: int
    made_on: date
    customer: str = ""
    paused: Decimal = Decimal(0)
    pauses: list = field(default_factory=list)
    letter_id: Any = None
    how: str = StepOrigin.AUTO
    reason: str = ""
    by_id: Any = None
    id: Any = field(default_factory=new_id)

    @property
    def level(self) -> int:
        return self.rung.level

    @property
    def does(self):
        """The level's row: what it does."""
        return self.rung.does

    @property
    def is_paused(self) -> bool:
        """Nothing is left for a reminder to ask for."""
        return self.paused >= self.balance

    @property
    def owed(self) -> dict:
        """What is open, as a fact of to-dos and notices."""
        return Money(self.balance, self.currency).as_json()

    @property
    def row(self) -> dict:
        """What the database keeps."""
        return {name: getattr(self, name) for name in KEPT}


def lock_due(ids, as_of: date, procedures) -> list[DueStep]:
    """The next steps of those of the receivables that nobody holds; the receivables stay locked."""
    rows = Receivable.objects.overdue(as_of).filter(one_of("pk", ids), balance__gt=0).order_by("pk")
    late = list(
        rows.select_for_update(skip_locked=True).values(
            *READ, "due_on", "balance_minor", receivable_id=F("pk")
        )
    )
    return steps_on(late, as_of, procedures)


def steps_on(late: list[dict], as_of: date, procedures) -> list[DueStep]:
    """The steps that these rows take on a day, with what rests of each."""
    climbs = climbs_of({row["receivable_id"]: row["cycle"] for row in late})
    held = pauses_of({row["receivable_id"]: row["customer_id"] for row in late}, as_of, as_of)
    steps = []
    for row in late:
        pk, overdue, minor = row["receivable_id"], (as_of - row.pop("due_on")).days, row.pop("balance_minor")
        ladder, pauses = procedures.of(pk, row["customer_id"]), held.get(pk, ())
        rung = climbs[pk].step(ladder, as_of, overdue, minor, pauses)
        if rung is not None:
            steps.append(due_step(row, rung, ladder, overdue, as_of, pauses))
    name_customers(steps)
    return steps


def due_step(row, rung, ladder, overdue, as_of, pauses, **more) -> DueStep:
    """One step with what rests of its item that day."""
    paused = paused_amount(pauses, as_of, row["balance"])
    kinds = sorted({pause.kind for pause in resting(pauses, as_of)})
    return DueStep(
        **row, rung=rung, procedure_id=ladder.procedure_id, days_overdue=overdue, made_on=as_of, paused=paused,
        pauses=kinds, **more,
    )  # fmt: skip


def climbs_of(cycles: dict, before: date | None = None) -> dict:
    """How far these {receivable: its cycle} have come: the cycle's highest level, and when the last step in any was."""
    climbs = {pk: Climb() for pk in cycles}
    seen = DunningStep.objects.filter(one_of("receivable", cycles))
    if before is not None:
        seen = seen.filter(made_on__lt=before)
    for pk, cycle, level, day in seen.values_list("receivable_id", "cycle").annotate(
        highest=Max("level"), latest=Max("made_on")
    ):
        climb = climbs[pk]
        if cycle == cycles[pk]:
            climb.done = level
        climb.last_on = max(day, climb.last_on or day)
    return climbs


def name_customers(steps) -> None:
    """The customers' names, for the words."""
    customers = Customer.objects.filter(one_of("pk", {step.customer_id for step in steps}))
    names = dict(customers.values_list("pk", "name"))
    for step in steps:
        step.customer = names[step.customer_id]
