"""The first day of a company: pages without a record say what comes here, and offer only what the reader may do."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.written import pace
from insights.selectors.numbers import Measure
from tenancy.models import User
from tests.factories.callers import browser

pytestmark = pytest.mark.django_db
# (list, the way to its first record, who may, who may not)
FIRST = [
    ("leads:list", "leads:new", "ar", "admin"),
    ("customers:list", "customers:new", "ar", "admin"),
    ("receivables:statements", "receivables:import", "finance", "ar"),
    ("receivables:bench", "receivables:import", "finance", "ar"),
]


@pytest.mark.parametrize(("page", "way", "may", "may_not"), FIRST)
def test_an_empty_list_offers_its_first_record_to_who_may_make_it(world, page, way, may, may_not):
    href = f'href="{reverse(way)}"'

    assert href in browser(world, may).get(reverse(page)).content.decode()
    assert href not in browser(world, may_not).get(reverse(page)).content.decode()


@pytest.mark.parametrize("way", ["leads:new", "customers:new"])
def test_a_form_that_one_may_not_send_is_not_handed_out(world, way):
    assert browser(world, "admin").get(reverse(way)).status_code == 403


def test_a_bench_without_statements_is_not_called_done(world):
    page = browser(world, "finance").get(reverse("receivables:bench")).content.decode()

    assert "No bank statements yet" in page and "All lines of this tab are done" not in page


def test_a_board_without_a_card_says_where_cards_come_from(world):
    page = browser(world, "ar").get(reverse("opportunities:board")).content.decode()

    assert "No opportunities in this view" in page and 'id="board"' not in page


def test_a_short_password_is_refused_in_the_readers_language(world):
    client = browser(world, "admin")
    User.objects.filter(pk=world.people["admin"].pk).update(language="zh-hans")
    form = {"username": "lin", "name": "林知远", "password": "Q7-kurz"}

    page = client.post("/settings/users/new/", form)

    assert page.status_code == 422
    assert "密码太短，至少要有 10 个字符。" in page.content.decode()


def test_a_user_name_taken_in_another_case_is_told_at_its_field(world):
    form = {"username": world.ar.username.upper(), "name": "林知远", "password": "first-Harbour-77"}

    page = browser(world, "admin").post("/settings/users/new/", form)

    assert page.status_code == 422
    assert page.context["form"].errors["username"]


def test_a_figure_a_hair_behind_time_is_on_pace():
    at = Measure("", value=Decimal("475.4"), before=Decimal("705.6"), elapsed=Decimal("0.6740"))

    assert (at.tone, pace(at.points)) == ("ok", "On pace with time")
