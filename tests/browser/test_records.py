"""A record's page by keyboard and in place: fields, refusals, drafts, undo, the list one came from."""

import re

import pytest
from playwright.sync_api import expect

from leads.models import Lead
from tests.factories.leads import make_lead, verify_fully


@pytest.fixture
def leads(world):
    """Three leads of one owner, one under verification."""
    with world.acting():
        return [
            make_lead(world, at="verifying", title=title) for title in ("洁净区搬运", "涂装调度", "电驱装配")
        ]


def test_a_field_is_changed_by_keys_kept_as_a_draft_and_taken_back(at_desk, world, leads):
    person = at_desk("ar").open(f"/leads/{leads[0].pk}/")
    page, keys = person.page, person.page.keyboard

    keys.press("e")
    expect(page.locator("form.inplace [name=need]")).to_be_focused()
    person.clean()
    keys.type("更换两台")
    keys.press("Escape")
    expect(page.locator("form.inplace")).to_have_count(0)
    keys.press("e")
    expect(page.locator("form.inplace [name=need]")).to_have_value(re.compile("更换两台"))
    keys.press("Control+Enter")
    expect(page.locator("#f-need")).to_contain_text("更换两台")
    expect(page.locator("#toasts")).to_contain_text("撤销")
    person.clean()
    keys.press("z")

    expect(page.locator("#f-need")).not_to_contain_text("更换两台")
    with world.acting():
        assert Lead.objects.get(pk=leads[0].pk).need == leads[0].need


def test_a_refused_field_keeps_what_was_typed_beside_its_reason(at_desk, leads):
    page = at_desk("ar").open(f"/leads/{leads[0].pk}/").page

    page.locator("#f-budget").click()
    page.fill("#f-budget [name=budget]", "很多")
    page.keyboard.press("Enter")

    expect(page.locator("#f-budget .errs")).to_contain_text("数字")
    expect(page.locator("#f-budget [name=budget]")).to_have_value("很多")
    expect(page).to_have_url(re.compile(f"/leads/{leads[0].pk}/$"))


def test_j_and_k_walk_the_list_one_came_from(at_desk, leads):
    page = at_desk("ar").open("/").open("/leads/").page
    places = [row.get_attribute("data-url") for row in page.locator("tr[data-url]").all()]

    page.locator("tr[data-url] a").first.click()
    expect(page.locator("#way")).to_contain_text(f"1 / {len(places)}")
    page.keyboard.press("j")
    page.wait_for_url(f"**{places[1]}")
    expect(page.locator("#way")).to_contain_text(f"2 / {len(places)}")
    page.keyboard.press("k")

    page.wait_for_url(f"**{places[0]}")


def test_single_keys_can_be_turned_off_and_the_palette_stays(at_desk, leads):
    page = at_desk("ar").open("/me/").page
    page.uncheck("[name=single_keys]")
    page.locator("form:has([name=single_keys]) button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    page.goto(page.url.replace("/me/", f"/leads/{leads[0].pk}/"))

    page.keyboard.press("e")
    page.keyboard.press("Control+k")

    expect(page.locator("#palette input")).to_be_focused()
    expect(page.locator("form.inplace")).to_have_count(0)


def test_a_conversion_shows_the_opportunity_with_its_own_crumb_and_actions(at_desk, world):
    with world.acting():
        lead = make_lead(world, at="verifying", title="PACK 线追溯系统")
        verify_fully(world, lead)
    person = at_desk("ar").open(f"/leads/{lead.pk}/")
    page = person.page

    page.get_by_role("button", name="确认合格").click()
    expect(page.locator("#toasts")).to_contain_text("已合格")
    page.get_by_role("button", name="转机会点").click()

    expect(page.locator("#crumb")).to_contain_text("OP-")
    expect(page.locator("#actions")).to_contain_text("交易全景")
    person.clean()
