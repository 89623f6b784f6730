"""Filters of a list: which parameters exist, how a value is read, what it asks of the database."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from core.refusals import BadParameter
from core.tenancy import current_tenant

LOOKUPS = {
    "text": ("exact", "in"),
    "choice": ("exact", "in", "not_in"),
    "ref": ("exact", "in", "not_in", "isnull"),
    "uuid": ("exact", "in", "isnull"),
    "date": ("exact", "gte", "lte", "isnull"),
    "moment": ("gte", "lte", "isnull"),
    "number": ("exact", "gte", "lte", "in"),
    "money": ("exact", "gte", "lte"),
    "flag": ("exact",),
}
BIGGEST = 2**63 - 1
MANY = 200


@dataclass(frozen=True)
class Filter:
    """One parameter of a list.

    name: as the caller spells it. path: the column, default `name`. kind: a key of LOOKUPS, default by the column.
    asks: for filters that are no column, `asks(value, by) -> Q`. label: for the chip on the page.
    """

    name: str
    path: str = ""
    kind: str = ""
    label: object = ""
    choices: tuple = ()
    nullable: bool = False
    to: type | None = None
    asks: Callable | None = None

    @property
    def lookups(self) -> tuple[str, ...]:
        if self.asks:
            return ("exact",)
        return tuple(one for one in LOOKUPS[self.kind] if one != "isnull" or self.nullable)

    def condition(self, lookup: str, raw: str, by) -> Q:
        """What `name__lookup=raw` asks. Raises BadParameter naming the parameter."""
        if lookup == "isnull":
            return Q(**{f"{self.path}__isnull": _flag(self, raw, by)})
        if lookup in ("in", "not_in"):
            among = Q(
                **{f"{self.path}__in": [READERS[self.kind](self, part, by) for part in self.parts(raw)]}
            )
            return among if lookup == "in" else self._none_of(among)
        value = READERS[self.kind](self, raw, by)
        if self.asks:
            return self.asks(value, by)
        if self.kind == "moment":
            return _moment_bound(self.path, lookup, value)
        return Q(**{self.path if lookup == "exact" else f"{self.path}__{lookup}": value})

    def parts(self, raw: str) -> list[str]:
        """The values of a list with commas. Raises BadParameter for too many."""
        parts = [part for part in raw.split(",") if part]
        if len(parts) > MANY:
            told = _("{name} takes at most {most} values.").format(name=self.name, most=MANY)
            raise BadParameter(self.name, told)
        return parts

    def _none_of(self, among: Q) -> Q:
        # SQL's NOT IN leaves out rows without a value; people mean them to stay.
        return ~among | Q(**{f"{self.path}__isnull": True}) if self.nullable else ~among

    def refused(self, raw: str, wanted: str) -> BadParameter:
        """The error for a value that does not fit: what is wanted, and what came."""
        shown = raw if len(raw) <= 60 else raw[:60] + "…"
        detail = _("{name} takes {wanted}; “{value}” is none.").format(
            name=self.name, wanted=wanted, value=shown
        )
        return BadParameter(self.name, detail)


def completed(model, declared) -> Filter:
    """A Filter with everything the model knows about its column filled in; a bare name is enough to declare one."""
    one = Filter(declared) if isinstance(declared, str) else declared
    if one.asks:
        return replace(one, kind=one.kind or "flag")
    path = one.path or one.name
    field = _field(model, path)
    return replace(
        one,
        path=path,
        kind=one.kind or _kind(field),
        label=one.label or getattr(field, "verbose_name", one.name),
        choices=one.choices or tuple(getattr(field, "choices", None) or ()),
        nullable=field.null,
        to=field.related_model,
    )


def _field(model, path: str):
    field = None
    for part in path.split("__"):
        field = (field.related_model if field is not None else model)._meta.get_field(part)
    return field


def _kind(field) -> str:
    if field.is_relation:
        return "ref"
    if getattr(field, "choices", None):
        return "choice"
    for kind, classes in _KINDS:
        if isinstance(field, classes):
            return kind
    return "text"


_KINDS: list[tuple[str, Any]] = [
    ("uuid", models.UUIDField),
    ("moment", models.DateTimeField),
    ("date", models.DateField),
    ("flag", models.BooleanField),
    ("number", (models.IntegerField, models.DecimalField)),
]


# --- how a value is read ---------------------------------------------------------------------------------------


def _text(one: Filter, raw: str, by) -> str:
    if "\x00" in raw:
        raise one.refused(raw.replace("\x00", ""), _("text"))
    return raw


def _choice(one: Filter, raw: str, by) -> str:
    known = [str(value) for value, _label in one.choices]
    if raw not in known:
        raise one.refused(raw, _("one of {values}").format(values=", ".join(known)))
    return raw


def _ref(one: Filter, raw: str, by):
    # `me` keeps a saved view true for whoever opens it.
    if raw == "me" and one.to is not None and one.to._meta.label == "tenancy.User":
        return by.user_id
    return _uuid(one, raw, by)


def _uuid(one: Filter, raw: str, by) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise one.refused(raw, _("an id")) from error


def _date(one: Filter, raw: str, by):
    try:
        day = parse_date(raw)
    except ValueError:
        day = None
    if day is None:
        raise one.refused(raw, _("a date such as 2026-11-23"))
    return day


def _moment(one: Filter, raw: str, by):
    """A moment with an offset, or a day of the tenant's calendar."""
    try:
        at = None if len(raw) <= 10 else parse_datetime(raw.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None:
        return _date(one, raw, by)
    if at.tzinfo is None:
        raise one.refused(raw, _("a time with its offset, such as 2026-11-23T08:00:00+08:00"))
    return at


def _moment_bound(path: str, lookup: str, value) -> Q:
    if isinstance(value, datetime):
        return Q(**{f"{path}__{lookup}": value})
    zone = ZoneInfo(current_tenant().timezone)
    try:
        if lookup == "gte":
            return Q(**{f"{path}__gte": datetime.combine(value, time.min, zone).astimezone(UTC)})
        # A whole day is meant: up to the first moment of the next one.
        return Q(
            **{f"{path}__lt": datetime.combine(value + timedelta(days=1), time.min, zone).astimezone(UTC)}
        )
    except OverflowError as error:
        detail = _("{day} lies outside the calendar.").format(day=value)
        raise BadParameter(path, detail) from error


def _number(one: Filter, raw: str, by) -> Decimal:
    try:
        value = Decimal(raw)
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value) > BIGGEST:
        raise one.refused(raw, _("a number"))
    return value


def _money(one: Filter, raw: str, by) -> int:
    """An amount in the tenant's currency, asked of the bigint beside the Decimal (decision 11)."""
    from core.money import minor_units

    amount = _number(one, raw, by)
    minor = minor_units(amount, current_tenant().currency)
    if abs(minor) > BIGGEST:
        raise one.refused(raw, _("an amount"))
    return minor


def _flag(one: Filter, raw: str, by) -> bool:
    if raw not in ("true", "false"):
        raise one.refused(raw, _("true or false"))
    return raw == "true"


READERS = {
    "text": _text,
    "choice": _choice,
    "ref": _ref,
    "uuid": _uuid,
    "date": _date,
    "moment": _moment,
    "number": _number,
    "money": _money,
    "flag": _flag,
}
