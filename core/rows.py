"""Rows with the least ceremony: new ones of several tables in one statement, or many of one table.

No signals: for the platform's own records of what happened and what is to be sent, for the ledger, and for what the
bulk form of the one door has changed.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

from core import prepared
from core.postgres.base import DatabaseWrapper

# One statement carries so many rows at most: its text is held in memory at both ends.
AT_A_TIME = 2000


@contextmanager
def together() -> Iterator[None]:
    """What `insert`, `write` and the saving of single rows write inside goes as one statement, at the end or before.

    Whatever is asked inside comes after it, so that it may be wrapped around any work; it helps where several rows are
    written and nothing is read between. The database's errors are raised where the statement goes. A row that is
    changed inside must be there, locked by the caller or just made: nobody counts it.
    """
    wrapper = _wrapper()
    if wrapper.waiting is not None:
        yield
        return
    wrapper.waiting, wrapper.send_waiting = [], _send_waiting
    try:
        yield
        _send_waiting()
    finally:
        wrapper.waiting = None


def insert(*rows) -> None:
    """Save a new row of each of several tables in one statement."""
    write(*[_insert(row) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def write(*statements: tuple[str, list]) -> None:
    """Carry out (text, values) of statements that answer nothing, as one: none sees what the others write."""
    wrapper = _wrapper()
    if wrapper.waiting is None:
        return _send(statements)
    wrapper.waiting += statements


def update(pk, text: str, values: list) -> bool:
    """Carry out a statement that changes the row with this key; was it there? Within `together` it is taken to be."""
    wrapper = _wrapper()
    if wrapper.waiting is None:
        with connection.cursor() as cursor:
            prepared.execute(cursor, text, values)
            return cursor.rowcount > 0
    if any(pk in others for _text, others in wrapper.waiting):
        _send_waiting()  # what waits may be the row itself, which one statement writes only once
    write((text, values))
    return True


def _send_waiting() -> None:
    wrapper = _wrapper()
    statements, wrapper.waiting = wrapper.waiting, []
    if statements:
        _send(statements)


def _send(statements) -> None:
    *others, last = statements
    made = ", ".join(f"made_{n} as ({sql})" for n, (sql, _values) in enumerate(others))
    values = [value for _sql, values in statements for value in values]
    with connection.cursor() as cursor:
        prepared.execute(cursor, f"with {made} {last[0]}" if made else last[0], values)


def _wrapper() -> DatabaseWrapper:
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])


def insert_many(rows: list, *, ignore_conflicts: bool = False) -> None:
    """Save many new rows of one table; the database reads them from one JSON text, which Python writes quickest.

    What only the database gives a row stays unknown to it. ignore_conflicts: rows that a unique key knows already are
    passed over.
    """
    for start in range(0, len(rows), AT_A_TIME):
        _insert_some(rows[start : start + AT_A_TIME], " on conflict do nothing" if ignore_conflicts else "")
    if not ignore_conflicts:
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


def _insert_some(rows, ending: str) -> None:
    model: type[Model] = type(rows[0])
    with connection.cursor() as cursor:
        cursor.execute(insert_text(model) + ending, [as_json(rows)])


@cache
def insert_text(model: type[Model]) -> str:
    """The statement that saves rows of a table, its one value their JSON text (`as_json`)."""
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(column) for _attribute, column in _given(model))
    return f"insert into {table} ({columns}) select {columns} from json_populate_recordset(null::{table}, %s)"


@cache
def _given(model: type[Model]) -> list[tuple[str, str]]:
    """(attribute, column) of what a row brings along: all but what only the database gives it."""
    fields = model._meta.concrete_fields
    return [
        (field.attname, str(field.column))
        for field in fields
        if field.has_default() or not field.has_db_default()
    ]


def update_many(rows: list) -> None:
    """Write every column of many rows of one tenant's table, as they stand in memory."""
    for start in range(0, len(rows), AT_A_TIME):
        _update_some(rows[start : start + AT_A_TIME])


def _update_some(rows) -> None:
    model: type[Model] = type(rows[0])
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [
        connection.ops.quote_name(column)
        for _attribute, column in _given(model)
        if column not in ("tenant_id", "id")
    ]
    written = ", ".join(f"{column} = changed.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} kept set {written} from json_populate_recordset(null::{table}, %s) changed"
            " where kept.tenant_id = changed.tenant_id and kept.id = changed.id",
            [as_json(rows)],
        )


def as_json(rows: list) -> str:
    """The rows as a JSON list of {column: value}."""
    model: type[Model] = type(rows[0])
    names = _given(model)
    content = [{column: getattr(row, attribute) for attribute, column in names} for row in rows]
    return json.dumps(content, default=str)


def _insert(row) -> tuple[str, list]:
    fields = row._meta.concrete_fields
    # The connection itself: what stands for it is looked through anew for each value.
    wrapper = _wrapper()
    values = [field.get_db_prep_save(field.pre_save(row, add=True), wrapper) for field in fields]
    model: type[Model] = type(row)
    return _insert_text(model), values


@cache
def _insert_text(model) -> str:
    columns = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields]
    table = connection.ops.quote_name(model._meta.db_table)
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})"
