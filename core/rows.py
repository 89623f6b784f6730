"""New rows of several tables in one statement: what always comes together need not go to the database one by one."""

from django.db import connection


def insert(*rows) -> None:
    """Save new rows. No signals, no defaults of the database: for the platform's own records of what happened."""
    *others, last = [_insert(row) for row in rows]
    made = ", ".join(f"made_{n} as ({sql})" for n, (sql, _values) in enumerate(others))
    values = [value for _sql, values in (*others, last) for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"with {made} {last[0]}" if made else last[0], values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insert(row) -> tuple[str, list]:
    fields = row._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(row._meta.db_table)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    return f"insert into {table} ({columns}) values ({', '.join(['%s'] * len(fields))})", values
