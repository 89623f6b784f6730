"""The monthly statement run: once a customer, in shared chunks, resumable, cancelled, begun by the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.dates import acting_at, local_day, local_now, start_of_day
from core.errors import Blocked, Denied
from core.models import Outbox
from core.relay import drain
from core.tasks import for_each_tenant
from core.tenancy import acting_for
from desk.models import Attachment, Todo
from receivables.models import AccountStatement, StatementRun
from receivables.services import statement_runs as runs
from receivables.tasks import escalate_tenant
from tenancy.actor import system
from tenancy.models import Tenant
from tenancy.rules import set_rule
from tenancy.setup import create_tenant
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import make_open


def debtors(count: int, *, without_address: int = 0) -> None:
    for number in range(count):
        customer = make_customer(f"第{number}机械有限公司", admitted=False)
        if number >= without_address:
            make_contact(customer, "会计", "finance", email=f"c{number}@example.com")
        make_open("100", customer=customer, due_on=date(2026, 9, 1))


def steps(run) -> list[dict]:
    return [row.payload for row in Outbox.objects.filter(kind=runs.KIND) if row.payload["run"] == str(run.pk)]


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 2)


def test_every_debtor_once_with_paper_and_who_has_no_address_is_told(tenant, small_chunks):
    debtors(5, without_address=1)
    run = runs.start(local_day(), by=system())
    for payload in steps(run):
        runs.step(payload)
        runs.step(payload)

    run = StatementRun.objects.get()
    assert (run.state, run.customers, run.sent, run.skipped, run.failed) == ("done", 5, 4, 1, 0)
    assert AccountStatement.objects.filter(state="sent").count() == 4 == Attachment.objects.count()
    assert Outbox.objects.filter(kind="mail").count() == 4
    assert Todo.objects.filter(kind="no_email_contact").count() == 1
    assert run.rows.get(fate="skipped").reason


def test_one_bad_customer_does_not_stop_the_others(tenant, small_chunks, settings):
    debtors(4)
    run = runs.start(local_day(), by=system())
    broken = run.rows.order_by("customer_id")[1].customer
    # A name that no template can hold.
    type(broken).objects.filter(pk=broken.pk).update(billing_title="坏\x01")
    found = runs._make

    def fails(given, rows):
        if any(row.customer_id == broken.pk for row in rows):
            raise RuntimeError("cannot")
        return found(given, rows)

    runs._make, kept = fails, runs._make
    try:
        for payload in steps(run):
            runs.step(payload)
    finally:
        runs._make = kept

    run = StatementRun.objects.get()
    assert (run.state, run.sent, run.failed) == ("partial", 3, 1)


def test_cancelled_what_has_not_begun_is_not_done_and_what_went_out_stays(tenant, small_chunks, person):
    debtors(4)
    run = runs.start(local_day(), by=person("finance"))
    first, second = steps(run)
    runs.step(first)
    runs.cancel(run, by=person("finance"))
    runs.step(second)

    run = StatementRun.objects.get()
    assert (run.state, run.sent, AccountStatement.objects.count()) == ("cancelled", 2, 2)
    with pytest.raises(Blocked):
        runs.cancel(run, by=person("finance"))


def test_one_run_at_a_time_over_a_day_that_has_been_by_finance(tenant, person):
    with pytest.raises(ValidationError):
        runs.start(local_day(), by=person("finance"))
    debtors(1)
    with pytest.raises(Denied):
        runs.start(local_day(), by=person("ar"))
    with pytest.raises(ValidationError):
        runs.start(local_day() + timedelta(days=1), by=person("finance"))
    runs.start(local_day(), by=person("finance"))
    with pytest.raises(Blocked):
        runs.start(local_day(), by=person("finance"))


def test_a_run_as_of_a_past_month_end_counts_what_was_open_then(tenant):
    debtors(2)

    assert runs.preview(date(2026, 8, 31), by=system()).customers == 0
    found = runs.preview(date(2026, 9, 30), by=system())

    assert (found.customers, str(found.totals[0].amount)) == (2, "200.00000")


@pytest.mark.parametrize(
    ("today", "counted_on"),
    [
        (date(2026, 12, 1), date(2026, 11, 30)),
        (date(2028, 3, 1), date(2028, 2, 29)),  # leap day
        (date(2027, 1, 4), date(2026, 12, 31)),  # New Year's holiday moves it
    ],
)
def test_by_itself_on_its_day_or_the_working_day_after_once_a_month(tenant, today, counted_on):
    debtors(1)
    set_rule("letters.monthly_day", 1, by=system())
    begun = []
    for ahead in range(-3, 12):
        day = today + timedelta(days=ahead)
        with acting_at(start_of_day(day) + timedelta(hours=7)):
            if (run := runs.start_scheduled(day)) is not None:
                begun.append((day, run.counted_on))
                drain(tenant.pk)

    assert begun == [(today, counted_on)]


def test_off_unless_the_company_wants_it(tenant):
    debtors(1)

    assert runs.start_scheduled(date(2026, 12, 1)) is None


def test_over_the_api(tenant, api, small_chunks):
    debtors(3, without_address=1)
    finance = api("finance")

    seen = finance.get(f"/statement-runs/preview/?as_of={local_day()}").json()
    assert (seen["customers"], len(seen["without_address"])) == (3, 1)
    run = finance.post("/statement-runs/", {"as_of": local_day().isoformat()}).json()
    assert run["state"] == "running" and run["customers"] == 3
    assert finance.post("/statement-runs/", {}).status_code == 409
    drain(tenant.pk)
    assert finance.get(f"/statement-runs/{run['id']}/").json()["sent"] == 2
    found = finance.get(f"/account-statements/?run={run['id']}&state=sent").json()["results"]
    assert len(found) == 2 and found[0]["items"][0]["balance"]["amount"] == "100.00"
    assert api("ar").get("/statement-runs/").json()["results"] == []


ZONES = {
    "cn": ("Asia/Shanghai", "CN"), "de": ("Europe/Berlin", "DE"), "us": ("America/New_York", "US"),
    "nz": ("Pacific/Auckland", "NZ"),
}  # fmt: skip
# Hours around nights in which clocks change: Berlin back, New York back, Berlin on; Auckland on.
NIGHTS = [
    datetime(2026, 10, 24, 10, tzinfo=UTC),
    datetime(2026, 10, 31, 10, tzinfo=UTC),
    datetime(2027, 3, 27, 10, tzinfo=UTC),
]


@pytest.mark.slow
@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: f"{night:%Y-%m-%d}")
def test_tenants_in_four_time_zones_each_in_their_own_morning_and_once_a_day(db, night):
    tenants = [
        create_tenant(code=f"z-{code}", name=code, timezone=zone, country=land)
        for code, (zone, land) in ZONES.items()
    ]
    ran: dict = {}
    for hour in range(60):
        with acting_at(night + timedelta(hours=hour, minutes=5)):
            for_each_tenant("receivables.escalate_tenant", hour=6)
            for one in tenants:
                with acting_for(one):
                    new = Outbox.objects.filter(kind="task", sent_at=None)
                    for row in new:
                        ran.setdefault(one.code, []).append((row.payload["as_of"], local_now()))
                    new.update(sent_at=datetime.now(UTC))
    for found in ran.values():
        days = [day for day, _at in found]
        assert len(days) == len(set(days)) and set(days) >= {
            (night.date() + timedelta(days=n)).isoformat() for n in (1, 2)
        }
        # The day that the run began in the middle of starts late; every other one at six.
        assert all((at.date().isoformat(), at.hour) == (day, 6) for day, at in found[1:])


@pytest.mark.slow
def test_the_months_run_and_notices_over_a_night_of_changed_clocks(db):
    """Over New York's long night the run of October goes out on its own Monday, as of its own month's end."""
    made = []
    for code, (zone, land) in ZONES.items():
        one = create_tenant(code=f"m-{code}", name=code, timezone=zone, country=land)
        with acting_for(one):
            debtors(1)
            set_rule("letters.monthly_day", 1, by=system())
        made.append(one)
    begun = {}
    for one in made:
        with acting_for(one):
            for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)):
                with acting_at(start_of_day(day) + timedelta(hours=8)):
                    escalate_tenant(tenant_id=str(one.pk), as_of=day.isoformat())
                    for run in StatementRun.objects.filter(scheduled_for__isnull=False):
                        begun.setdefault(one.code, (day, run.counted_on, local_now(run.created_at).date()))
                        drain(one.pk)
    # 1 November 2026 is a Sunday.
    monday = date(2026, 11, 2)
    assert begun == {one.code: (monday, date(2026, 10, 31), monday) for one in made}
    assert Tenant.objects.filter(code__startswith="m-").count() == 4
