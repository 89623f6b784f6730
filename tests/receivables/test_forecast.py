"""Cash by week: every payment's chances add up, nothing is lost between the weeks and later."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.dates import acting_at, start_of_day
from core.money import Money
from receivables.forecast import cash_forecast
from receivables.rules.forecasting import Open, chances, forecast
from receivables.services.allocation import allocate
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

MONDAY = date(2026, 11, 23)
STARTS = [MONDAY + timedelta(weeks=n) for n in range(13)]


def test_two_of_four_past_payments_came_in_the_second_week():
    found = forecast([Open(1000, MONDAY, [1, 8, 9, 30])], as_of=MONDAY, weeks=2)

    assert [week.expected for week in found] == [250, 500]
    assert all(0 <= week.low <= week.expected <= week.high <= 1000 for week in found)


def test_what_is_already_late_is_judged_by_those_who_were_later():
    found = dict(chances(Open(1000, MONDAY - timedelta(days=10), [0, 5, 12, 20]), STARTS, MONDAY))

    assert found == {0: Decimal("0.5"), 1: Decimal("0.5")}


def test_later_than_ever_or_without_a_due_date_it_is_expected_in_no_week():
    late = [Open(1000, MONDAY - timedelta(days=99), [0, 5]), Open(7, None, [0])]

    assert sum(week.expected for week in forecast(late, as_of=MONDAY, weeks=13)) == 0


@given(
    day=st.integers(0, 6),
    due=st.integers(-60, 60),
    delays=st.lists(st.integers(-30, 200), min_size=1, max_size=30).map(sorted),
)
def test_chances_never_exceed_one_and_reach_it_within_the_horizon(day, due, delays):
    as_of = MONDAY + timedelta(days=day)
    item = Open(1, as_of + timedelta(days=due), delays)

    total = sum((chance for _week, chance in chances(item, STARTS, as_of)), Decimal(0))

    possible = [late for late in delays if late >= -due]
    inside = possible and due + max(possible) <= 80
    assert round(total, 9) == 1 if inside else total <= 1 + Decimal("1e-9")


def paid_late(customer, days) -> None:
    due_on = MONDAY - timedelta(days=100)
    receivable = make_open("100", due_on=due_on, customer=customer)
    with acting_at(start_of_day(due_on + timedelta(days=days))):
        allocate(make_line("100"), receivable, Money(Decimal(100), "CNY"), by=system())


def test_a_customer_is_judged_by_its_own_record_a_new_one_by_the_companys(tenant):
    known, new = make_customer("老客户", admitted=False), make_customer("新客户", admitted=False)
    make_open("500", due_on=MONDAY, customer=new)
    assert cash_forecast(system(), as_of=MONDAY).basis == {"due_date": 1}

    for days in (7, 8, 9):
        paid_late(known, days)
    make_open("1000", due_on=MONDAY, customer=known)
    found = cash_forecast(system(), as_of=MONDAY)

    assert found.basis == {"customer": 1, "company": 1}
    assert [week.expected for week in found.weeks[:3]] == [0, 150000, 0]
    assert (found.total, found.later) == (150000, 0)


def test_the_api_adds_up(api):
    make_open("500", due_on=MONDAY)

    body = api("finance").get(f"/receivables/forecast/?as_of={MONDAY}").json()

    assert body["weeks"][0] == {
        "from": "2026-11-23", "to": "2026-11-29", "expected": {"amount": "500.00", "currency": "CNY"},
        "low": {"amount": "500.00", "currency": "CNY"}, "high": {"amount": "500.00", "currency": "CNY"},
    }  # fmt: skip
    assert body["later"]["amount"] == "0.00" and body["total"]["amount"] == "500.00"
    assert api("finance").get("/receivables/forecast/?by=week").status_code == 400
