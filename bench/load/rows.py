"""COPY of rows of a model: what all rows share is worked out once, so that 100,000 take seconds."""

import io
import json
import time
from datetime import date, datetime
from decimal import Decimal

from django.db import connection as django_connection

from core.models.base import new_id


def copy(cursor, model, tenant, names, rows, **shared) -> int:
    """Copy `rows` (tuples of values for `names`) into the model's table; every other column has `shared` or default.

    `names` are column names. Without an "id" among them each row gets one. Returns how many rows.
    """
    started = time.monotonic()
    shared = {"tenant_id": tenant.pk} | shared
    columns, template = _template(model, names, shared)
    own_id = "id" in names
    buffer, count = io.StringIO(), 0
    for row in rows:
        written = [written_as(value) for value in row]
        buffer.write(template % tuple(written if own_id else [str(new_id()), *written]))
        count += 1
    buffer.seek(0)
    table = model._meta.db_table
    cursor.copy_expert(f'copy "{table}" ({", ".join(columns)}) from stdin', buffer)
    print(f"  {table}: {count:,} rows in {time.monotonic() - started:.1f} s", flush=True)
    return count


def _template(model, names, shared):
    """The columns, and the text of a row with %s where `names` come."""
    varying = list(names) if "id" in names else ["id", *names]
    fixed = {}
    for field in model._meta.concrete_fields:
        # What the database numbers itself is left to it.
        own = field.has_db_default() and field.column not in shared
        if field.column not in varying and not own:
            value = shared[field.column] if field.column in shared else field.get_default()
            fixed[field.column] = field.get_db_prep_save(value, django_connection)
    texts = [written_as(value).replace("%", "%%") for value in fixed.values()]
    quoted = [f'"{name}"' for name in (*varying, *fixed)]
    return quoted, "\t".join(["%s"] * len(varying) + texts) + "\n"


def written_as(value) -> str:
    """A value as COPY's text format has it."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    if hasattr(value, "adapted"):
        value = value.adapted
    return written_as(json.dumps(value)) if isinstance(value, dict | list) else str(value)
