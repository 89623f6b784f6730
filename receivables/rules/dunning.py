"""Which dunning step is due on a day, and how much of an item reminders leave out: plain values in and out.

The morning's run and the replay of any day ask the same two questions here; neither knows the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

BLOCK = "block"


@dataclass(frozen=True)
class Level:
    """A rung: from how many days overdue, and from which open amount on (minor units of the company's currency).

    does: what it does when it is reached; not looked at here.
    """

    level: int
    days: int
    amount_from: int = 0
    does: Any = field(default=None, compare=False, hash=False)


@dataclass(frozen=True)
class Ladder:
    """The levels of one procedure, in order."""

    procedure_id: Any
    levels: tuple[Level, ...]

    def after(self, done: int, amount: int) -> Level | None:
        """The rung that follows, for an item that has `amount` open; rungs above its amount are not on its ladder."""
        fitting = (one for one in self.levels if one.level > done and one.amount_from <= amount)
        return next(fitting, None)

    def due(self, done: int, overdue: int, amount: int) -> Level | None:
        """The rung after `done`, if so many days overdue reach it: never two at once, none left out."""
        following = self.after(done, amount)
        return following if following is not None and overdue >= following.days else None


@dataclass(frozen=True)
class Pause:
    """So much of an item (None: all of it) rests from a day to a day (None: without end), both included."""

    kind: str
    amount: Decimal | None
    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Does it rest on that day?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def resting(pauses: Iterable[Pause], day: date) -> list[Pause]:
    """The pauses that hold on a day."""
    return [pause for pause in pauses if pause.holds(day)]


def is_blocked(pauses: Iterable[Pause], day: date) -> bool:
    """Is dunning stopped altogether, steps inside the house as well?"""
    return any(pause.kind == BLOCK for pause in resting(pauses, day))


def paused_amount(pauses: Iterable[Pause], day: date, balance: Decimal) -> Decimal:
    """How much of what is open reminders to the customer leave out on a day; several pauses add up."""
    held = resting(pauses, day)
    if any(pause.amount is None for pause in held):
        return balance
    return min(sum((pause.amount for pause in held if pause.amount), Decimal(0)), balance)


@dataclass
class Climb:
    """How far an item has come: the highest level of its cycle and the day of its last step in any."""

    done: int = 0
    last_on: date | None = None

    def step(
        self, ladder: Ladder, day: date, overdue: int, amount: int, pauses: Sequence[Pause]
    ) -> Level | None:
        """The level that the item takes on a day, if any: one a day, and none while dunning is stopped."""
        if overdue <= 0 or self.last_on == day or is_blocked(pauses, day):
            return None
        return ladder.due(self.done, overdue, amount)

    def take(self, level: int, day: date) -> None:
        """The step was made."""
        self.done, self.last_on = level, day
