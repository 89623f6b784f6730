"""Numbers that people use: `LD-2026-000123` from a sequence (gaps allowed), contracts and invoices without gaps."""

import re
from datetime import date

from django.db import connection

from core import prepared
from core.dates import local_day
from core.models.base import new_id
from core.models.numbers import Counter
from core.tenancy import current_tenant_id

SERIES = re.compile(r"[A-Z]{2}(-[A-Z])?")
_NEXT_GAPLESS = f"""
insert into {Counter._meta.db_table} as c (id, tenant_id, series, year, value) values (%s, %s, %s, %s, 1)
on conflict (tenant_id, series, year) do update set value = c.value + 1 returning value
"""


def next_number(series: str, on: date | None = None) -> str:
    """The next number of a series that may have gaps: never waits for another transaction."""
    return next_numbers(series, on, 1)[0]


def next_numbers(series: str, on: date | None, count: int) -> list[str]:
    """`count` numbers in one call, ascending; the year is that of `on` (the tenant's today)."""
    year = (on or local_day()).year
    with connection.cursor() as cursor:
        prepared.execute(cursor, "select l2c_next_numbers(%s, %s, %s)", [_checked(series), year, count])
        return [_number(series, year, row[0]) for row in cursor.fetchall()]


def next_gapless(series: str, year: int) -> str:
    """The next number of a gapless series. Take it last before commit: others wait for it until then."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_GAPLESS, [new_id(), current_tenant_id(), _checked(series), year])
        return _number(series, year, cursor.fetchone()[0])


def _checked(series: str) -> str:
    if not SERIES.fullmatch(series):
        raise ValueError(f"unknown form of series {series!r}")
    return series


def _number(series: str, year: int, value: int) -> str:
    return f"{series}-{year}-{value:06d}"
