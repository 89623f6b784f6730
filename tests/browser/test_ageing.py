"""The ageing page and provisions as finance sees them: both themes, both languages, wide and on a phone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core.dates import acting_at, local_day, start_of_day
from core.money import Money
from receivables.services.allocation import allocate
from receivables.services.dunning import escalate
from receivables.services.forecasts import keep_forecast
from receivables.services.promises import promise
from receivables.services.provision_runs import prepare_run
from receivables.services.provisions import create_specific
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

NAMES = (
    "澄江轴承集团有限公司",
    "青岛海岳重工股份有限公司",
    "无锡锡澄新能源",
    "武汉楚衡汽车部件",
    "重庆渝帆动力机械",
)


@pytest.fixture
def books(world):
    """Five customers with a record of payments, items of every age, a promise, a specific item, a run, a forecast."""
    with world.acting():
        today = local_day()
        for serial, name in enumerate(NAMES):
            customer = make_customer(name, admitted=False, industry="机械")
            for back in range(40, 180, 35):
                paid(customer, today - timedelta(days=back), 3 + serial * 4, str(90000 + 7000 * serial))
            for late in (-20, -6, 12 + serial, 45 * (serial % 3), 100 * (serial % 2)):
                opened_on = today - timedelta(days=late + 30)
                with acting_at(start_of_day(min(opened_on, today)) + timedelta(hours=3)):
                    row = make_open(str(152000 + 61000 * serial), due_on=min(opened_on, today),
                                    schedule_days=max((today - timedelta(days=late) - min(opened_on, today)).days, 0),
                                    customer=customer)  # fmt: skip
        promise(row, by=system(), promised_on=today + timedelta(days=9))
        create_specific(by=world.by("finance"), receivable=row, percent=Decimal(60), reason="停产，进入重整",
                        starts_on=today.replace(day=1) - timedelta(days=1))  # fmt: skip
        prepare_run(by=world.by("finance"), closes_on=today.replace(day=1) - timedelta(days=1))
        escalate(world.tenant.pk, today)
        keep_forecast(world.tenant.pk, today)
    return world


def paid(customer, due_on, late, amount):
    with acting_at(start_of_day(due_on - timedelta(days=30)) + timedelta(hours=3)):
        row = make_open(amount, due_on=due_on - timedelta(days=30), schedule_days=30, customer=customer)
    on = min(due_on + timedelta(days=late), local_day())
    with acting_at(start_of_day(on) + timedelta(hours=3)):
        allocate(make_line(amount, day=f"{on:%y%m%d}"), row, Money(Decimal(amount), "CNY"), by=system())


@pytest.mark.slow
def test_ageing_and_provision_pages_hold_in_every_look(books, at_desk):
    finance = at_desk("finance")

    finance.open("/receivables/ageing/")
    expect(finance.page.locator("#fc svg")).to_be_visible()
    finance.clean().picture("07-ageing").dark().clean().picture("07-ageing-dark")
    finance.page.get_by_role("link", name="AR", exact=True).click()
    expect(finance.page.locator(".proof .c-ok")).to_be_visible()
    finance.open("/receivables/provisions/").clean().picture("07-provisions")
    finance.page.locator("table a.s").first.click()
    expect(finance.page.locator("#h-move")).to_be_visible()
    finance.clean().picture("07-provision-run")
    finance.open("/receivables/provisions/specific/").clean()
    finance.open("/receivables/ageing/rows/?bucket=overdue").clean().picture("07-rows")
    finance.phone().open("/receivables/ageing/").picture("07-ageing-phone").clean()
