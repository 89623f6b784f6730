"""The forecast tried on weeks that are over, by what was known before them, beside two simple ways: plain values."""

from collections.abc import Callable
from datetime import date, timedelta
from math import sqrt

from receivables.rules.forecasting import Open, Trial, Week, forecast


def trials_of(
    day: date, open_: dict, curve_of: Callable, delay_of: Callable, came: dict[int, int], *, horizon: int
) -> list[Trial]:
    """One trial for each of the `horizon` weeks from `day`, a Monday, on.

    open_: {(customer, due day): what was open before it}. came: {number of the week: what came of that}. The simple
    ways: everything comes on its due date; everything comes so late as its payer does on average; what is beyond that
    comes in the first week.
    """
    items = [Open(amount, due_on, curve_of(customer)) for (customer, due_on), amount in open_.items()]
    weeks = forecast(items, as_of=day, weeks=horizon)
    by_due = _simply(open_, weeks, day, lambda customer: 0)
    by_delay = _simply(open_, weeks, day, delay_of)
    return [
        Trial(came.get(number, 0), week.modelled, sqrt(week.variance), by_due[number], by_delay[number])
        for number, week in enumerate(weeks)
    ]


def _simply(open_, weeks: list[Week], day: date, delay_of) -> list[int]:
    sums = [0] * len(weeks)
    for (customer, due_on), amount in open_.items():
        if due_on is None:
            continue
        on = max(due_on + timedelta(days=round(delay_of(customer))), day)
        number = (on - day).days // 7
        if number < len(weeks):
            sums[number] += amount
    return sums
