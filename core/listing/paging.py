"""Pages by keyset: stable while rows are inserted, as fast on page 1,000 as on page 1, and without a count.

A cursor is the sort key of the row at a page's edge. Sort keys are never null and end in the id, so no two rows
share one; the index (tenant, key, id) answers both directions.
"""

import base64
import binascii
import json
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from core.prepared import planned
from core.refusals import BadParameter


@dataclass(frozen=True)
class SortKey:
    """One field of an ordering: its public name, the model's column and the direction."""

    name: str
    path: str
    descending: bool

    @property
    def spelt(self) -> str:
        return f"-{self.name}" if self.descending else self.name


@dataclass
class Page:
    """Rows of one page and the cursors of its neighbours, None at either end."""

    rows: list
    next: str | None
    previous: str | None


def page(queryset, keys: list[SortKey], cursor: str | None, limit: int, *, often_asked: bool = False) -> Page:
    """The page of `queryset` behind (or before) `cursor`, at most `limit` rows, in the order of `keys`.

    often_asked: with these words by everybody, so that the server may keep its plan.
    """
    keys = _with_id(keys)
    edge = _read(cursor, keys, queryset.model) if cursor else None
    backwards = bool(edge and edge.backwards)
    order = [SortKey(k.name, k.path, not k.descending) for k in keys] if backwards else keys
    queryset = queryset.order_by(*[F(k.path).desc() if k.descending else F(k.path).asc() for k in order])
    if edge:
        queryset = queryset.filter(_beyond(order, edge.values))
    with _kept_plan(queryset) if often_asked else nullcontext():
        rows = list(queryset[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    return _bounded(
        rows, keys, before=more if backwards else bool(edge), after=bool(edge) if backwards else more
    )


def _kept_plan(queryset):
    # Rows that are read along come by lists of ids, in other words each time.
    return nullcontext() if queryset._prefetch_related_lookups else connection.execute_wrapper(planned)


@dataclass
class _Edge:
    values: list
    backwards: bool


def _bounded(rows, keys, *, before: bool, after: bool) -> Page:
    if not rows:
        return Page([], None, None)
    return Page(
        rows,
        next=_write(rows[-1], keys, backwards=False) if after else None,
        previous=_write(rows[0], keys, backwards=True) if before else None,
    )


def _with_id(keys):
    # The id follows the last key's direction: one direction throughout lets one index range answer.
    if any(key.path == "id" for key in keys):
        return keys
    return [*keys, SortKey("id", "id", keys[-1].descending if keys else True)]


def _beyond(keys, values):
    """The rows after `values` in the order of `keys`."""
    if len({key.descending for key in keys}) == 1:
        compare = TupleLessThan if keys[0].descending else TupleGreaterThan
        return compare(Tuple(*[F(key.path) for key in keys]), tuple(values))
    return _mixed(keys, values)


def _mixed(keys, values) -> Q:
    """The same for orderings that mix directions: (a < x) or (a = x and b > y) or …"""
    beyond, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        beyond |= equal & Q(**{f"{key.path}__{'lt' if key.descending else 'gt'}": value})
        equal &= Q(**{key.path: value})
    first = keys[0]
    # Said once more as a bound, so that the index on the first key is used.
    return Q(**{f"{first.path}__{'lte' if first.descending else 'gte'}": values[0]}) & beyond


def _write(row, keys, *, backwards: bool) -> str:
    content = [backwards, [key.spelt for key in keys], [_plain(getattr(row, key.path)) for key in keys]]
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def _plain(value):
    if isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(cursor: str, keys, model) -> _Edge:
    """The edge a cursor names. Raises BadParameter when it is damaged or belongs to another ordering."""
    try:
        backwards, spelt, raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if spelt != [key.spelt for key in keys] or not isinstance(backwards, bool):
            raise ValueError
        return _Edge([_value(model, key, part) for key, part in zip(keys, raw, strict=True)], backwards)
    except (ValueError, TypeError, binascii.Error, UnicodeError, RecursionError) as error:
        raise BadParameter(
            "cursor", _("This cursor doesn't belong to this list. Start at the first page.")
        ) from error


def _value(model, key, part):
    field = model._meta.get_field(key.path)
    try:
        value = field.to_python(part)
    except Exception as error:
        raise ValueError(key.name) from error
    if value is None or (isinstance(value, str) and "\x00" in value):
        raise ValueError(key.name)
    return value
