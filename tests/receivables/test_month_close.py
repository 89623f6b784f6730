"""A closed month stays as it was: late facts count from the first open day, with their true day kept."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.dates import acting_at, local_day, start_of_day
from core.errors import Blocked, Denied, Unavailable
from core.money import Money
from core.workflow import run
from receivables.ageing import ageing
from receivables.models import AccountingMonth, LedgerEntry
from receivables.months import months
from receivables.services.allocation import allocate, reverse
from receivables.services.month_close import check_open, close_month, close_through, closed_until, open_day
from receivables.services.provision_runs import prepare_run
from tenancy.actor import system
from tests.factories.people import make_world
from tests.factories.receivables import make_line, make_open

NOVEMBER_15 = datetime(2026, 11, 15, 4, tzinfo=UTC)


@pytest.fixture
def in_november(tenant):
    with acting_at(NOVEMBER_15):
        yield tenant


def close_until_october():
    for month in (9, 10):
        close_month(date(2026, month, 3), by=system())


def test_late_facts_are_dated_to_the_first_open_day(in_november):
    receivable = make_open("1000", due_on=date(2026, 9, 5))
    close_until_october()

    allocation = allocate(make_line("400", day="261020"), receivable, Money(Decimal(400), "CNY"), by=system())

    assert allocation.counts_on == date(2026, 11, 1)
    for entry in LedgerEntry.objects.exclude(kind="opened"):
        assert (entry.counts_on, entry.happened_on) == (date(2026, 11, 1), date(2026, 10, 20))
    assert ageing(system(), as_of=date(2026, 10, 31)).total == 1000
    assert ageing(system(), as_of=date(2026, 11, 1)).total == 600


def test_undoing_what_lies_in_a_closed_month_counts_from_the_open_one(in_november):
    receivable = make_open("1000", due_on=date(2026, 9, 5))
    allocation = allocate(make_line("400", day="261020"), receivable, Money(Decimal(400), "CNY"), by=system())
    close_until_october()

    reverse(allocation, by=system(), reason="付错了")

    assert ageing(system(), as_of=date(2026, 10, 31)).total == 600
    assert ageing(system(), as_of=date(2026, 11, 1)).total == 1000


def test_the_database_refuses_whoever_goes_round_it(in_november):
    receivable = make_open("1000", due_on=date(2026, 9, 5))
    close_until_october()
    entry = receivable.entries.get()

    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        LedgerEntry.objects.bulk_create(
            [
                LedgerEntry(
                    receivable=receivable, kind="fee", amount=-1, counts_on=date(2026, 10, 31), cause="x"
                )
            ]
        )
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update receivables_ledgerentry set amount = 1 where id = %s", [entry.pk])


def test_months_close_in_order_and_only_once_they_are_over(in_november):
    make_open("1000", due_on=date(2026, 9, 5))

    with pytest.raises(Blocked, match="open"):
        close_month(date(2026, 10, 31), by=system())
    close_until_october()
    with pytest.raises(Blocked):
        close_month(date(2026, 11, 2), by=system())
    with pytest.raises(Unavailable):
        close_month(date(2026, 10, 2), by=system())

    assert closed_until() == date(2026, 10, 31)
    assert open_day(date(2026, 10, 31)) == date(2026, 11, 1)
    assert open_day(date(2026, 11, 2)) == date(2026, 11, 2)
    with pytest.raises(Blocked):
        check_open(date(2026, 10, 31))
    check_open(date(2026, 11, 1))


def test_the_last_closed_month_opens_again_with_a_reason(in_november):
    make_open("1000", due_on=date(2026, 9, 5))
    close_until_october()
    september, october = AccountingMonth.objects.order_by("month")

    with pytest.raises(Blocked):
        run(september, "reopen", by=system(), fields={"reason": "x"})
    run(october, "reopen", by=system(), fields={"reason": "发票更正"})

    assert closed_until() == date(2026, 9, 30)
    october.refresh_from_db()
    assert october.reason == "发票更正"


def test_only_finance_closes(in_november, person):
    make_open("1000", due_on=date(2026, 9, 5))

    with pytest.raises(Denied):
        close_month(date(2026, 9, 1), by=person("credit"))
    assert close_month(date(2026, 9, 1), by=person("finance")).state == "closed"


def test_the_oldest_open_month_can_be_closed_however_long_ago_it_was(in_november, person, client):
    make_open("1000", due_on=date(2023, 3, 5))
    client.force_login(person("finance").user)

    page = client.get("/receivables/months/").content.decode()

    assert 'name="month" value="2023-03-01"' in page
    rows, first_open = months()
    assert first_open.first == date(2023, 3, 1) and first_open.may_close and first_open not in rows


@pytest.mark.parametrize(
    ("zone", "last"),
    [
        ("Asia/Shanghai", date(2026, 12, 31)), ("America/New_York", date(2026, 10, 31)),
        # In Berlin the clocks change on these very days, in New York in the night after its own.
        ("Europe/Berlin", date(2024, 3, 31)), ("Europe/Berlin", date(2027, 10, 31)),
        ("Pacific/Auckland", date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_a_month_ends_at_the_company_s_own_midnight_for_close_provision_and_late_facts(db, zone, last):
    world = make_world(timezone=zone)
    with world.acting():
        midnight = start_of_day(last + timedelta(days=1))
        with acting_at(midnight - timedelta(minutes=1)):
            make_open("1000", due_on=last.replace(day=1))
            with pytest.raises(Blocked):
                close_month(last, by=system())
        with acting_at(midnight + timedelta(minutes=1)):
            made = prepare_run(by=system(), closes_on=last)
            close_month(last, by=system())
            late = make_open("500", due_on=last)

            assert closed_until() == last and local_day() == last + timedelta(days=1)
            assert list(made.lines.values_list("bucket", "amount_minor")) == [("1-30", 20_00)]
            assert late.entries.get().counts_on == local_day()
            assert ageing(system(), as_of=last).total == 1000


def test_several_months_close_in_one_go_in_their_order_all_or_none(in_november, person, client, api):
    make_open("1000", due_on=date(2026, 6, 5))
    client.force_login(person("finance").user)
    page = client.get("/receivables/months/").content.decode()

    client.post("/receivables/months/", {"month": "2026-08-01", "earlier": "1"})
    assert page.count('name="earlier"') == 4, "July to October, not June nor the month that runs"
    assert closed_until() == date(2026, 8, 31) and AccountingMonth.objects.filter(state="closed").count() == 3
    with pytest.raises(Unavailable):
        close_through(date(2026, 8, 1), by=system())

    refused = api("finance").post("/months/", {"month": "2026-11-01", "earlier": True})

    assert refused.status_code == 409 and "2026" in refused.json()["blockers"][0]["detail"], refused.json()
    assert closed_until() == date(2026, 8, 31), "all or none"
    assert (
        api("finance").post("/months/", {"month": "2026-10-07", "earlier": True}).json()["month"]
        == "2026-10-01"
    )
    assert closed_until() == date(2026, 10, 31)


def test_over_the_api(in_november, api):
    make_open("1000", due_on=date(2026, 9, 5))
    finance = api("finance")

    made = finance.post("/months/", {"month": "2026-09-14"})
    assert (made.status_code, made.json()["month"], made.json()["state"]) == (201, "2026-09-01", "closed")
    refused = finance.post("/months/", {"month": "2026-11-01"})
    assert refused.status_code == 409
    again = finance.post(f"/months/{made.json()['id']}/transitions/reopen/", {"reason": "更正"})
    assert (again.status_code, again.json()["state"]) == (200, "open")
    assert api("ar").get("/months/").json()["results"] == []


def test_who_may_not_look_at_the_months_is_not_led_there(in_november, person, client):
    for role, shown in (("finance", True), ("ar", False)):
        client.force_login(person(role).user)

        assert (b'href="/receivables/months/"' in client.get("/receivables/").content) is shown
        assert (client.get("/receivables/months/").status_code == 200) is shown
