"""What a person answers for now, whichever app it lives in: the one list that a hand-over goes through.

Each app registers its kinds in its `leaving.py`: the model, the column that names the person, which rows still count,
and how one of them is handed on. Columns that only tell how it was are registered as staying; a test of the
repository fails for a column that is neither.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.events import happened, sentences
from core.workflow import lock
from tenancy.actor import Actor
from tenancy.models import User
from tenancy.roles import Right


@dataclass(frozen=True)
class Passing:
    """One hand-over of a kind: from whom, to whom, in whose name. department_id: the successor's."""

    former: User
    # None where nobody takes it over; a kind that needs somebody is not asked then.
    to: Any
    by: Actor
    department_id: Any = None

    @property
    def names(self) -> dict[str, str]:
        """The two people as an event tells them."""
        return {"former": self.former.name, "successor": self.to.name if self.to else ""}


def everything() -> Q:
    """Every row of the column's person still counts."""
    return Q()


def nothing_against(rows, to) -> dict:
    """No record of the kind is kept back on its own account."""
    return {}


@dataclass(frozen=True)
class Holding:
    """One kind of thing that a person answers for.

    place: kinds are handed over in this order: a seat takes along what waits there, and lists it.
    now: which rows still count. hand(record, passing) hands one on through its own door, within a transaction, and
    raises Refused or ValidationError where that can't be. against(rows, to): {id: why} of what the successor can't
    have, in few queries. right: what a successor must hold. about: the path to the record that people know it by.
    """

    place: int
    code: str
    label: Any
    model: type[Model]
    column: str
    hand: Callable[[Any, Passing], None]
    now: Callable[[], Q] = everything
    against: Callable[[Iterable, User], dict] = nothing_against
    right: Right | None = None
    about: str = ""
    related: tuple[str, ...] = ()
    # Ended with the person: nobody takes it over.
    ends: bool = False
    # Gives a record to nobody, for whoever wants it: `pool(record, passing)`.
    pool: Callable[[Any, Passing], None] | None = None
    # Set where a person's rows are not found by a reference of their own.
    rows: Callable[[Any], QuerySet] | None = None

    def of(self, user_id) -> QuerySet:
        """The rows for which this person answers now, the oldest first."""
        if self.rows is not None:
            return self.rows(user_id).order_by("pk")
        found = self.model._base_manager.filter(self.now(), **{f"{self.column}_id": user_id})
        return found.order_by("pk")

    def known_as(self, record):
        """The record by which people know this one."""
        return reduce(getattr, self.about.split("."), record) if self.about else record


PASSED_ON = _l("{actor} handed over to {successor} what {former} answered for")
HOLDINGS: dict[str, Holding] = {}
# {"app.Model.column": why it stays}
STAYING: dict[str, str] = {}


def register(holding: Holding) -> None:
    """Add a kind."""
    HOLDINGS[holding.code] = holding
    noun = getattr(holding.model, "noun", "")
    if noun and not holding.ends:
        sentences({f"{noun}.passed_on": PASSED_ON})


def stays(why: str, *columns: str) -> None:
    """Name columns (`app.Model.column`) that tell how it was, or that end with the person's access."""
    STAYING.update(dict.fromkeys(columns, why))


def pass_on(record, passing: Passing, *, column: str = "owner"):
    """Make the successor answer for a record, in the successor's department; the timeline names the hand-over.

    Returns the locked record. Raises ValidationError where somebody else answers for it by now.
    """
    record = still_of(lock(record), passing, column)
    setattr(record, column, passing.to)
    if column == "owner" and passing.department_id and hasattr(record, "department_id"):
        record.department_id = passing.department_id
    record.save()
    happened(record, f"{record.noun}.passed_on", by=passing.by, **passing.names)
    return record


def still_of(record, passing: Passing, column: str):
    """The locked record. Raises ValidationError where somebody else answers for it by now."""
    if getattr(record, f"{column}_id") != passing.former.pk:
        raise ValidationError(_("Somebody else answers for it by now."))
    return record


def in_order() -> list[Holding]:
    """Every kind, in the order in which they are handed over."""
    return sorted(HOLDINGS.values(), key=lambda holding: holding.place)


def counted(user_id) -> list[tuple[Holding, int]]:
    """How many of each kind a person answers for; kinds of which there is none are left out."""
    found = ((holding, holding.of(user_id).count()) for holding in in_order())
    return [(holding, count) for holding, count in found if count]
