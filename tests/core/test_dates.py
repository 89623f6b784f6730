"""Days, working days and working hours of a tenant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.dates import (
    Calendar,
    acting_at,
    add_working_days,
    add_working_hours,
    is_working_day,
    local_day,
    moment,
    start_of_day,
    working_day_after,
    working_day_before,
    working_hours_between,
)
from core.models import CalendarDay

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(*parts, tz=SHANGHAI):
    return datetime(*parts, tzinfo=tz)


def test_past_moment_is_in_force_and_put_back():
    past = at(2026, 1, 5, 9)

    with acting_at(past):
        assert moment() == past

    assert (datetime.now(UTC) - moment()).total_seconds() < 5


def test_naive_moment_is_refused():
    with pytest.raises(ValueError), acting_at(datetime(2026, 1, 5)):
        pass


def test_day_is_the_tenants_own(tenant):
    assert local_day(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == date(2026, 11, 23)
    assert local_day(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert start_of_day(date(2026, 11, 23)) == datetime(2026, 11, 22, 16, tzinfo=UTC)


def test_make_up_saturday_is_worked_and_national_day_is_not(tenant):
    assert is_working_day(date(2026, 10, 10))
    assert not is_working_day(date(2026, 10, 1))
    assert not is_working_day(date(2026, 11, 22))


def test_tenants_own_day_wins_over_the_country(tenant):
    assert is_working_day(date(2026, 11, 23))

    own = CalendarDay(day=date(2026, 11, 23), is_worked=False, name="厂庆")
    own.save()
    assert not is_working_day(date(2026, 11, 23))

    own.delete()
    assert is_working_day(date(2026, 11, 23))


def test_nearest_working_days_around_the_national_holiday(tenant):
    holiday = date(2026, 10, 3)

    assert working_day_before(holiday) == date(2026, 9, 30)
    assert working_day_after(holiday) == date(2026, 10, 8)
    assert working_day_after(date(2026, 11, 23)) == date(2026, 11, 23)


def test_working_days_are_counted_both_ways(tenant):
    assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 23), -1) == date(2026, 11, 20)
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_four_working_hours_run_over_noon_and_weekend(tenant):
    assert add_working_hours(at(2026, 11, 23, 9), 4) == at(2026, 11, 23, 14)
    assert add_working_hours(at(2026, 11, 20, 16), 4) == at(2026, 11, 23, 11)
    assert add_working_hours(at(2026, 11, 21, 22), 4) == at(2026, 11, 23, 14)
    assert add_working_hours(at(2026, 11, 23, 17), 1) == at(2026, 11, 23, 18)


def test_working_hours_between_leave_out_nights_and_weekends(tenant):
    assert working_hours_between(at(2026, 11, 20, 17), at(2026, 11, 23, 10)) == 2
    assert working_hours_between(at(2026, 11, 23, 12), at(2026, 11, 23, 13)) == 0
    assert working_hours_between(at(2026, 11, 23, 10), at(2026, 11, 20, 17)) == 0


def test_hours_stay_whole_over_a_change_of_the_clock():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar("DE", {}, berlin)
    friday, monday = at(2026, 10, 23, 17, tz=berlin), at(2026, 10, 26, 10, tz=berlin)

    assert calendar.between(friday, monday).total_seconds() == 2 * 3600
    assert calendar.add(friday, monday - friday - (monday - friday)) == friday


def test_calendar_without_a_working_day_is_reported():
    closed = Calendar("CN", {}, SHANGHAI)
    closed.is_working_day = lambda day: False

    with pytest.raises(ValueError, match="no working day"):
        closed.nearest(date(2026, 1, 1), 1)
