"""Custom fields in lists: filters that an index serves, and columns to choose."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from core.custom import fields_of
from core.custom.types import MILLION, TYPES
from core.listing.filters import LOOKUPS, READERS, Filter
from core.models import CustomField, CustomValue

# What a filter asks of the column in which values of its kind stand (core.models.CustomValue).
_IN_COLUMN: dict[str, Callable] = {
    "number": lambda value: int(value * MILLION),
    "ref": str,
    "flag": lambda value: str(value).lower(),
}
_EXACT, _EMPTY, _AMONG, _NOT_AMONG = "exact", "isnull", "in", "not_in"


@dataclass(frozen=True)
class CustomFilter(Filter):
    """A filter by a custom field: the record's id is looked up among the values that stand beside it."""

    column: str = "text"
    record_kind: str = ""
    code: str = ""

    @property
    def lookups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*LOOKUPS[self.kind], _EMPTY]))

    def condition(self, lookup: str, raw: str, by) -> Q:
        if lookup == _EMPTY:
            filled = Q(pk__in=self._values())
            return ~filled if READERS["flag"](self, raw, by) else filled
        among = lookup in (_AMONG, _NOT_AMONG)
        values = [self._in_column(part, by) for part in (self.parts(raw) if among else [raw])]
        asked = {self.column: values[0]} if lookup == _EXACT else {f"{self.column}__{lookup}": values[0]}
        found = Q(pk__in=self._values(**({f"{self.column}__in": values} if among else asked)))
        return ~found if lookup == _NOT_AMONG else found

    def _in_column(self, raw: str, by):
        value = READERS[self.kind](self, raw, by)
        return _IN_COLUMN.get(self.kind, lambda same: same)(value)

    def _values(self, **asked):
        filled = asked or {f"{self.column}__isnull": False}
        rows = CustomValue.objects.filter(kind=self.record_kind, code=self.code, **filled)
        return rows.values("record_id")


def custom_filters(model) -> dict[str, CustomFilter]:
    """{parameter: filter} of the custom fields of a kind of record: `custom.<code>`."""
    found = [_filter(model, field) for field in fields_of(model)]
    return {one.name: one for one in found if one is not None}


def _filter(model, field: CustomField) -> CustomFilter | None:
    kind = TYPES[field.type]
    if not kind.column:
        return None
    return CustomFilter(
        field.column, path=field.column, kind=kind.filter, label=field.words, column=kind.column,
        choices=tuple(field.options_words().items()), to=_user() if kind.filter == "ref" else None,
        record_kind=model.api_name, code=field.code,
    )  # fmt: skip


def _user():
    from django.contrib.auth import get_user_model

    return get_user_model()
