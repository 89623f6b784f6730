"""The list of leads as one of all lists: filters, figures, preview, moves on ticked rows, files."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.models import TransitionRecord
from core.money import Money
from leads.models import Lead
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db
ALL = "/leads/?view=all"
HX = {"HX-Request": "true"}


@pytest.fixture
def boss(signed_in):
    return signed_in("sales_manager")


def rows(client, address) -> list[str]:
    """The titles on the list."""
    return sorted(lead.title for lead in client.get(address).context["rows"])


# --- filters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent, asked",
    [
        ("f=state&op=in&v=new&v=pooled", "state__in=new%2Cpooled"),
        ("f=state&op=in&v=new", "state=new"),
        ("f=state&op=not_in&v=invalid&was=state&state=new", "state__not_in=invalid"),
        ("f=owner&op=empty&v=", "owner__isnull=true"),
        ("f=expected_amount&op=gte&v=500000&q=x", "q=x&expected_amount__gte=500000"),
        ("f=state&op=in&was=state__in&state__in=new%2Cpooled", ""),
    ],
)
def test_the_filter_form_leads_to_the_list_with_the_filter(world, boss, sent, asked):
    assert boss.get(f"/leads/?{sent}")["Location"] == f"/leads/?{asked}"


@pytest.mark.parametrize(
    "asked, found",
    [
        ("state__in=assigned,pooled", ["A", "B"]),
        ("state__not_in=assigned,pooled", ["C"]),
        ("owner__isnull=true", ["B", "C"]),
        ("owner__not_in=me", ["A", "B", "C"]),
        ("expected_amount__gte=6000000", ["A"]),
    ],
)
def test_filters_find_what_they_say(world, boss, asked, found):
    make_lead(world, at="assigned", title="A")
    make_lead(world, at="pooled", title="B", expected_amount=Money(Decimal(100), "CNY"))
    make_lead(world, at="invalid", title="C", expected_amount=Money(Decimal(100), "CNY"))

    assert rows(boss, f"/leads/?{asked}") == found


def test_an_empty_list_names_the_filter_to_drop_and_what_comes_back(world, boss):
    make_lead(world, at="assigned", region="江苏")

    page = boss.get("/leads/?region=浙江&state=assigned")

    none = page.context["list"].none_here
    assert [(drop["label"], drop["count"]) for drop in none["drops"]] == [("region", "1")]
    assert none["all"] == "1" and not none["first"]
    assert boss.get("/leads/?view=pool&state=pooled").context["list"].none_here["cleared"]


def test_figures_follow_the_filter_and_their_groups_add_up(world, boss):
    make_lead(world, at="assigned")
    make_lead(world, at="qualified")
    make_lead(world, at="pooled")

    whole, part = (
        boss.get(f"{ALL}&part=sums{more}").context["list"].figures for more in ("", "&state=pooled")
    )

    assert [figure["value"] for figure in whole] == ["3", "2", "1"]
    assert whole[0]["amount"] == sum(figure["amount"] for figure in whole[1:])
    assert [figure["value"] for figure in part] == ["1"]


def test_tabs_are_counted_in_one_statement_and_the_page_asks_few(world, boss):
    for number in range(12):
        make_lead(world, at="assigned", title=str(number))

    def asked(address):
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(address).status_code == 200
        return len(captured)

    few = asked(f"{ALL}&limit=2")
    assert asked(f"{ALL}&limit=50") <= few <= 12
    assert asked(f"{ALL}&part=sums") <= 12
    tabs = {tab.code: tab.count for tab in boss.get(f"{ALL}&part=sums").context["list"].views}
    assert (tabs["all"], tabs["open"], tabs["pool"]) == ("12", "12", "0")


# --- preview ----------------------------------------------------------------------------------------------------


def test_a_row_is_shown_beside_the_list_or_alone_for_htmx(world, boss):
    lead = make_lead(world, at="verifying")
    address = f"{ALL}&preview={lead.pk}"

    whole, part = boss.get(address), boss.get(f"{address}&part=preview", headers=HX)

    assert 'id="list"' in whole.content.decode() and lead.number in whole.content.decode()
    assert 'id="list"' not in part.content.decode() and "Pain ladder" in part.content.decode()


def test_a_row_out_of_sight_is_not_previewed(world, signed_in):
    lead = make_lead(world, at="assigned")

    page = signed_in("sr").get(f"{ALL}&preview={lead.pk}")
    part = signed_in("sr").get(f"{ALL}&preview={lead.pk}&part=preview", headers=HX)

    assert lead.number not in page.content.decode() and part.status_code == 404


# --- moves on ticked rows ---------------------------------------------------------------------------------------


@pytest.fixture
def ticked(world):
    """Two leads that can be given to somebody, and one that can't any more."""
    return [make_lead(world, at=state, title=state) for state in ("new", "pooled", "invalid")]


def post(client, leads, move="assign", **fields):
    return client.post(
        "/leads/", {"move": move, "ids": [str(lead.pk) for lead in leads], "next": ALL} | fields
    )


def test_a_bulk_move_says_first_what_it_will_skip_and_why(world, boss, ticked):
    asked = post(boss, ticked)

    assert [lead.title for lead in asked.context["ready"]] == ["new", "pooled"]
    assert "1 will be skipped" in asked.content.decode() and "Not possible in state" in asked.content.decode()
    assert TransitionRecord.objects.filter(move="assign").count() == 0


def test_a_bulk_move_moves_each_by_its_own_service_and_names_the_skipped(world, boss, ticked):
    done = post(boss, ticked, confirm="1", owner=str(world.sr.pk), once="one")
    again = post(boss, ticked, confirm="1", owner=str(world.sr.pk), once="one")

    assert done["Location"] == again["Location"] == ALL
    states = [Lead.objects.get(pk=lead.pk).state for lead in ticked]
    assert states == ["assigned", "assigned", "invalid"]
    assert TransitionRecord.objects.filter(move="assign").count() == 2
    said = boss.get(ALL).content.decode()
    assert "Assign: 2 done" in said and ticked[2].number in said


def test_a_bulk_move_with_a_field_that_does_not_fit_moves_nothing(world, boss, ticked):
    refused = post(boss, ticked, confirm="1", owner="nobody")

    assert refused.status_code == 422 and "nobody" in refused.content.decode()
    assert TransitionRecord.objects.filter(move="assign").count() == 0


def test_a_bulk_move_touches_only_what_one_sees_and_may(world, signed_in, other_world):
    mine = make_lead(world, at="verifying", owner=world.ar)
    with other_world.acting():
        theirs = make_lead(other_world, at="verifying")

    asked = post(signed_in("ar"), [mine, theirs], "nurture")
    unoffered = post(signed_in("ar"), [mine], "assign")
    unseen = post(signed_in("sr"), [mine], "nurture", confirm="1")

    assert asked.context["unseen"] == 1 and [lead.pk for lead in asked.context["ready"]] == [mine.pk]
    assert unoffered.status_code == 405
    assert unseen.status_code == 303 and Lead.objects.get(pk=mine.pk).state == "verifying"


# --- files --------------------------------------------------------------------------------------------------------


def test_the_file_has_the_rows_and_columns_of_the_list_and_runs_nothing(world, boss):
    make_lead(world, at="assigned", title="=HYPERLINK(1)", region="江苏")
    make_lead(world, at="pooled", title="other")

    answer = boss.get("/leads/?state=assigned&columns=region,expected_amount&export=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (head, row) = list(csv.reader(io.StringIO(text)))
    assert head == ["Number", "Customer", "Customer · need", "Region", "Expected amount", "Currency"]
    assert row[2:] == ["'=HYPERLINK(1)", "江苏", "6400000.00", "CNY"]


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(world, boss):
    make_lead(world, at="assigned", title="+1", region="=1+1\x07")

    answer = boss.get("/leads/?view=all&columns=region,expected_amount&export=xlsx")

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    row = list(list(sheet.rows)[1])
    assert [cell.value for cell in row[2:]] == ["'+1", "'=1+1", 6400000, "CNY"]
    assert all(cell.data_type != "f" for cell in row)


def test_a_file_of_another_kind_is_refused(world, boss):
    assert boss.get("/leads/?export=exe").status_code == 400


@pytest.mark.parametrize(
    "role, address, view",
    [
        ("ar", "/leads/", "mine"), ("sales_manager", "/leads/", "open"), ("executive", "/leads/", "open"),
        ("ar", "/opportunities/", "mine"), ("sales_manager", "/opportunities/", "open"),
        ("ar", "/contracts/", "mine"), ("executive", "/contracts/", "all"),
    ],
)  # fmt: skip
def test_who_sees_more_than_the_own_rows_begins_at_the_wide_view(world, signed_in, role, address, view):
    assert signed_in(role).get(address).context["list"].opened.code == view
