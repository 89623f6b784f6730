"""Ageing of any day: near or far, as it was or as known, by customer, AR or product, it adds up to the ledger."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from core.dates import acting_at, local_day, start_of_day
from core.models import Rate
from core.money import Money
from receivables.ageing import GROUPS, KNOWN, ageing
from receivables.ageing_rows import buckets_of, entries_of, open_rows
from receivables.key_figures import cei, count_back, key_figures
from receivables.models import Receivable
from receivables.services.allocation import allocate
from tenancy.actor import system
from tests.factories.callers import browser
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(tenant):
    with acting_at(NOON):
        yield


def life(chosen: Random):
    """A year of receivables, whole and part payments, in two currencies; written on their days."""
    Rate.objects.create(currency="USD", day=date(2025, 1, 1), rate=Decimal("7.1"))
    customers = [make_customer(admitted=False) for _n in range(3)]
    for serial in range(14):
        opened = TODAY - timedelta(days=chosen.randint(1, 380))
        currency = "USD" if serial % 5 == 0 else "CNY"
        with acting_at(start_of_day(opened) + timedelta(hours=5)):
            row = make_open(str(chosen.randint(1000, 90000)), due_on=opened, customer=customers[serial % 3],
                            schedule_days=chosen.choice([0, 30]), currency=currency)  # fmt: skip
        paid = opened + timedelta(days=chosen.randint(1, 200))
        if paid < TODAY and serial % 3:
            with acting_at(start_of_day(paid) + timedelta(days=chosen.randint(0, 9), hours=5)):
                amount = row.balance if serial % 2 else (row.balance / 3).quantize(Decimal("0.01"))
                line = make_line(
                    str(amount), currency=currency, account=f"62{currency}", day=f"{paid:%y%m%d}"
                )
                allocate(line, row, Money(amount, currency), by=system())


def test_every_way_of_asking_adds_up_and_near_days_say_what_far_ones_would(monkeypatch):
    from receivables import ageing as module

    life(Random(7))
    for days in (0, 1, 10, 44, 60, 200, 400):
        day = TODAY - timedelta(days=days)
        totals = set()
        for group in GROUPS:
            found = ageing(system(), as_of=day, group=group)
            assert found.adds_up
            totals.add(found.total)
        monkeypatch.setattr(module, "NEAR", timedelta(days=-1))
        by_entries = ageing(system(), as_of=day)
        monkeypatch.undo()
        near = ageing(system(), as_of=day)
        assert [(row.id, row.amounts) for row in near.rows] == [
            (row.id, row.amounts) for row in by_entries.rows
        ]
        assert len(totals) == 1
        assert ageing(system(), as_of=day, basis=KNOWN).adds_up
        assert ageing(system(), as_of=day, currency="USD").adds_up


def test_as_it_was_known_leaves_out_what_was_written_later():
    row = make_open("1000", due_on=TODAY - timedelta(days=10))
    with acting_at(NOON + timedelta(days=3)):
        allocate(make_line("400", day="261120"), row, Money(Decimal(400), "CNY"), by=system())

    assert ageing(system(), as_of=TODAY).total == 600
    assert ageing(system(), as_of=TODAY, basis=KNOWN).total == 1000


def test_rows_behind_every_cell_add_up_to_it():
    life(Random(3))
    day = TODAY - timedelta(days=20)
    for group in GROUPS:
        found = ageing(system(), as_of=day, group=group)
        assert open_rows(system(), as_of=day, group=group).total.amount == found.total
        for row in found.rows:
            who = str(row.id) if row.id else "none"
            for code, amount in row.amounts.items():
                rows = open_rows(system(), as_of=day, group=group, who=who, buckets=(code,))
                assert (
                    rows.total.amount == amount == sum((one["open"].amount for one in rows.rows), Decimal(0))
                )
        overdue = open_rows(system(), as_of=day, group=group, buckets=buckets_of("overdue"))
        assert overdue.total.amount == found.overdue


def test_figures_are_made_of_their_parts():
    life(Random(5))

    figures = {one.code: one for one in key_figures(system(), as_of=TODAY)}

    dso = figures["dso"]
    balance, sales = (part.value.amount for part in dso.parts)
    assert dso.value == (balance * 90 / sales).quantize(Decimal("0.1"))
    first = TODAY - timedelta(days=89)
    assert entries_of(system(), first=first, last=TODAY).total.amount == sales
    assert figures["promise_kept_rate"].value is None and figures["promise_kept_rate"].verdict == "unknown"
    share = figures["overdue_share"]
    assert share.value == (share.parts[0].value.amount * 100 / balance).quantize(Decimal("0.1"))


def test_cei_by_the_handbook():
    assert cei(Decimal(100), Decimal(50), Decimal(60), Decimal(40)) == Decimal("81.8")
    assert cei(Decimal(0), Decimal(0), Decimal(0), Decimal(0)) is None


def test_count_back_takes_whole_months_and_a_part_of_the_last():
    for on, amount in ((date(2026, 11, 5), "1000"), (date(2026, 10, 5), "2000"), (date(2026, 9, 5), "3000")):
        make_open(amount, due_on=on)

    assert count_back(system(), TODAY, Decimal(1000)) == Decimal("23.0")
    assert count_back(system(), TODAY, Decimal(2000)) == Decimal("38.5")
    assert count_back(system(), TODAY, Decimal(99000)) is None


def test_page_shows_the_proof_every_segment_and_files(world):
    with world.acting(), acting_at(NOON):
        for days in (-10, 5, 40, 100):
            make_open("1000", due_on=TODAY - timedelta(days=days))
        assert local_day() == TODAY
        finance = browser(world, "finance")
        for query in ("", "?by=ar", "?by=product", "?basis=known", "?as_of=2026-10-01", "?currency=CNY"):
            page = finance.get(f"/receivables/ageing/{query}")
            assert page.status_code == 200 and page.context["found"].adds_up
        for kind in ("csv", "xlsx"):
            assert finance.get(f"/receivables/ageing/?export={kind}").status_code == 200
        rows = finance.get("/receivables/ageing/rows/?as_of=2026-11-23&bucket=overdue")
        assert rows.context["found"].count == 3
        assert (
            finance.get("/receivables/ageing/sales/?first=2026-08-01&last=2026-11-23").context["found"].count
            == 3
        )
        assert finance.get("/receivables/ageing/rows/?bucket=nonsense").status_code == 400
        assert Receivable.objects.count() == 4


def test_api_answers_figures_rows_and_groups(api):
    make_open("1000", due_on=TODAY - timedelta(days=5))
    finance = api("finance")

    by_ar = finance.get("/receivables/ageing/?by=ar").json()
    assert by_ar["total"]["sum"] == by_ar["ledger_total"] == {"amount": "1000.00", "currency": "CNY"}
    figures = finance.get("/receivables/key-figures/").json()["figures"]
    assert [one["code"] for one in figures] == [
        "dso",
        "countback_dso",
        "cei",
        "overdue_share",
        "promise_kept_rate",
    ]
    items = finance.get("/receivables/open-items/?bucket=1-30").json()
    assert (items["count"], items["total"]["amount"]) == (1, "1000.00")
    assert finance.get("/receivables/open-items/?who=nobody").status_code == 400
