"""Statements that the server plans once for a connection, instead of at every request (ADR 0010).

Under row security planning a short statement takes the server two to five times as long as carrying it out, and
psycopg keeps no prepared statements. Only for texts that are the same in every request, and whose best plan does not
depend on the values: rows by their key, new rows.
"""

import re
from itertools import count
from typing import cast

from django.db import connection

from core.postgres.base import DatabaseWrapper

TABLE = re.compile(r'(?:from|into|update|join) "?(\w+)')
LONGEST_NAME = 63  # of PostgreSQL's


def execute(cursor, sql: str, values, *, first: str = "", first_values=()) -> None:
    """Run one statement with its %s filled, on a cursor of Django's `connection`.

    first: a statement that is sent before it in the same round, and planned as usual.
    """
    cursor.execute(first + _call(sql, values), [*first_values, *values])


def planned(execute, sql: str, params, many, context):
    """The same for what Django writes, as a wrapper for `connection.execute_wrapper`."""
    return execute(_call(sql, params), params, many, context)


def _call(sql: str, values) -> str:
    name = _known().get(sql) or _prepare(sql)
    return f"execute {name}({', '.join(['%s'] * len(values))})" if values else f"execute {name}"


def array(values) -> str:
    """Ids or numbers as one value for a blank whose type is an array: psycopg's own array is always of texts."""
    return f"{{{','.join(map(str, values))}}}"


def plan_anew() -> None:
    """Have the server forget what it planned for this connection, checks of foreign keys and triggers among it.

    For whoever fills tables chunk by chunk: a plan that was made while a table was empty reads all of it for each row,
    until statistics come a minute later.
    """
    with connection.cursor() as cursor:
        cursor.execute("discard plans")


def _prepare(sql: str) -> str:
    """Have the server plan the statement; the types of its values follow from where they stand."""
    numbers = count(1)
    first, *rest = sql.replace("%%", "%").split("%s")
    text = first + "".join(f"${next(numbers)}{part}" for part in rest)
    # The tables are named for whoever reads a log of statements.
    tables = "_".join(dict.fromkeys(TABLE.findall(sql)))
    name = f"l2c_{len(_known())}_{tables}"[:LONGEST_NAME]
    # Past Django's cursor: how many statements a page takes should not depend on who asked before.
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"prepare {name} as {text}")
    _known()[sql] = name
    return name


def _known() -> dict[str, str]:
    """{text: name} of what the server has planned for this connection."""
    return cast(DatabaseWrapper, connection).prepared
