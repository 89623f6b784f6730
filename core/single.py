"""One row by its key: read, locked, inserted, updated by a text written once per model and planned once (ADR 0010).

What Django would write is the same, but it works it out anew each time, which takes longer than the row does.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from core import prepared
from core.tenancy import current_tenant_id


def get(model, pk, *, lock: bool = False):
    """The row with this key, of the tenant in force where the model belongs to one; None where there is none."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _select(model) + (" for update" if lock else ""), _key(model, pk))
        row = cursor.fetchone()
    return None if row is None else made(model, row)


def all_of(model) -> list:
    """Every row of a small table of the tenant in force."""
    return _rows(model, f"select {columns(model)} from {_table(model)} where tenant_id = %s", [])


def hang(record, *relations: str) -> None:
    """Read the rows that point at a record by these reverse relations, the oldest first, as a prefetch would.

    One statement tells which of them have any: mostly few do.
    """
    unread = [name for name in relations if name not in getattr(record, "_prefetched_objects_cache", ())]
    for name, has_any in zip(unread, _have_any(record, unread), strict=True):
        keep_hanging(record, name, hanging(record, name) if has_any else [])


def _have_any(record, relations: list[str]) -> tuple[bool, ...]:
    if not relations:
        return ()
    asked = ", ".join(f"exists(select {_hanging_at(record, name)})" for name in relations)
    with connection.cursor() as cursor:
        prepared.execute(cursor, f"select {asked}", [record.pk, current_tenant_id()] * len(relations))
        return cursor.fetchone()


def _hanging_at(record, name: str) -> str:
    field = record._meta.get_field(name).field
    column = connection.ops.quote_name(field.column)
    return f"from {_table(field.model)} where {column} = %s and tenant_id = %s"


def keep_hanging(record, name: str, rows: list) -> None:
    """Take `rows` for what a record's reverse relation has, so that nobody asks."""
    found: QuerySet = QuerySet(record._meta.get_field(name).related_model)
    found._result_cache = rows
    record.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def hanging(record, name: str) -> list:
    """The rows that point at a record by this reverse relation, the oldest first; those of a prefetch if there was."""
    if name in getattr(record, "_prefetched_objects_cache", ()):
        return list(record._prefetched_objects_cache[name])
    field = record._meta.get_field(name).field
    text = f"select {columns(field.model)} {_hanging_at(record, name)} order by id"
    rows = _rows(field.model, text, [record.pk])
    for row in rows:
        field.set_cached_value(row, record)
    return rows


def _rows(model, text: str, values: list) -> list:
    with connection.cursor() as cursor:
        prepared.execute(cursor, text, [*values, current_tenant_id()])
        return [made(model, row) for row in cursor.fetchall()]


def lock(model, pk) -> None:
    """Hold the row with this key until the transaction ends; nothing is read."""
    with connection.cursor() as cursor:
        text = f"select 1 from {_table(model)} where {_where(model)} for update"
        prepared.execute(cursor, text, _key(model, pk))


def updating(row, values: dict[str, Any]) -> tuple[str, list]:
    """The statement that writes columns of a row, {column: value as the database takes it}, and its values."""
    model: type[Model] = type(row)
    return _update(model, tuple(values)), [*values.values(), *_key(model, row.pk)]


def made(model, values):
    """The instance of a row's columns, as they come from the database in the model's order."""
    names, readers = _reading(model)
    values = list(values)
    for position, read in readers:
        values[position] = read(values[position], None, connection)
    return model.from_db(connection.alias, names, values)


@cache
def columns(model, of: str = "") -> str:
    """The model's columns in order, as a select names them; `of` is the table's alias."""
    return ", ".join(of + connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)


@cache
def _reading(model) -> tuple[list[str], list[tuple]]:
    fields = model._meta.concrete_fields
    readers = [(n, field.from_db_value) for n, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], readers


@cache
def _select(model) -> str:
    return f"select {columns(model)} from {_table(model)} where {_where(model)}"


@cache
def _update(model, names: tuple[str, ...]) -> str:
    written = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names)
    return f"update {_table(model)} set {written} where {_where(model)}"


def _table(model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _where(model) -> str:
    """By its key; a tenant's rows by the tenant too, as their manager asks and the index has it."""
    key = f"{connection.ops.quote_name(model._meta.pk.column)} = %s"
    return f"{key} and tenant_id = %s" if _of_tenant(model) else key


def _key(model, pk) -> list:
    return [pk, current_tenant_id()] if _of_tenant(model) else [pk]


def _of_tenant(model) -> bool:
    return getattr(model, "belongs_to_tenant", False)
