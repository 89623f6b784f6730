"""Reconciling by keys, voting on a phone, settings that wait for Save: what only a browser shows."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from approvals.models import Approval, Condition
from approvals.services.policies import tiers_of
from core.dates import local_day
from core.workflow import run
from receivables.models import Allocation, BankLine
from tenancy.models import Setting
from tenancy.rules import rule
from tests.factories.opportunities import make_opportunity, prepare_ati
from tests.factories.receivables import make_line, make_open


@pytest.fixture
def money(world):
    """Two payments of one customer, for three of its receivables."""
    with world.acting():
        first = make_open("1000")
        second, third = (make_open(amount, customer=first.customer) for amount in ("600", "900"))
        lines = [make_line(amount, first.customer.name) for amount in ("1000", "700")]
    return {"lines": lines, "receivables": [first, second, third]}


def allocated(world) -> list:
    with world.acting():
        rows = Allocation.objects.filter(reversed_at=None).order_by("amount")
        return [int(row.amount) for row in rows]


def test_money_is_matched_parked_and_taken_back_by_keys_alone(at_desk, world, money):
    page = at_desk("finance").open("/receivables/bench/").page
    left, press = page.locator("[data-left]"), page.keyboard.press
    expect(page.locator(".bl")).to_have_count(2)
    expect(left).to_have_text("0.00")

    press("Enter")
    says(page, "已核销 CNY 1,000.00")
    assert allocated(world) == [1000]

    # The second line: arrows and space drop what was suggested and take one item; the rest stays on the line.
    for key in ("ArrowDown", "Space", "ArrowDown", "Space"):
        press(key)
    expect(left).to_have_text("700.00")
    press("ArrowUp")
    press("Space")
    expect(left).to_have_text("100.00")
    expect(page.locator("[data-settled]:visible")).to_have_count(1)
    press("Enter")
    says(page, "已核销 CNY 600.00")
    assert allocated(world) == [600, 1000]

    press("z")
    says(page, "已撤销")
    assert allocated(world) == [1000]
    press("p")
    says(page, "挂账")
    with world.acting():
        assert BankLine.objects.get(pk=money["lines"][1].pk).state == "parked"


def says(page, text) -> None:
    """The page that came back says so."""
    expect(page.locator(".l2-toast")).to_contain_text(text)


def test_a_decision_is_voted_on_with_a_condition_on_a_phone(at_desk, world):
    with world.acting():
        opportunity = make_opportunity(world)
        prepare_ati(world, opportunity)
        approval = run(opportunity, "initiate", by=world.by("ar")).approval
        due = str(local_day() + timedelta(days=20))
    person = at_desk("sales_manager").phone().open(approval.get_absolute_url())
    page = person.page
    bar = page.locator(".vote").bounding_box()
    assert bar["y"] + bar["height"] == page.viewport_size["height"]

    page.locator("[data-vote='2']").check(force=True)
    expect(page.locator(".vote [data-says]")).to_have_text("提交：有条件")
    page.locator("[name=condition_text]").first.fill("锁定进口件价格")
    page.locator("[name=condition_owner]").first.select_option(str(world.ar.pk))
    page.locator("[name=condition_due]").first.fill(due)
    page.locator(".vb .btn-primary").click()
    expect(page.locator(".l2-toast")).to_contain_text("柔性装配线二期")

    with world.acting():
        assert Condition.objects.get(approval=approval).text == "锁定进口件价格"
        assert Approval.objects.get(pk=approval.pk).steps.first().done_at is not None


def test_settings_wait_for_save_and_say_how_much_is_unsaved(at_desk, world):
    page = at_desk("admin").open("/settings/rules/receivables/").page
    bar, days = page.locator("[data-count]"), page.locator("[name='receivables.corrective_days']")
    days.fill("3")
    page.locator("[name='receivables.auto_post'][value=no]").check(force=True)
    expect(bar).to_have_text("2 处未保存")
    with world.acting():
        assert not Setting.objects.exists()

    page.locator("button[type=reset]").click()
    expect(days).to_have_value("15")
    expect(bar).not_to_contain_text("未保存")
    days.fill("3")
    page.locator("[data-bar] .btn-primary").click()
    expect(page.locator(".l2-toast")).to_be_visible()

    with world.acting():
        assert rule("receivables.corrective_days") == 3


def test_steps_of_a_policy_are_added_moved_and_saved(at_desk, world):
    page = at_desk("admin").open("/approvals/policies/ATI/").page
    first = page.locator(".tier").first
    first.locator("[data-do=step]").click()
    first.locator("select[data-tier=who]").last.select_option("seat:fr")
    first.locator(".stp").last.locator("[data-do=up]").click()
    page.locator("[data-bar] .btn-primary").click()
    expect(page.locator(".l2-toast")).to_be_visible()

    with world.acting():
        assert [who for who, _mode in tiers_of("ATI")[0].steps] == ["seat:fr", "role:sales_manager"]
