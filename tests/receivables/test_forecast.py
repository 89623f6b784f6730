"""The cash forecast: whose record speaks, promises first, risk apart, kept and compared with what came."""

from datetime import date, timedelta
from decimal import Decimal

from core.dates import acting_at, start_of_day
from core.money import Money
from core.workflow import run
from receivables.forecast import cash_forecast
from receivables.models import ForecastSnapshot
from receivables.services.allocation import allocate
from receivables.services.forecasts import keep_forecast, past_forecasts, shown_forecast, try_out
from receivables.services.promises import promise
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

MONDAY = date(2026, 11, 23)


def morning(day):
    return acting_at(start_of_day(day) + timedelta(hours=7))


def paid_late(customer, days, due_on=MONDAY - timedelta(days=100), amount="100") -> None:
    with morning(due_on - timedelta(days=30)):
        receivable = make_open(
            amount, due_on=due_on - timedelta(days=30), schedule_days=30, customer=customer
        )
    paid_on = due_on + timedelta(days=days)
    with morning(paid_on):
        line = make_line(amount, day=f"{paid_on:%y%m%d}")
        allocate(line, receivable, Money(Decimal(amount), "CNY"), by=system())


def test_each_customer_is_judged_by_the_nearest_record_there_is(tenant):
    known, alike, new = (
        make_customer(name, admitted=False, industry=industry)
        for name, industry in (("老客户", "轴承"), ("同行", "轴承"), ("新客户", ""))
    )
    make_open("500", due_on=MONDAY, customer=new)
    assert cash_forecast(system(), as_of=MONDAY).basis == {"due_date": 1}

    for days in (7, 8, 9, 8, 7, 9, 8, 8):
        paid_late(known, days)
    for customer in (known, alike):
        make_open("1000", due_on=MONDAY, customer=customer)
    found = cash_forecast(system(), as_of=MONDAY)

    assert found.basis == {"customer": 1, "segment": 1, "company": 1}
    likeliest = max(found.weeks, key=lambda week: week.expected)
    assert likeliest.starts_on == MONDAY + timedelta(weeks=1)
    assert found.total == 250000 == sum(week.expected for week in found.weeks) + found.later


def test_promises_go_before_the_record_and_disputes_are_at_risk(tenant):
    promised, disputed = make_open("1000", due_on=MONDAY), make_open("2000", due_on=MONDAY)
    with morning(MONDAY):
        promise(promised, by=system(), promised_on=MONDAY + timedelta(days=15))
        run(disputed, "dispute", by=system(), fields={"reason": "缺件"})

    found = cash_forecast(system(), as_of=MONDAY)

    assert [round(week.promised) for week in found.weeks[:4]] == [0, 0, 70000, 0]
    assert sum(week.modelled for week in found.weeks) == 0
    assert found.at_risk == 200000 and found.weeks[0].at_risk > 0
    assert found.total == 300000


def test_the_api_adds_up(api):
    make_open("500", due_on=MONDAY)

    body = api("finance").get(f"/receivables/forecast/?as_of={MONDAY}").json()

    week = body["weeks"][0]
    assert (week["from"], week["to"]) == ("2026-11-23", "2026-11-29")
    assert week["due"] == {"amount": "500.00", "currency": "CNY"}
    amounts = [Decimal(week[name]["amount"]) for name in ("low", "expected", "high")]
    assert amounts == sorted(amounts) and amounts[1] > 400
    expected = sum(Decimal(week["expected"]["amount"]) for week in body["weeks"])
    assert expected + Decimal(body["later"]["amount"]) == Decimal(body["total"]["amount"]) == 500
    assert body["accuracy"] is None
    assert api("finance").get("/receivables/forecast/?by=week").status_code == 400


def test_a_days_forecast_is_kept_once_and_weeks_that_are_over_are_compared(tenant):
    with morning(MONDAY):
        row = make_open("1000", due_on=MONDAY - timedelta(days=2), schedule_days=10)
        first = keep_forecast(tenant.pk, MONDAY)
        assert keep_forecast(tenant.pk, MONDAY).pk == first.pk
    with morning(MONDAY + timedelta(days=9)):
        allocate(make_line("1000", day="261202"), row, Money(Decimal(1000), "CNY"), by=system())
    with morning(MONDAY + timedelta(days=21)):
        keep_forecast(tenant.pk, MONDAY + timedelta(days=21))
        (past,) = past_forecasts(MONDAY + timedelta(days=21))

    assert ForecastSnapshot.objects.count() == 2
    assert (past["made_on"], past["weeks"], past["came"]) == (MONDAY, 2, 100000)
    assert past["expected"] > 80000


def test_until_the_morning_has_made_the_days_forecast_yesterdays_is_shown(tenant):
    make_open("500", due_on=MONDAY)
    keep_forecast(tenant.pk, MONDAY)

    shown = [
        shown_forecast(system(), as_of=MONDAY + timedelta(days=days), whole=True)[0] for days in (0, 1, 2)
    ]

    assert [one["weeks"][0]["from"] for one in shown] == ["2026-11-23", "2026-11-23", "2026-11-25"]


def test_forecast_is_tried_on_the_past_by_what_was_known_before(tenant):
    """A payer who pays sixteen days late, month for month: the due date is wrong by more than the record."""
    customer = make_customer(admitted=False)
    for back in range(300, 0, -9):
        paid_late(customer, 16 + back % 3, due_on=MONDAY - timedelta(days=back), amount=str(1000 + back))

    found = try_out(MONDAY)

    assert found.weeks == 16
    assert found.model < found.by_due_date
