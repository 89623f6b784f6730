"""Ageing buckets by days overdue (ltc.md §8)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Bucket:
    """A column of the ageing report: overdue from `first` to `last` days, None = without end."""

    code: str
    label: object
    first: int | None
    last: int | None


BUCKETS = (
    Bucket("not_due", _("Not due"), None, 0),
    Bucket("1-30", _("1–30 days"), 1, 30),
    Bucket("31-60", _("31–60"), 31, 60),
    Bucket("61-90", _("61–90"), 61, 90),
    Bucket("91-180", _("91–180"), 91, 180),
    Bucket("181-365", _("181–365"), 181, 365),
    Bucket("365+", _("Over 365"), 366, None),
)
CODES = tuple(bucket.code for bucket in BUCKETS)


def days_overdue(due_on: date | None, as_of: date) -> int:
    """Days after the due date, 0 on it and before; without a due date nothing is overdue."""
    return max((as_of - due_on).days, 0) if due_on else 0


def bucket_of(due_on: date | None, as_of: date) -> str:
    """The code of the bucket an item stands in on a day."""
    overdue = days_overdue(due_on, as_of)
    return next(bucket.code for bucket in BUCKETS if bucket.last is None or overdue <= bucket.last)


def due_ranges(as_of: date) -> list[tuple[str, date | None, date | None]]:
    """(code, earliest due date, latest due date) of each bucket on a day, for a database to sort by."""
    return [
        (
            bucket.code,
            as_of - timedelta(days=bucket.last) if bucket.last else (as_of if bucket.last == 0 else None),
            as_of - timedelta(days=bucket.first) if bucket.first else None,
        )
        for bucket in BUCKETS
    ]
