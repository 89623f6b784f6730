"""The board and causes, what stands behind late money, and the procedures: looked at in both themes, moved by hand."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.dates import acting_at, local_day, start_of_day
from integrations.demo.chasing import chase
from receivables.models import CorrectiveAction, Dispute, DunningStep, LateCause, LegalCase, Promise
from receivables.services.dunning import escalate
from tests.factories.customers import make_customer
from tests.factories.receivables import make_open

pytestmark = pytest.mark.browser
NAMES = ("澄江轴承", "青岛海岳重工", "无锡锡澄新能源", "武汉楚衡汽车部件", "广东穗峰电器", "重庆渝帆动力")


@pytest.fixture
def late(world):
    """Six customers late by all sorts of days, chased; the addresses of the pages behind them."""
    with world.acting():
        today = local_day()
        for n, days in enumerate((8, 21, 40, 72, 95, 30)):
            with acting_at(start_of_day(today - timedelta(days=days))):
                customer = make_customer(NAMES[n], admitted=False)
                make_open(
                    str(120000 + n * 91000),
                    due_on=today - timedelta(days=days),
                    customer=customer,
                    ar=world.ar,
                )
        for ago in range(7, -1, -1):
            escalate(world.tenant.pk, today - timedelta(days=ago))
        chase(world)
        rows = (LateCause, CorrectiveAction, Dispute, LegalCase, Promise)
        item = DunningStep.objects.order_by("level").first().receivable
        return [model.objects.first().get_absolute_url() for model in rows] + [
            item.get_absolute_url(), f"/receivables/replay/?receivable={item.pk}",
        ]  # fmt: skip


def test_board_causes_and_pages_behind_them_are_clean_in_both_themes(at_desk, late):
    somebody = at_desk("finance")
    for n, address in enumerate(["/receivables/ageing/", *late]):
        somebody.open(address).picture(f"dunning-{n}").clean().dark().picture(f"dunning-{n}-dark").clean()


def test_a_card_is_moved_by_its_menu_with_a_reason(at_desk, late):
    somebody = at_desk("finance")
    somebody.open("/receivables/ageing/")
    card = somebody.page.locator("[data-card]").first
    card.locator("summary").click()
    card.locator("[name=reason]").fill("电话不接")
    card.locator("form button").click()
    expect(somebody.page.locator("#board")).to_be_visible()


def test_the_procedures_are_clean(at_desk):
    at_desk("admin").open("/receivables/ladder/").picture("dunning-ladder").clean().dark().clean()
