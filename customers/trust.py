"""Trust 信任度 of a relation: expertise × reliability × connection × time, each from 0 to 1 (handbook, "Relation").

Plain values in and out. A part with too few facts has no value, and then neither has the whole (decision 41).
"""

import math
from dataclasses import dataclass

# Days of a month on average: months known are counted from days.
MONTH = 365.25 / 12


@dataclass(frozen=True)
class Terms:
    """What a company may set differently: see customers.rules."""

    least_facts: int = 3
    good_rating: int = 4
    window_days: int = 90
    full_connection: int = 12
    months: int = 12


@dataclass(frozen=True)
class Part:
    """One part: its value from 0 to 1, None without enough facts; how many facts, and the count that made the value."""

    code: str
    facts: int
    value: float | None
    count: float


@dataclass(frozen=True)
class Trust:
    """The parts in order, and their product: None until each part has its facts."""

    parts: tuple[Part, ...]

    @property
    def value(self) -> float | None:
        values = [part.value for part in self.parts]
        return None if None in values else math.prod(value for value in values if value is not None)


def trust(*, ratings, kept, touches, days_known: int, meetings: int, terms: Terms) -> Trust:
    """Trust out of the facts.

    ratings: of technical exchanges, 1 to 5. kept: for each promise that was decided, whether it was kept on time.
    touches: weights of the touches within the window. days_known: since the relation is on record. meetings: touches
    ever, the facts that the relation has lasted.
    """
    good = sum(rating >= terms.good_rating for rating in ratings)
    weight = float(sum(touches))
    return Trust(
        (
            _part("expertise", len(ratings), good, lambda: good / len(ratings), terms),
            _part("reliability", len(kept), sum(kept), lambda: sum(kept) / len(kept), terms),
            _part(
                "connection", len(touches), weight, lambda: min(1.0, weight / terms.full_connection), terms
            ),
            _part("time", meetings, days_known / MONTH, lambda: lasted(days_known, terms.months), terms),
        )
    )


def lasted(days: int, months: int) -> float:
    """1 − exp(−months known ÷ months)."""
    return 1 - math.exp(-max(days, 0) / MONTH / months)


def _part(code, facts, count, value, terms) -> Part:
    return Part(code, facts, value() if facts >= terms.least_facts else None, count)
