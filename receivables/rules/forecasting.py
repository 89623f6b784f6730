"""Cash by week from how late people paid before: plain values in and out (handbook §8)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

# Fewer facts say nothing about a payer (decision 41).
FACTS_NEEDED = 3
# Four of five outcomes of a sum of many payments lie within so many standard deviations.
BAND = Decimal("1.2816")


@dataclass(frozen=True)
class Open:
    """What is open in minor units, when it is due (None: not known yet), and the payer's delays in days, sorted."""

    amount: int
    due_on: date | None
    delays: Sequence[int]


@dataclass
class Week:
    """What is expected in a week, in minor units, with the band that holds it four times of five."""

    starts_on: date
    expected: int
    low: int
    high: int

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=6)


def forecast(items: Sequence[Open], *, as_of: date, weeks: int) -> list[Week]:
    """The weeks from the one of `as_of` on. What no earlier delay explains any more is expected in none of them."""
    first = as_of - timedelta(days=as_of.weekday())
    starts = [first + timedelta(weeks=number) for number in range(weeks)]
    means, variances = [Decimal(0)] * weeks, [Decimal(0)] * weeks
    most = [0] * weeks
    for item in items:
        for number, chance in chances(item, starts, as_of):
            means[number] += item.amount * chance
            variances[number] += item.amount**2 * chance * (1 - chance)
            most[number] += item.amount
    return [_week(*row) for row in zip(starts, means, variances, most, strict=True)]


def chances(item: Open, starts: Sequence[date], as_of: date):
    """(number of the week, probability) of each week in which the item may be paid, given that it is still open."""
    if item.due_on is None:
        return
    waited = (as_of - item.due_on).days
    still = bisect_left(item.delays, waited)
    left = len(item.delays) - still
    for number, start in enumerate(starts if left else ()):
        since = (start - item.due_on).days
        paid = bisect_right(item.delays, since + 6) - max(bisect_left(item.delays, since), still)
        if paid > 0:
            yield number, Decimal(paid) / left


def _week(starts_on, mean, variance, most) -> Week:
    half = BAND * variance.sqrt()
    low = max(int(mean - half), 0)
    high = min(int((mean + half).to_integral_value(ROUND_CEILING)), most)
    return Week(starts_on, int(mean.quantize(Decimal(1))), low, high)
