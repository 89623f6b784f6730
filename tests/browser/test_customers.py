"""The customers' pages: clean in both themes and on a phone, and usable."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from catalogue.services import create_product
from core.money import Money
from core.workflow import run
from customers.services.visits import plan_visit
from tenancy.actor import system
from tests.factories.customers import make_contact, make_customer, make_live_limit


@pytest.fixture
def customer(world):
    """An admitted customer of the AR's with contacts, a limit and a visit."""
    with world.acting():
        made = make_customer(
            "苏州恒岳精密机械有限公司", by=world.by("ar"), industry="锂电设备与材料", region="华东"
        )
        boss = make_contact(
            made, "华董", "management", decision_role="decides", attitude=0, influence=5, title="董事长"
        )
        make_contact(
            made, "骆部长", "production", decision_role="uses", attitude=1, influence=3, reports_to=boss
        )
        make_contact(
            made, "尤总监", "finance", decision_role="budget", attitude=-2, influence=4, phone="0512-68881234"
        )
        make_live_limit(made, "4000000")
        plan_visit(by=world.by("ar"), customer=made, planned_on="2026-12-01", goals="了解预算与决策链")
        create_product(
            by=system(), code="AGV-1", name="点检机器人", unit_price=Money(Decimal("128000"), "CNY")
        )
    return made


def test_the_customer_page_is_clean(at_desk, customer):
    person = at_desk("credit")
    person.open(f"/customers/{customer.pk}/").picture("08-customer").clean()
    person.dark().picture("08-customer-dark").clean()
    for tab in ("contacts", "admission", "deals", "contracts", "receivables", "credit", "visits", "history"):
        person.open(f"/customers/{customer.pk}/?tab={tab}").clean()
    person.open(f"/customers/{customer.pk}/").phone().picture("08-customer-mobile").clean()


def test_lists_and_forms_are_clean(at_desk, customer):
    person = at_desk("ar")
    for path in (
        "",
        "new/",
        f"{customer.pk}/edit/",
        f"{customer.pk}/new-contact/",
        f"{customer.pk}/new-visit/",
        "visits/",
    ):
        person.open(f"/customers/{path}").picture(
            f"customers-{path.strip('/').rpartition('/')[2] or 'list'}"
        ).clean()
        person.dark().clean()
    person.open("/catalogue/").picture("products").clean()
    person.open("/customers/").phone().picture("customers-list-mobile").clean()
    person.open("/customers/new/").clean()


def test_rules_and_limits_are_clean(at_desk, customer):
    person = at_desk("admin")
    person.open("/customers/rules/").picture("admission-rules").clean()
    person.open("/customers/limits/").picture("limits").clean()


def test_a_likely_duplicate_shows_while_typing(at_desk, customer):
    person = at_desk("ar").open("/customers/new/")
    person.page.locator("#id_name").press_sequentially("苏州恒岳精密机械股份有限公司")
    expect(person.page.locator("#duplicates")).to_contain_text("苏州恒岳精密机械有限公司")
    person.page.fill("#id_unified_code", "91350100M000100Y44")
    person.page.locator("main form button[type=submit]").click()
    expect(person.page.locator("[aria-invalid=true]")).to_be_visible()
    expect(person.page.locator("#duplicates")).to_contain_text("苏州恒岳精密机械有限公司")


def test_freezing_shows_at_once(at_desk, world, customer):
    with world.acting():
        run(customer, "freeze", by=world.by("credit"), fields={"reason": "逾期 62 天"})
    person = at_desk("ar").open(f"/customers/{customer.pk}/")
    expect(person.page.locator("main")).to_contain_text("逾期 62 天")
    person.clean()
