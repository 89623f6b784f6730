"""Credit's pages: clean in both themes and on a phone, with rows on them; a case is asked for and released."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core.dates import local_day
from core.money import Money
from core.workflow import run
from customers.models import CreditCase, CreditStandard
from customers.services.credit import place_hold
from customers.services.credit_cases import ask_for_release
from customers.services.credit_plans import keep_for, set_plan
from customers.services.credit_terms import record_evidence, set_terms
from customers.services.insurance import insure, save_policy
from customers.services.restrictions import propose_blacklist
from receivables.models import Receivable
from receivables.services.insurance import prepare
from tests.factories.contracts import make_contract
from tests.factories.customers import make_customer, make_live_limit
from tests.factories.delivery import make_order


def cny(amount) -> Money:
    return Money(Decimal(amount), "CNY")


@pytest.fixture
def order(world):
    """An order that waits for its release beyond the limit, of a customer about whom credit knows everything."""
    with world.acting():
        credit, today = world.by("credit"), local_day()
        customer = make_customer("无锡锡澄新能源科技有限公司", owner=world.ar)
        held = make_order(
            world, "reviewing", contract=make_contract(world, "in_force", customer=customer, limit="200000")
        )
        plan = set_plan(by=credit, year=today.year, total=cny(30_000_000), budget=cny(100_000_000))
        keep_for(plan, by=credit, customer=customer, amount=cny(600_000), note="二期扩产")
        make_live_limit(
            make_customer("常州远博精工有限公司"), "9000000", valid_until=today + timedelta(days=9)
        )
        record_evidence(customer, by=credit, standard=CreditStandard.objects.first(), source="合格供方名录")
        set_terms(customer, by=credit, tolerance_percent=Decimal(5), reason="付款稳定")
        policy = save_policy(
            None, by=credit, insurer="中国信保", policy_number="SCH-0417", starts_on=today - timedelta(days=99),
            ends_on=today + timedelta(days=20), premium=cny(186000),
        )  # fmt: skip
        run(policy, "put_in_force", by=credit)
        insure(policy, by=credit, customer=customer, amount=cny(50_000))
        owed = Receivable.objects.filter(customer=customer, state="open").first()
        Receivable.objects.filter(pk=owed.pk).update(due_on=today - timedelta(days=25))
        claim = prepare(Receivable.objects.get(pk=owed.pk), by=credit, cause="default")
        place_hold(customer, by=credit, reason="上批货款逾期")
        propose_blacklist(customer, "多次承诺未兑现")
        held.claim, held.policy = claim, policy
    return held


def test_the_pages_of_credit_are_clean(at_desk, order, world):
    person = at_desk("credit")
    with world.acting():
        case = ask_for_release(order, "release", by=world.by("planner"), note="客户产线停线")
    person.open("/customers/credit/").picture("credit").clean()
    person.dark().picture("credit-dark").clean()
    for name, path in (
        ("case", case.get_absolute_url()), ("cases", "/customers/credit/cases/"), ("plan", "/customers/credit/plan/"),
        ("policy", order.policy.get_absolute_url()), ("restrictions", "/customers/credit/restrictions/?view=all"),
        ("claim", order.claim.get_absolute_url()), ("claims", "/receivables/claims/"),
        ("customer", f"/customers/{order.customer_id}/?tab=credit"), ("terms", "/customers/credit/terms/"),
        ("receivable", order.claim.receivable.get_absolute_url()),
    ):  # fmt: skip
        person.open(path).picture(f"credit-{name}").clean()
    person.open("/customers/credit/").phone().picture("credit-mobile").clean()
    person.open(f"/customers/{order.customer_id}/?tab=credit").picture("credit-customer-mobile").clean()


def test_an_order_is_held_back_asked_for_and_released(at_desk, order, world):
    planner = at_desk("planner")
    planner.open(order.get_absolute_url())
    planner.page.locator("a[href*='/credit/cases/ask/release/']").first.click()
    planner.picture("credit-ask").clean()
    planner.page.locator("textarea[name=note]").fill("客户产线停线")
    planner.page.locator("form button.btn-primary").click()
    expect(planner.page.locator("h1")).to_contain_text("CC-")

    with world.acting():
        case = CreditCase.objects.get(record_id=order.pk)
        assert (case.state, case.note) == ("open", "客户产线停线")
