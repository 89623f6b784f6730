"""A year of working days, month by month, as a settings page draws it."""

from calendar import Calendar as Weeks
from datetime import date

from core.dates import calendar, local_day

MONDAY_FIRST = Weeks()


def year_of(year: int) -> dict:
    """{months: [{first, weeks: [[day or None]]}], worked: days worked in the year}.

    A day is {day, worked, own, today}: `own` where the company differs from its country.
    """
    plan, today = calendar(), local_day()
    months = [_month(year, number, plan, today) for number in range(1, 13)]
    worked = sum(day["worked"] for month in months for week in month["weeks"] for day in week if day)
    return {"months": months, "worked": worked}


def _month(year, number, plan, today) -> dict:
    weeks = MONDAY_FIRST.monthdatescalendar(year, number)
    return {
        "first": date(year, number, 1),
        "weeks": [
            [_day(day, plan, today) if day.month == number else None for day in week] for week in weeks
        ],
    }


def _day(day, plan, today) -> dict:
    own, worked = day in plan.overrides, plan.is_working_day(day)
    return {"day": day, "worked": worked, "own": own, "today": day == today}
