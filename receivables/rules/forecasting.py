"""When money comes, from how late people paid before: plain values in and out (handbook §8).

Each payer has a curve: how likely a payment is on each day before or after its due date, given that it has not come
yet. What is still open counts too (it has waited so long without coming), so a record of quick payers among whom the
slow ones have not paid yet does not look quicker than it is. Who has few payments of their own leans on the segment, a
segment on the company, a company without a record on the due date.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import erf, exp, log1p, pi, sqrt
from typing import Protocol

# Fewer facts say nothing about a payer (decision 41).
FACTS_NEEDED = 3
# So many payments of one's own weigh as much as all that is known of the level above.
LEANS_ON = 4.0
# Four of five outcomes of a sum of many payments lie within so many standard deviations.
BAND = 1.2816
# Without any record money is expected on the due date; what has not come then comes bit by bit.
ON_THE_DAY, EACH_DAY_AFTER = 2.5, 0.03
NOBODY, ALMOST_ALL = 1e-9, 0.999


class Hazard(Protocol):
    """A curve: cumulative hazard by the end of a day after the due date."""

    def hazard(self, day: int) -> float: ...


class DueDate:
    """The curve of a company that has no record yet: cumulative hazard by the end of a day after the due date."""

    facts = 0

    def hazard(self, day: int) -> float:
        return 0.0 if day < 0 else ON_THE_DAY + EACH_DAY_AFTER * day


@dataclass
class Record:
    """What a payer, a segment or a company did, by days after the due date: shares of receivables that were paid,
    that came under watch, and that left unpaid (still open, written off)."""

    paid: dict[int, float] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    left: dict[int, float] = field(default_factory=dict)

    def add(self, other: "Record") -> None:
        """Take in what another did."""
        for mine, theirs in ((self.paid, other.paid), (self.seen, other.seen), (self.left, other.left)):
            for day, share in theirs.items():
                mine[day] = mine.get(day, 0.0) + share

    @property
    def facts(self) -> float:
        """How many whole receivables were paid."""
        return sum(self.paid.values())


class Curve:
    """A payer's cumulative hazard: its own payments among those still waiting, leaning on the level above.

    Between the days on which something of its own happened it runs along the curve above, the flatter the more of
    its own receivables wait; so it is kept by those days alone.
    """

    def __init__(self, record: Record, above):
        self.above, self.facts = above, record.facts
        days = sorted(
            {*record.paid, *record.seen, *(day + 1 for day in record.left), *(d + 1 for d in record.paid)}
        )
        self.days: list[int] = []
        self.base: list[float] = []
        self.slope: list[float] = []
        waiting, reached, before, share = 0.0, 0.0, None, 1.0
        for day in days:
            waiting += (
                record.seen.get(day, 0.0) - record.left.get(day - 1, 0.0) - record.paid.get(day - 1, 0.0)
            )
            waiting = max(waiting, 0.0)
            if before is not None:
                reached += share * (above.hazard(day - 1) - above.hazard(before))
            else:
                reached = above.hazard(day - 1)
            share = LEANS_ON / (waiting + LEANS_ON)
            # The day itself: its own payments and what the level above expects of it.
            paid_now = min(record.paid.get(day, 0.0) / (waiting + LEANS_ON), ALMOST_ALL)
            reached -= log1p(-paid_now)
            reached += share * (above.hazard(day) - above.hazard(day - 1))
            self.days.append(day)
            self.base.append(reached)
            self.slope.append(share)
            before = day

    def hazard(self, day: int) -> float:
        """Cumulative by the end of a day after the due date."""
        at = bisect_right(self.days, day) - 1
        if at < 0:
            return self.above.hazard(day)
        return self.base[at] + self.slope[at] * (self.above.hazard(day) - self.above.hazard(self.days[at]))

    def chance(self, waited: int, first: int, last: int) -> float:
        """That it is paid on days `first` to `last` after the due date, not paid by the day before `waited`."""
        start = self.hazard(waited - 1)
        return exp(start - self.hazard(first - 1)) - exp(start - self.hazard(last))


@dataclass(frozen=True)
class Open:
    """What a payer owes with one due date, in minor units (due_on None: not known yet), and its curve."""

    amount: int
    due_on: date | None
    curve: Hazard


@dataclass(frozen=True)
class Word:
    """A promise: so much by that day, and how often promises are kept."""

    amount: int
    on: date
    kept: float


@dataclass
class Week:
    """What is expected in a week, in minor units, with the band that holds it four times of five.

    expected = promised + modelled. at_risk: what the record would expect of disputed and legal items, not in it.
    due: what falls due in the week by the terms.
    """

    starts_on: date
    ends_on: date
    promised: float = 0.0
    modelled: float = 0.0
    at_risk: float = 0.0
    due: int = 0
    variance: float = 0.0
    most: int = 0
    scale: float = 1.0

    @property
    def expected(self) -> int:
        return round(self.promised + self.modelled)

    @property
    def low(self) -> int:
        return max(round(self.promised + self.modelled - self._half), 0)

    @property
    def high(self) -> int:
        return max(min(round(self.promised + self.modelled + self._half), self.most), self.expected)

    @property
    def _half(self) -> float:
        return BAND * self.scale * sqrt(self.variance)


def weeks_from(as_of: date, count: int) -> list[Week]:
    """The week of `as_of` from that day on, and those after it, Monday to Sunday."""
    monday = as_of - timedelta(days=as_of.weekday())
    starts = [monday + timedelta(weeks=number) for number in range(count)]
    return [Week(max(start, as_of), start + timedelta(days=6)) for start in starts]


def forecast(
    items: Iterable[Open], *, as_of: date, weeks: int, words: Iterable[Word] = (), risky: Iterable[Open] = (),
    scale: float = 1.0,
) -> list[Week]:  # fmt: skip
    """The weeks from the one of `as_of` on; the same day, money that came before it is not in any.

    items: what no promise covers. risky: disputed or in legal action. scale: how much wider than the chances alone
    say the band has to be, as measured on the past.
    """
    found = weeks_from(as_of, weeks)
    for week in found:
        week.scale = scale
    for item in items:
        for week, chance in chances(item, found, as_of):
            week.modelled += item.amount * chance
            week.variance += float(item.amount) ** 2 * chance * (1 - chance)
            week.most += item.amount
        for week in found:
            week.due += item.amount if item.due_on and _falls(item.due_on, week, as_of) else 0
    for item in risky:
        for week, chance in chances(item, found, as_of):
            week.at_risk += item.amount * chance
    for word in words:
        for week in found:
            if _falls(word.on, week, as_of):
                week.promised += word.amount * word.kept
                week.variance += float(word.amount) ** 2 * word.kept * (1 - word.kept)
                week.most += word.amount
                week.due += word.amount
    return found


def chances(item: Open, weeks: Sequence[Week], as_of: date):
    """(week, probability) of each week in which the item may be paid, given that it is still open on `as_of`."""
    if item.due_on is None:
        return
    due = item.due_on
    start = item.curve.hazard((as_of - due).days - 1)
    left = 1.0
    for week in weeks:
        still = exp(start - item.curve.hazard((week.ends_on - due).days))
        if left - still > NOBODY:
            yield week, left - still
        left = still


def _falls(day: date, week: Week, as_of: date) -> bool:
    return week.starts_on <= max(day, as_of) <= week.ends_on


@dataclass(frozen=True)
class Trial:
    """One week of the past: what came, what was expected with which standard deviation, and the two simple ways."""

    actual: int
    expected: float
    deviation: float
    by_due_date: int
    by_own_delay: float


@dataclass(frozen=True)
class Accuracy:
    """Over weeks of the past: the error of each way as a share of what came, and how often the band held it.

    crps: the same for the whole distribution (for a single figure it is its error); smaller is better.
    """

    weeks: int
    model: float
    by_due_date: float
    by_own_delay: float
    crps: float
    coverage: float
    scale: float

    @property
    def beats_both(self) -> bool:
        return self.model < min(self.by_due_date, self.by_own_delay)


def judge(trials: Sequence[Trial]) -> Accuracy | None:
    """How good the forecast was; None where too little came to say. The band's width is set on the first half of the
    weeks and its coverage counted on the second."""
    came = sum(trial.actual for trial in trials)
    if len(trials) < 8 or not came:
        return None
    half = len(trials) // 2
    learnt, held_back = trials[:half], trials[half:]
    scale = spread_of(learnt)
    inside = [abs(one.actual - one.expected) <= BAND * scale * one.deviation + 0.5 for one in held_back]
    return Accuracy(
        len(trials),
        sum(abs(one.actual - one.expected) for one in trials) / came,
        sum(abs(one.actual - one.by_due_date) for one in trials) / came,
        sum(abs(one.actual - one.by_own_delay) for one in trials) / came,
        sum(crps(one.actual, one.expected, scale * one.deviation) for one in trials) / came,
        sum(inside) / len(inside),
        spread_of(trials),
    )


def spread_of(trials: Sequence[Trial]) -> float:
    """How much wider than chance alone the errors were: four of five lie within BAND times this."""
    far = sorted(abs(one.actual - one.expected) / one.deviation for one in trials if one.deviation > 0)
    if not far:
        return 1.0
    return max(far[min(int(len(far) * 0.8), len(far) - 1)] / BAND, 0.25)


def crps(actual: float, mean: float, deviation: float) -> float:
    """The continuous ranked probability score of a normal forecast."""
    if deviation <= 0:
        return abs(actual - mean)
    z = (actual - mean) / deviation
    below = (1 + erf(z / sqrt(2))) / 2
    density = exp(-z * z / 2) / sqrt(2 * pi)
    return deviation * (z * (2 * below - 1) + 2 * density - 1 / sqrt(pi))
