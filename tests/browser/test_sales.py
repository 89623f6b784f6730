"""Leads, the opportunity board and quotes, as people use them: clean in both themes, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from leads.services.verification import log_verification
from opportunities.models import Opportunity, Quote
from tests.browser.conftest import WIDE
from tests.factories.customers import make_contact, make_customer
from tests.factories.leads import make_lead, verify_fully
from tests.factories.opportunities import line, make_opportunity, make_quote, prepare_ati


@pytest.fixture
def records(world):
    """A handful of records in several states, under one tenant."""
    with world.acting():
        customer = make_customer(owner=world.ar)
        verifying = make_lead(world, at="verifying", customer=customer)
        contact = make_contact(customer, "骆启航", "technology", decision_role="uses")
        log_verification(
            verifying, by=world.by("ar"), contact=contact, question="节拍？", evidence="42 秒是硬指标"
        )
        full = make_lead(world, at="verifying", customer=customer, title="PACK 线追溯系统")
        verify_fully(world, full)
        initiated = make_opportunity(world, at="initiated", customer=customer, title="涂装车间 AGV 调度")
        identified = make_opportunity(world, customer=customer)
        bidding = make_opportunity(world, at="bidding", customer=customer, title="洁净车间物流系统")
        quote = make_quote(world, bidding, lines=[line(), line("安装调试", quantity="1", unit_price="80000")])
        asked = make_opportunity(world, customer=customer, title="电驱装配线 MES 改造")
        prepare_ati(world, asked)
    return {
        "lead": verifying, "full": full, "initiated": initiated, "identified": identified, "bidding": bidding,
        "quote": quote, "asked": asked,
    }  # fmt: skip


PAGES = {
    "10-leads": "/leads/",
    "lead": "/leads/{lead}/",
    "lead-new": "/leads/new/",
    "02-board": "/opportunities/board/",
    "opportunities": "/opportunities/",
    "opportunity": "/opportunities/{bidding}/",
    "quote": "/opportunities/quotes/{quote}/",
    "quote-edit": "/opportunities/quotes/{quote}/edit/",
    "quotes": "/opportunities/quotes/",
}


def test_pages_are_clean_in_both_themes_and_on_a_phone(at_desk, records):
    person, ids = at_desk("ar"), {key: record.pk for key, record in records.items()}
    for name, address in PAGES.items():
        person.page.set_viewport_size(WIDE)
        person.open(address.format(**ids)).picture(name).clean()
        person.dark().phone().picture(f"{name}-mobile-dark").clean()


def test_a_lead_is_qualified_and_converted_in_the_browser(at_desk, records):
    person = at_desk("ar").open(f"/leads/{records['full'].pk}/")
    page = person.page

    page.get_by_role("button", name="确认合格").click()
    expect(page.locator(".hd .l2-tag").first).to_contain_text("已合格")
    page.get_by_role("button", name="转机会点").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("PACK 线追溯系统")
    expect(page).to_have_url(re.compile("/opportunities/"))


def test_a_card_is_dragged_to_the_next_column_and_a_refused_one_comes_back(at_desk, world, records):
    page = at_desk("ar").open("/opportunities/board/").page

    drag(page, records["initiated"], "guiding")
    expect(page.locator("#toasts")).to_contain_text("标前引导")
    expect(column(page, "guiding")).to_contain_text("涂装车间 AGV 调度")
    drag(page, records["identified"], "initiated")

    expect(column(page, "initiated").get_by_role("alert")).to_contain_text("铁三角缺")
    expect(column(page, "identified")).to_contain_text("柔性装配线二期")
    with world.acting():
        assert Opportunity.objects.get(pk=records["initiated"].pk).state == "guiding"
        assert Opportunity.objects.get(pk=records["identified"].pk).state == "identified"


def test_a_card_is_moved_by_its_menu_without_a_drag(at_desk, world, records):
    page = at_desk("ar").open("/opportunities/board/").page
    card = page.locator(f"[data-id='{records['asked'].pk}']")

    card.locator("summary").click()
    card.locator("[data-to=initiated]").click()

    expect(page.locator(f"[data-id='{records['asked'].pk}'] .gate")).to_contain_text("ATI")


def test_a_quote_is_written_with_sums_while_typing(at_desk, world, records):
    page = at_desk("sr").open(f"/opportunities/quotes/{records['quote'].pk}/edit/").page

    page.fill("[name=lines-0-quantity]", "3")
    expect(page.locator("[data-sum=net]")).to_have_text("1,880,000.00")
    page.get_by_role("button", name="保存报价").click()

    expect(page.locator(".qsum")).to_contain_text("1,880,000.00")
    with world.acting():
        assert Quote.objects.get(pk=records["quote"].pk).net == 1880000


def column(page, state):
    return page.locator(f".col[data-state={state}]")


def drag(page, opportunity, state) -> None:
    """Carry a card by its edge into the middle of a column."""
    card = page.locator(f"[data-id='{opportunity.pk}'] .am").bounding_box()
    target = column(page, state).locator(".cards").bounding_box()
    page.mouse.move(card["x"] + 8, card["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 30, steps=12)
    page.mouse.move(target["x"] + 64, target["y"] + 36, steps=4)
    page.mouse.up()
