"""A lead's way in the browser: named customer, verified, qualified, converted; and a stranger's form on a phone."""

from playwright.sync_api import expect

from leads.models import Lead
from leads.public_form import LEAST_SECONDS
from leads.services.campaigns import save_campaign
from leads.services.capture import create_lead, set_helpers, update_lead
from tests.factories.customers import make_contact, make_customer
from tests.factories.leads import BUDGET, START

TOLD = {
    "title": "点检机器人",
    "source": "exhibition",
    "company_name": "苏州恒岳精密机械",
    "contact_name": "鹤鸣",
}


def log(desk, name: str) -> None:
    """Log a verification with this contact by the form on the page."""
    page = desk.page
    if not page.locator("#verifications details.mv[open]").count():
        page.locator("#verifications details.mv > summary").click()
    page.locator("#verifications-contact").select_option(label=name)
    page.locator("#verifications-question").fill("真的要建吗？")
    page.locator("#verifications-evidence").fill("已列入技改计划")
    page.locator("#verifications button[type=submit]").click()
    expect(page.locator("#verifications .dot.on ~ div", has_text=name)).to_be_visible()


def move(desk, name: str) -> None:
    desk.page.locator(f"#moves form[action$='/{name}/'] button").click()


def test_a_visiting_card_is_named_verified_qualified_and_converted(at_desk, world):
    with world.acting():
        customer = make_customer("苏州恒岳精密机械有限公司", owner=world.ar)
        make_contact(customer, "骆工", "technology", decision_role="technical")
        make_contact(customer, "单经理", "purchasing", decision_role="buys")
        make_contact(customer, "陆总", "management", decision_role="decides")
        lead = create_lead(by=world.by("ar"), owner=world.ar, **TOLD)
        set_helpers(lead, [world.sr], by=world.by("ar"))
        update_lead(lead, by=world.by("ar"), budget=BUDGET, expected_start_on=START)
    address = f"/leads/{lead.pk}/"

    desk = at_desk("ar").open(address).clean()
    desk.page.locator("#customer button[name=customer]").click()
    expect(desk.page.locator("#customer")).to_have_count(0)
    move(desk, "verify")
    # What is to be done first opens its own form.
    desk.page.locator("#moves a.btn-primary").click()
    expect(desk.page.locator("#verifications-contact")).to_be_visible()
    desk.clean()
    log(desk, "骆工")
    log(desk, "陆总")

    desk = at_desk("sr").open(address)
    log(desk, "单经理")

    desk = at_desk("ar").open(address)
    move(desk, "qualify")
    expect(desk.page.locator("#moves form[action$='/convert/'] button")).to_be_visible()
    desk.clean()
    move(desk, "convert")
    expect(desk.page.locator("#crumb")).to_contain_text("OP-")
    with world.acting():
        assert Lead.objects.get(pk=lead.pk).state == "converted"
        assert customer.contacts.filter(name="鹤鸣").count() == 1


def test_a_stranger_sends_the_form_on_a_phone(visitor, world):
    with world.acting():
        campaign = save_campaign(
            None,
            by=world.by("admin"),
            name="2026 工博会",
            heading="预约演示",
            thanks="谢谢",
            consent="我同意。",
        )
    visitor.phone().open(f"/leads/f/{campaign.token}/")
    visitor.clean().page.fill("[name=company_name]", "鹤舍机械")
    visitor.page.fill("[name=contact_name]", "何工")
    visitor.page.fill("[name=phone]", "13900001111")
    visitor.page.check("[name=agreed]")
    visitor.page.wait_for_timeout(LEAST_SECONDS * 1000)
    visitor.page.click("button[type=submit]")
    expect(visitor.page.locator("[role=status]")).to_have_text("谢谢")
    visitor.clean()

    with world.acting():
        lead = Lead.objects.get()
        assert (lead.company_name, lead.touches.get().consent) == ("鹤舍机械", "我同意。")
