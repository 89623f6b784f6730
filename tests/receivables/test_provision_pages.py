"""Pages and API of provisions, as finance sees them and as others don't."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.dates import acting_at
from core.workflow import run as move
from receivables.models import ProvisionRun, SpecificProvision
from receivables.services.provision_runs import prepare_run
from receivables.services.provisions import create_specific
from tenancy.actor import actor_for
from tenancy.people import add_member
from tests.factories.callers import browser
from tests.factories.receivables import make_open

OCTOBER = date(2026, 10, 31)
MORNING = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture
def world(world):
    with acting_at(MORNING):
        yield world


@pytest.fixture
def made(world):
    """A run over an item by age and one that is provided for by itself."""
    make_open("10000", due_on=date(2026, 9, 1))
    late = make_open("5000", due_on=date(2026, 10, 1))
    create_specific(
        by=world.by("finance"),
        receivable=late,
        percent=Decimal(80),
        reason="停产",
        starts_on=date(2026, 10, 1),
    )
    return prepare_run(by=world.by("finance"), closes_on=OCTOBER)


def test_page_of_a_run_tells_matrix_movement_customers_and_its_check(world, made):
    finance = browser(world, "finance")

    page = finance.get(f"{made.get_absolute_url()}?check=1")

    assert page.status_code == 200
    assert page.context["reproduced"] == []
    assert page.context["whole"]["amount"] == made.total
    assert [row["amount"].amount for row in page.context["rows"]] == [Decimal(4000), Decimal(500)]
    assert b"5,000.00" in page.content


def test_finance_prepares_from_the_list_and_a_second_person_decides(world):
    make_open("10000", due_on=date(2026, 9, 1))
    finance = browser(world, "finance")
    assert finance.get("/receivables/provisions/").context["next_month"] is not None

    finance.post("/receivables/provisions/prepare/", {"closes_on": "2026-10-31"})

    run = ProvisionRun.objects.get()
    add_member(username="second", name="second", password="x" * 12, roles=["finance"])
    assert finance.post(f"{run.get_absolute_url()}approve/").status_code == 403
    assert browser(world, "ar").get(run.get_absolute_url()).status_code == 404


def test_specific_provision_is_entered_changed_and_ended_on_its_page(world):
    late = make_open("5000", due_on=date(2026, 10, 1))
    finance = browser(world, "finance")
    told = {"receivable": str(late.pk), "percent": "80", "reason": "停产", "starts_on": "2026-10-01"}

    assert finance.get(f"/receivables/provisions/specific/new/?receivable={late.pk}").status_code == 200
    finance.post("/receivables/provisions/specific/new/", told)
    item = SpecificProvision.objects.get()
    refused = finance.post("/receivables/provisions/specific/new/", told)
    finance.post(
        f"{item.get_absolute_url()}edit/", {"percent": "60", "reason": "停产", "starts_on": "2026-10-01"}
    )
    finance.post(f"{item.get_absolute_url()}end/", {"reason": "恢复付款"})

    item.refresh_from_db()
    assert refused.status_code == 422
    assert (item.rate, item.state, item.ends_on) == (Decimal("0.6"), "ended", date(2026, 11, 2))


def test_rates_page_keeps_rates_with_their_day(world):
    admin = browser(world, "admin")
    page = admin.get("/receivables/provisions/rates/")
    fields = {name: bound.initial for name, bound in page.context["form"].fields.items()}

    saved = admin.post(
        "/receivables/provisions/rates/", fields | {"rate-1-30": "3", "valid_from": "2026-12-01"}
    )
    falling = admin.post(
        "/receivables/provisions/rates/", fields | {"rate-1-30": "99", "valid_from": "2026-12-01"}
    )

    assert saved.status_code in (302, 303)
    assert falling.status_code == 422
    assert len(admin.get("/receivables/provisions/rates/").context["history"]) == 8


def test_api_runs_a_month_from_draft_to_reversal(api, tenant):
    with acting_at(MORNING):
        make_open("10000", due_on=date(2026, 9, 1))
        finance = api("finance")

        made = finance.post("/provisions/", {"closes_on": "2026-10-31"})
        assert made.status_code == 201, made.content
        run = made.json()
        assert finance.post("/provisions/", {"closes_on": "2026-10-31"}).status_code == 409
        assert finance.post("/provisions/", {"closes_on": "2026-10-30"}).status_code == 422
        assert run["total"] == {"amount": "500.00", "currency": "CNY"}
        assert run["movement"]["charge"]["amount"] == "500.00"
        lines = finance.get(f"/provision-lines/?run={run['id']}").json()["results"]
        assert [(line["bucket"], line["percent"], line["amount"]["amount"]) for line in lines] == [
            ("31-60", "5", "500.00")
        ]
        assert finance.get(f"/provisions/{run['id']}/reproduction/").json()["is_the_same"]
        assert len(finance.get(f"/provisions/{run['id']}/customers/").json()) == 1
        assert finance.post(f"/provisions/{run['id']}/transitions/approve/", {}).status_code == 403

        second = actor_for(add_member(username="s2", name="s2", password="x" * 12, roles=["finance"]))
        move(ProvisionRun.objects.get(), "approve", by=second)
        posted = finance.post(f"/provisions/{run['id']}/transitions/post/", {})
        assert posted.json()["state"] == "posted"
        assert finance.delete(f"/provisions/{run['id']}/").status_code == 409
        back = finance.post(f"/provisions/{run['id']}/transitions/reverse/", {"reason": "x"})
        assert back.json()["state"] == "reversed"


def test_api_of_specific_items_and_rates(api, tenant):
    with acting_at(MORNING):
        late = make_open("5000", due_on=date(2026, 10, 1))
        finance, admin = api("finance"), api("admin")

        made = finance.post(
            "/specific-provisions/", {"receivable": str(late.pk), "percent": "80", "reason": "停产"}
        )
        assert made.status_code == 201, made.content
        item = made.json()
        assert (item["state"], item["percent"], item["amount"]) == ("doubtful", "80", None)
        changed = finance.patch(f"/specific-provisions/{item['id']}/", {"percent": "70"})
        assert changed.json()["percent"] == "70"
        assert api("ar").get(f"/specific-provisions/{item['id']}/").status_code == 404
        rate = admin.post("/provision-rates/", {"bucket": "1-30", "percent": "3", "valid_from": "2026-12-01"})
        assert rate.status_code == 201, rate.content
        assert (
            finance.post(
                "/provision-rates/", {"bucket": "1-30", "percent": "4", "valid_from": "2027-01-01"}
            ).status_code
            == 403
        )
