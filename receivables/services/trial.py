"""What other values of a procedure would mean today: how many items would stand on which level, and how much."""

from collections import defaultdict

from core.dates import local_day
from core.money import Money, from_minor, minor_units
from core.tenancy import current_tenant
from receivables.models import DunningProcedure, Receivable
from receivables.rules.dunning import Ladder, Level
from receivables.services.procedures import Procedures


def trial_of(procedure: DunningProcedure, values: dict[int, dict]) -> list[dict]:
    """[{"level", "days", "now", "then", "amount"}]: items by the level their days reach, as saved and as entered.

    Nothing is written. Level 0: overdue, and not far enough for the first level.
    """
    today, currency = local_day(), current_tenant().currency
    procedures = Procedures(today)
    tried = _ladder(procedure, values, currency)
    now: dict = defaultdict(int)
    then: dict = defaultdict(lambda: [0, 0])
    rows = Receivable.objects.overdue(today).filter(balance__gt=0)
    for pk, customer, due_on, minor in rows.values_list(
        "pk", "customer_id", "due_on", "balance_minor"
    ).iterator():
        ladder = procedures.of(pk, customer)
        if ladder.procedure_id == procedure.pk:
            overdue = (today - due_on).days
            now[reached(ladder, overdue, minor)] += 1
            stand = then[reached(tried, overdue, minor)]
            stand[0], stand[1] = stand[0] + 1, stand[1] + minor
    levels = [(0, None), *((one.level, one.days) for one in tried.levels)]
    return [
        {"level": level, "days": days, "now": now[level], "then": then[level][0],
         "amount": Money(from_minor(then[level][1], currency), currency)}
        for level, days in levels
    ]  # fmt: skip


def _ladder(procedure, values, currency) -> Ladder:
    rows = []
    for row in procedure.levels.order_by("level"):
        for name, value in values.get(row.level, {}).items():
            setattr(row, name, value)
        rows += [row] if row.is_active else []
    return Ladder(
        procedure.pk,
        tuple(Level(row.level, row.days, minor_units(row.amount_from, currency)) for row in rows),
    )


def reached(ladder: Ladder, overdue: int, amount: int) -> int:
    """The highest level that so many days reach, for so much; 0 before the first."""
    fitting = (one.level for one in ladder.levels if one.days <= overdue and one.amount_from <= amount)
    return max(fitting, default=0)
