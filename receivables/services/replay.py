"""Day by day what the ladder did and would do for a customer's items: the run's own rules, nothing written.

The facts of each day are read as they counted that day: balances from the ledger, pauses by their days, the steps that
people made or skipped by hand. What the rules then say is set beside what is on record.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from core.sight import visible
from receivables.claim_states import StepOrigin
from receivables.models import DunningStep, LedgerEntry, Receivable
from receivables.rules.dunning import Climb, is_blocked, paused_amount, resting
from receivables.services.due_steps import climbs_of
from receivables.services.pauses import pauses_of
from receivables.services.procedures import Procedures

DAY = timedelta(days=1)
LONGEST = 400


@dataclass
class Replayed:
    """One step of the replay. on_record: such a step was made that day; by_rule: the rules say it."""

    receivable: Receivable
    day: date
    level: int
    days_overdue: int
    balance: Decimal
    paused: Decimal
    pauses: list
    speaks: bool
    how: str = StepOrigin.AUTO
    on_record: bool = False
    by_rule: bool = True


@dataclass
class Item:
    """A receivable with what its days need: steps on record, pauses, and the ledger's changes by day."""

    row: Receivable
    climb: Climb
    pauses: list = field(default_factory=list)
    recorded: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    balance: Decimal = Decimal(0)
    minor: int = 0

    def live(self, day: date) -> None:
        """Take the day's entries into the balance."""
        amount, minor = self.changes.get(day, (0, 0))
        self.balance, self.minor = self.balance + amount, self.minor + minor


def replay(by, first: date, last: date, *, customer=None, receivable=None) -> list[Replayed]:
    """What the ladder says on each day from `first` to `last`, of what `by` sees; steps on record beside it.

    Days to come are judged by today's balances, pauses and procedures. At most 400 days.
    """
    last = min(last, first + timedelta(days=LONGEST))
    items = _items(by, first, last, customer, receivable)
    procedures, day, found = Procedures(first), first, []
    while day <= last:
        if procedures.follows_the_day:
            procedures = Procedures(day)
        for item in items:
            item.live(day)
            found += _day_of(item, day, procedures)
        day += DAY
    return found


def _items(by, first, last, customer, receivable) -> list[Item]:
    if customer is None and receivable is None:
        return []
    rows = visible(Receivable.objects.filter(due_on__lt=last), by)
    rows = rows.filter(pk=receivable.pk) if receivable is not None else rows.filter(customer=customer)
    rows = list(rows.exclude(triggered_on=None).order_by("due_sort", "pk"))
    ids = [row.pk for row in rows]
    climbs = climbs_of({row.pk: row.cycle for row in rows}, before=first)
    pauses = pauses_of({row.pk: row.customer_id for row in rows}, first, last)
    items = {row.pk: Item(row, climbs[row.pk], pauses.get(row.pk, [])) for row in rows}
    for step in DunningStep.objects.filter(receivable__in=ids, made_on__gte=first, made_on__lte=last):
        items[step.receivable_id].recorded[step.made_on] = step
    entries = LedgerEntry.objects.filter(receivable__in=ids).order_by()
    sums = entries.values("receivable_id", "counts_on").annotate(
        amount=Sum("amount"), minor=Sum("base_minor")
    )
    changes: dict = defaultdict(dict)
    for line in sums:
        item, change = items[line["receivable_id"]], (line["amount"], line["minor"])
        if line["counts_on"] < first:
            item.balance, item.minor = item.balance + change[0], item.minor + change[1]
        else:
            changes[line["receivable_id"]][line["counts_on"]] = change
    for pk, by_day in changes.items():
        items[pk].changes = by_day
    return list(items.values())


def _day_of(item: Item, day: date, procedures) -> list[Replayed]:
    """The step of one item on one day: by hand as it was made, else as the rules say."""
    row = item.row
    # Only what has a due date is replayed.
    assert row.due_on is not None
    overdue = (day - row.due_on).days
    recorded = item.recorded.get(day)
    ladder = procedures.of(row.pk, row.customer_id)
    if recorded is not None and recorded.how != StepOrigin.AUTO:
        item.climb.take(recorded.level, day)
        return [_as_recorded(item, recorded, by_rule=False)]
    rung = item.climb.step(ladder, day, overdue, item.minor, item.pauses) if item.balance > 0 else None
    if rung is None:
        return [_as_recorded(item, recorded, by_rule=False)] if recorded is not None else []
    item.climb.take(rung.level, day)
    paused = paused_amount(item.pauses, day, item.balance)
    return [
        Replayed(
            row, day, rung.level, overdue, item.balance, paused,
            sorted({pause.kind for pause in resting(item.pauses, day)}),
            bool(rung.does.letter) and paused < item.balance and not is_blocked(item.pauses, day),
            on_record=recorded is not None and recorded.level == rung.level,
        )
    ]  # fmt: skip


def _as_recorded(item, step, *, by_rule) -> Replayed:
    return Replayed(
        item.row, step.made_on, step.level, step.days_overdue, step.balance, step.paused, step.pauses,
        step.letter_id is not None, how=step.how, on_record=True, by_rule=by_rule,
    )  # fmt: skip
