"""Workbench, triangle board, search and counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.dates import local_day
from desk.services.todos import write_todo
from insights.selectors.numbers import quarter_of
from insights.selectors.river import Reach, river, shape
from insights.selectors.tasks import urgency_of
from tests.factories.callers import browser
from tests.factories.contracts import make_contract
from tests.factories.leads import make_lead
from tests.factories.opportunities import make_opportunity


@pytest.mark.parametrize(
    ("due_on", "urgency"),
    [
        (date(2026, 11, 22), "overdue"),
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 29), "this_week"),
        (date(2026, 11, 30), "later"),
        (None, "later"),
    ],
)
def test_the_week_ends_on_sunday(due_on, urgency):
    assert urgency_of(due_on, date(2026, 11, 23)) == urgency


def test_a_quarter_knows_how_much_of_it_is_over():
    quarter = quarter_of(date(2026, 12, 31))

    assert (quarter.name, quarter.days_left(date(2026, 12, 31))) == ("2026 Q4", 0)
    assert quarter.elapsed(date(2026, 12, 31)) == 1
    assert quarter_of(date(2026, 1, 1)).elapsed(date(2026, 1, 1)) == Decimal(1) / 90


def test_the_river_is_as_wide_as_its_amounts():
    reaches = [Reach(str(n), "", "", amount=Decimal(amount)) for n, amount in enumerate((100, 50, 0))]

    path = shape(reaches)

    assert path.startswith("M0 12.0H")
    assert path.endswith("H0Z")
    assert shape([Reach("", "", "")]) == ""


def test_a_lead_found_to_be_none_did_not_go_on(world):
    for state in ("converted", "converted", "converted", "invalid"):
        make_lead(world, at=state)

    assert river(world.by("ar"))[0].goes_on == Decimal("0.75")


def test_workbench_and_triangle_count_only_what_one_sees(world):
    make_opportunity(world, at="initiated")

    mine = browser(world, "ar").get("/?scope=mine").context["reaches"]
    theirs = browser(world, "planner").get("/?scope=all").context["reaches"]

    assert (mine[1].count, theirs[1].count) == (1, 0)
    assert browser(world, "ar").get("/triangle/").context["team"].is_complete
    assert browser(world, "planner").get("/triangle/").context["teams"] == []


def test_search_finds_chinese_by_two_characters_and_only_what_one_sees(world):
    lead = make_lead(world, title="洁净车间搬运系统", owner=world.ar)

    assert lead.get_absolute_url() in browser(world, "ar").get("/search/?q=洁净").content.decode()
    assert lead.get_absolute_url() not in browser(world, "planner").get("/search/?q=洁净").content.decode()


def test_counts_are_a_fragment_for_the_sidebar(world):
    make_lead(world, owner=world.ar)

    page = browser(world, "ar").get("/counts/").content.decode()

    assert 'id="count-leads"' in page
    assert 'id="bell"' in page


@pytest.mark.parametrize("path", ["/", "/triangle/", "/approvals/", "/desk/notices/", "/counts/"])
@pytest.mark.parametrize("role", ["ar", "planner", "finance", "admin"])
def test_every_role_has_the_pages_of_the_shell(world, role, path):
    assert browser(world, role).get(path).status_code == 200


def test_a_cost_is_recorded_on_the_deal_page_by_the_fr_and_shown_against_the_budget(world):
    contract = make_contract(world, "in_force")
    address = f"/deals/{contract.deal_id}/cost/"
    cost = {"kind": "logistics", "amount": "3000", "note": "夜间吊装"}

    refused = browser(world, "ar").post(address, cost)
    wrong = browser(world, "fr").post(address, cost | {"amount": "0"})
    recorded = browser(world, "fr").post(address, cost)

    assert (refused.status_code, wrong.status_code, recorded.status_code) == (403, 422, 303)
    page = browser(world, "fr").get(f"/deals/{contract.deal_id}/").content.decode()
    assert 'action="' + address in page and "Against budget" in page


def test_the_workbench_shows_a_few_to_dos_of_each_urgency_and_leads_to_the_rest(world, signed_in):
    with world.acting():
        for day in range(6):
            write_todo(by=world.by("ar"), text=f"补材料 {day}", due_on=local_day() - timedelta(days=day + 1))

    page = signed_in("ar").get("/").content.decode()

    assert page.count("补材料") == 4 and "2 more" in page and "/todos/#overdue" in page
