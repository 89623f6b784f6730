"""A customer answers a statement on a phone, without an account; finance watches a run and takes down answers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.dates import local_day
from core.models import Outbox, Rate
from core.relay import drain
from core.workflow import run
from receivables.models import AccountStatement
from receivables.services import confirmation, statement_runs
from receivables.services.account_statements import make_statement
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import ACCEPTANCE, ADVANCE, SHIPMENT, make_agreement, make_open, trigger


@pytest.fixture
def customer(world):
    with world.acting():
        made = make_customer("浙江澄江轴承集团有限公司", owner=world.ar)
        make_contact(made, "柳闻溪", "finance", email="liu.wx@chengjiang.example")
        one = make_agreement("4980000", customer=made, schedule=[ADVANCE, SHIPMENT, ACCEPTANCE])
        trigger(one, "signed", on=local_day() - timedelta(days=48))
        trigger(one, "shipped", on=local_day() - timedelta(days=52))
        make_open("800000", customer=made, due_on=local_day() - timedelta(days=5), schedule_days=12)
        return made


@pytest.fixture
def sent(world, customer):
    with world.acting():
        return run(make_statement(customer, by=world.by("ar")), "send", by=world.by("ar")).record


def link_of(world, kind="account_statement") -> str:
    with world.acting():
        mails = [row.payload for row in Outbox.objects.filter(kind="mail").order_by("posted_at")]
        urls = [mail["context"]["url"] for mail in mails if "url" in mail["context"]]
    return "/" + urls[-1].split("/", 3)[3]


def test_a_customer_answers_on_a_phone(world, visitor, sent):
    path = link_of(world)
    with world.acting():
        soon = (local_day() + timedelta(days=5)).isoformat()
    visitor.open(path).picture("14-portal").clean()
    visitor.dark().picture("14-portal-dark").clean()
    visitor.phone().open(f"{path}?lang=en").picture("14-portal-en-mobile").clean()
    visitor.open(path).picture("14-portal-mobile").clean()
    page = visitor.page
    first, second, _third = page.locator("[data-line]").all()

    first.get_by_role("radio", name="约定付款").check()
    first.get_by_label("约定付款日").fill(soon)
    expect(first.get_by_label("金额", exact=True)).to_be_visible()
    second.get_by_role("radio", name="有异议").check()
    second.get_by_label("原因").select_option("quality")
    expect(page.locator("#chosen")).to_have_text("2")
    left = page.locator(".pt-left")
    expect(left).to_have_text(
        f"1 项未答 · ¥{page.locator('[data-line] .pt-am').nth(2).text_content().strip()}"
    )
    page.get_by_role("button", name="提交答复").click()
    # No words for the dispute, no name: nothing was sent, what was entered is there still.
    expect(page.locator("#wrong")).to_be_visible()
    # The browser notes the 422 itself.
    visitor.problems.clear()
    visitor.picture("14-portal-wrong-mobile").clean()
    assert first.get_by_label("约定付款日").input_value()

    second.get_by_label("请说明").fill("2 号磨床主轴温升超标，待复检")
    page.locator("#name").fill("柳闻溪")
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#done")).to_be_visible()
    visitor.picture("14-portal-part-mobile").clean()

    page.locator("#name").fill("柳闻溪")
    page.get_by_role("button", name="其余全部确认").click()
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("[data-line] input")).to_have_count(0)
    visitor.picture("14-portal-done-mobile").clean()
    with world.acting():
        assert AccountStatement.objects.get(pk=sent.pk).state == "disputed"

    visitor.page.goto(visitor.site + "/receivables/p/nobodys/statement/")
    visitor.picture("portal-gone")


def test_a_slip_is_answered(world, visitor, customer):
    with world.acting():
        run(confirmation.make(customer, by=world.by("finance")), "send", by=world.by("finance"))
    visitor.phone().open(link_of(world)).picture("slip-mobile").clean()
    page = visitor.page
    page.get_by_role("radio", name="数据不符").check()
    page.get_by_label("差异说明").fill("发票未到")
    page.locator("#name").fill("柳闻溪")
    visitor.picture("slip-differs-mobile").clean()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#done")).to_be_visible()


def test_pages_of_papers_are_clean(world, at_desk, sent, customer):
    with world.acting():
        Rate.objects.create(currency="USD", day=local_day() - timedelta(days=99), rate=Decimal(7))
        letter = confirmation.make(customer, by=world.by("finance"))
        started = statement_runs.start(local_day(), by=world.by("finance"))
        drain(world.tenant.pk)
    finance = (
        at_desk("admin").open(reverse("tenancy:rules", args=["letters"])).picture("letters-settings").clean()
    )
    finance = at_desk("finance")
    for name, path in {
        "statements": "/receivables/account-statements/?ordering=-created_at",
        "statement": sent.get_absolute_url(),
        "statement-new": "/receivables/account-statements/new/",
        "letters": "/receivables/confirmations/?ordering=-created_at",
        "letter": letter.get_absolute_url(),
        "run": started.get_absolute_url(),
        "run-new": reverse("receivables:statement-run-new"),
        "runs": reverse("receivables:statement-runs"),
    }.items():
        finance.open(path).picture(f"letters-{name}").clean()
    finance.open(sent.get_absolute_url()).dark().clean()
    finance.page.locator("#take summary").click()
    finance.picture("letters-take-dark").clean()
