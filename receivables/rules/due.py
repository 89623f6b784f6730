"""When an opened receivable is due: base, days, and a fixed day of the month (decision 20)."""

import calendar
from datetime import date, timedelta


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def due_on(
    base: str, triggered_on: date, days: int, then_day: int | None, invoiced_on: date | None = None
) -> date | None:
    """The due date, or None while terms that count from the invoice wait for one.

    base: `trigger`, `month_end` (of the trigger's month, 月结) or `invoice`. then_day: the next such day of a month on
    or after; in a shorter month its last day.
    """
    start = {"month_end": month_end(triggered_on), "invoice": invoiced_on}.get(base, triggered_on)
    if start is None:
        return None
    due = start + timedelta(days=days)
    return next_day_of_month(due, then_day) if then_day else due


def next_day_of_month(day: date, wanted: int) -> date:
    """The first `wanted`th of a month that is not before `day`; the 31st of a short month is its last day."""
    this_month = min(wanted, month_end(day).day)
    if day.day <= this_month:
        return day.replace(day=this_month)
    following = month_end(day) + timedelta(days=1)
    return following.replace(day=min(wanted, month_end(following).day))
