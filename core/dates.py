"""Time as the business reads it: the moment acted at, the tenant's local day, its working days and hours.

Rules never ask the clock: `moment()` is now, or the past moment that `acting_at` put in force.
"""

from calendar import monthrange
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from django.apps import apps
from django.utils.translation import gettext as _

from core.tenancy import current_tenant

_at: ContextVar["datetime | None"] = ContextVar("acting_at", default=None)

# Eight hours a day with the noon break: what "4 working hours" means to the people who are measured by it.
WORKDAY = ((time(9), time(12)), (time(13), time(18)))
WORKDAY_LENGTH = timedelta(hours=8)
DAY = timedelta(days=1)
# A year outside is a slip of the hand; beyond the calendar's edges arithmetic with days would fail.
FIRST_YEAR, LAST_YEAR = 1970, 2199
# No calendar closes for longer; a mistaken one is reported instead of searched for ever.
LONGEST_CLOSURE_DAYS = 400


def moment() -> datetime:
    """The aware UTC moment being acted at: now, or the one in force by acting_at."""
    return _at.get() or datetime.now(UTC)


@contextmanager
def acting_at(at: datetime):
    """Work as of the past moment `at` (demo data and take-over only). Raises ValueError for a naive moment."""
    if at.tzinfo is None:
        raise ValueError("acting_at needs an aware moment")
    token = _at.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _at.reset(token)


def zone() -> ZoneInfo:
    """The time zone of the tenant in force."""
    return ZoneInfo(current_tenant().timezone)


def local_now(at: datetime | None = None) -> datetime:
    """The moment acted at (or `at`) on the tenant's clock."""
    return (at or moment()).astimezone(zone())


def local_day(at: datetime | None = None) -> date:
    """The tenant's day of the moment acted at (or of `at`)."""
    return local_now(at).date()


def is_plausible(day: date) -> bool:
    """May somebody have meant this day?"""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def implausible() -> str:
    """The sentence for a day that nobody can have meant."""
    return _("Enter a day between {first} and {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)


def start_of_day(day: date) -> datetime:
    """The UTC moment at which `day` begins for the tenant; with the next day's it bounds "on that day"."""
    return datetime.combine(day, time(), zone()).astimezone(UTC)


class Calendar:
    """The working days of a country, with a tenant's own days on top.

    `overrides` is {day: is it worked}; it wins over the country's holidays and make-up days (调休).
    """

    def __init__(self, country: str, overrides: dict[date, bool], tz: ZoneInfo):
        self.country = _public_holidays(country)
        self.overrides, self.tz = overrides, tz

    def is_working_day(self, day: date) -> bool:
        """Is `day` worked?"""
        if day in self.overrides:
            return self.overrides[day]
        return self.country.is_working_day(day) if self.country is not None else day.weekday() < 5

    def nearest(self, day: date, step: int) -> date:
        """`day` where it is worked, else the nearest worked one before (step -1) or after (step 1)."""
        for _tried in range(LONGEST_CLOSURE_DAYS):
            if self.is_working_day(day):
                return day
            day += step * DAY
        raise ValueError(f"The calendar has no working day near {day}.")

    def add_days(self, day: date, count: int) -> date:
        """The working day `count` working days after `day` (before it, where negative); 0 is `day` itself."""
        step = 1 if count > 0 else -1
        for _worked in range(abs(count)):
            day = self.nearest(day + step * DAY, step)
        return day

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The worked stretches of a day as UTC moments: real hours, also on a day when the clock changes."""
        if not self.is_working_day(day):
            return []
        return [(self._utc(day, start), self._utc(day, end)) for start, end in WORKDAY]

    def _utc(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.tz).astimezone(UTC)

    def add(self, start: datetime, length: timedelta) -> datetime:
        """The moment at which `length` of working time after `start` has passed."""
        day = start.astimezone(self.tz).date()
        while True:
            for begins, ends in self.spans(day):
                begins = max(begins, start)
                if begins + length <= ends:
                    return begins + length
                length -= max(ends - begins, timedelta())
            day = self.nearest(day + DAY, 1)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; 0 where `end` is not after `start`."""
        day, last = start.astimezone(self.tz).date(), end.astimezone(self.tz).date()
        worked = timedelta()
        while day <= last:
            for begins, ends in self.spans(day):
                worked += max(min(ends, end) - max(begins, start), timedelta())
            day += DAY
        return worked


def calendar() -> Calendar:
    """The calendar of the tenant in force, read once per acting_for."""
    tenant = current_tenant()
    kept = tenant.__dict__.get("_calendar")
    if kept is None:
        kept = tenant.__dict__["_calendar"] = Calendar(tenant.country, _overrides(), zone())
    return kept


def forget_calendar() -> None:
    """Read the calendar again at the next question: somebody changed it."""
    current_tenant().__dict__.pop("_calendar", None)


def is_working_day(day: date) -> bool:
    """Does the tenant work on `day`?"""
    return calendar().is_working_day(day)


def working_day_before(day: date) -> date:
    """`day` where it is worked, else the last working day before it."""
    return calendar().nearest(day, -1)


def working_day_after(day: date) -> date:
    """`day` where it is worked, else the next working day after it."""
    return calendar().nearest(day, 1)


def add_working_days(day: date, count: int) -> date:
    """The working day `count` working days after `day`; a negative count goes back."""
    return calendar().add_days(day, count)


def add_working_hours(start: datetime, hours) -> datetime:
    """The UTC moment at which `hours` working hours after `start` have passed."""
    return calendar().add(start, timedelta(hours=float(hours)))


def working_hours_between(start: datetime, end: datetime) -> float:
    """Working hours between two moments, 0 where `end` is not after `start`."""
    return calendar().between(start, end) / timedelta(hours=1)


def _overrides() -> dict[date, bool]:
    return dict(apps.get_model("core", "CalendarDay").objects.values_list("day", "is_worked"))


_countries: dict[str, object] = {}


def _public_holidays(country: str):
    """The country's holidays, kept for the process; None for a country the library does not know."""
    if country not in _countries:
        known = country in holidays.list_supported_countries()
        _countries[country] = holidays.country_holidays(country) if known else None
    return _countries[country]


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
