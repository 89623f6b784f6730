"""One deal from the first hint to the closed contract, by six people in their browsers, through the pages alone."""

import pytest

from approvals.models import Approval
from approvals.services import current_step
from contracts.models import Contract
from core.dates import local_day
from deals.models import Deal
from delivery.models import DeliveryOrder
from leads.models import Lead
from opportunities.models import Opportunity
from receivables.models import BankStatement, Receivable
from tests.browser.conftest import Person
from tests.factories.customers import make_contact, make_customer, make_live_limit
from tests.factories.receivables import mt940

PEOPLE = ("ar", "sr", "fr", "sales_manager", "planner", "finance")


class Desk(Person):
    """A person who fills in a form of a page, found by its address, and sends it."""

    def send(self, action: str, *, open_at: str = "", **fields) -> "Desk":
        """Fill and send the form whose action ends so (empty: the page's own form). Fails with what the page says."""
        if open_at:
            self.open(open_at)
        wanted = f"[action$='{action}']" if action else "[method=post]:not([action])"
        form = self.page.locator(f"#main form{wanted}").first
        self.unfold(form)
        for name, value in fields.items():
            self.fill(form, name, value)
        button = form.locator("button[type=submit]")
        if not button.count():
            button = self.page.locator(f"button[form='{form.get_attribute('id')}']")
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            button.last.click()
        if sent.value.status >= 400:
            self.page.wait_for_load_state("networkidle")
            said = " ".join(self.page.locator("[role=alert], .err, .errorlist").all_inner_texts())
            raise AssertionError(f"{action}: {sent.value.status} {said}")
        return self

    def unfold(self, form) -> None:
        """Open what the form is folded into."""
        folded = form.locator("xpath=ancestor::details[not(@open)]")
        for place in range(folded.count()):
            folded.nth(place).locator("summary").first.click()

    def fill(self, form, name, value) -> None:
        field = form.locator(f"[name='{name}']").first
        match field.evaluate("e => e.tagName + ':' + e.type"):
            case tag if tag.startswith("SELECT"):
                field.select_option(str(value))
            case "INPUT:checkbox" | "INPUT:radio":
                form.locator(f"[name='{name}'][value='{value}']").check(force=True)
            case "INPUT:file":
                field.set_input_files(value)
            case _:
                field.fill(str(value))


@pytest.fixture
def desks(browser, browser_context_args, site, world):
    """`desks["ar"]`: the AR at a browser of one's own, signed in."""
    contexts = {role: browser.new_context(**browser_context_args) for role in PEOPLE}
    yield {role: Desk(contexts[role].new_page(), site).sign_in(world.people[role]) for role in PEOPLE}
    for context in contexts.values():
        context.close()


@pytest.fixture
def customer(world):
    with world.acting():
        made = make_customer(owner=world.ar)
        make_live_limit(made)
        people = [
            make_contact(made, "陆总", "production", decision_role="decides"),
            make_contact(made, "骆工", "technology", decision_role="technical"),
            make_contact(made, "单经理", "purchasing", decision_role="buys"),
        ]
        return made, people


def test_lead_to_cash_in_the_browser(desks, world, customer):
    with world.acting():
        today = local_day()
    lead = a_lead_is_entered(desks["ar"], world, *customer, today)
    it_is_verified_by_three(desks, world, lead, customer[1])
    opportunity = it_becomes_an_opportunity(desks["ar"], world, lead)
    ati_is_passed(desks, world, opportunity)
    contract = the_bid_is_won(desks, world, opportunity, today)
    the_contract_is_signed(desks, world, contract)
    order = it_is_delivered(desks, world, contract, today)
    the_money_comes(desks["finance"], world, contract, today)
    everything_is_closed(desks, world, order, contract)
    for desk in desks.values():
        assert not desk.problems, desk.problems


def fresh(world, model, **wanted):
    with world.acting():
        return model.objects.get(**wanted)


def approved(desks, world, record) -> None:
    """Everyone whose turn it is votes on the request's page."""
    while True:
        with world.acting():
            approval = Approval.objects.filter(record_id=record, state="pending").first()
            if approval is None:
                return
            voter = current_step(approval).voters.filter(vote="").first().user_id
        role = next(role for role in PEOPLE if world.people[role].pk == voter)
        desks[role].send("/vote/", open_at=f"/approvals/{approval.pk}/", decision="approve")


def a_lead_is_entered(ar, world, customer, _contacts, today):
    ar.send(
        "", open_at="/leads/new/", title="定子柔性装配线", customer=customer.pk, source="technical_exchange",
        need="节拍 42 秒", solution="柔性装配线", expected_amount="226000", budget="300000",
        expected_start_on=f"{today.year + 1}-03-01", owner=world.ar.pk,
    )  # fmt: skip
    lead = fresh(world, Lead)
    ar.page.wait_for_url(f"**/leads/{lead.pk}/")
    assert lead.owner_id == world.ar.pk
    return lead.pk


def it_is_verified_by_three(desks, world, lead, contacts):
    page = f"/leads/{lead}/"
    for colleague in (world.sr, world.fr):
        desks["ar"].send("/helpers/", open_at=page, user=colleague.pk)
    for role, contact in zip(("ar", "sr", "fr"), contacts, strict=True):
        desks[role].send(
            "/verifications/", open_at=page, contact=contact.pk, question="预算批了吗？", evidence="会议纪要"
        )


def it_becomes_an_opportunity(ar, world, lead):
    page = f"/leads/{lead}/"
    if fresh(world, Lead).state == "new":
        ar.send("/assign/", open_at=page, owner=world.ar.pk)
    for move in ("verify", "qualify", "convert"):
        ar.send(f"/{move}/", open_at=page)
    assert fresh(world, Lead).state == "converted"
    ar.page.wait_for_url("**/opportunities/*/")
    return fresh(world, Opportunity).pk


def ati_is_passed(desks, world, opportunity):
    ar, page = desks["ar"], f"/opportunities/{opportunity}/"
    deal = fresh(world, Deal).pk
    ar.send("/team/", open_at=f"/deals/{deal}/", ar=world.ar.pk, sr=world.sr.pk, fr=world.fr.pk)
    findings = dict.fromkeys(("market", "customer", "product", "competition"), "三条发现")
    desks["sr"].send("/insight/", open_at=page, **findings)
    ar.send("/estimate/", open_at=page, revenue="226000", cost="150000")
    ar.send("/initiate/", open_at=page)
    approved(desks, world, opportunity)
    assert fresh(world, Opportunity).state == "initiated"


def the_bid_is_won(desks, world, opportunity, today):
    ar, page = desks["ar"], f"/opportunities/{opportunity}/"
    ar.send("/prepare_bid/", open_at=page)
    desks["sr"].send(
        "", open_at=f"{page}quotes/new/", valid_until=f"{today.year + 1}-06-30",
        **{"lines-0-description": "五轴加工单元", "lines-0-quantity": "2", "lines-0-unit_price": "100000",
           "lines-0-unit_cost": "60000", "lines-0-tax_rate": "13"},
    )  # fmt: skip
    desks["sr"].send("/risks/", open_at=page, risks="交期紧")
    desks["fr"].send("/opinion/", open_at=page, delivery_opinion="可以交付")
    ar.send("/submit/", open_at=page)
    approved(desks, world, opportunity)
    for move in ("negotiate", "win"):
        ar.send(f"/{move}/", open_at=page)
    contract = fresh(world, Contract)
    assert (contract.state, contract.amount) == ("drafting", 226000)
    return contract.pk


def the_contract_is_signed(desks, world, contract):
    ar, page = desks["ar"], f"/contracts/{contract}/"
    ar.send("", open_at=f"{page}payment-schedule/", **schedule(("预付款", "0.3", "signed", "0"),
            ("发货款", "0.4", "shipped", "30"), ("验收款", "0.3", "accepted", "30")))  # fmt: skip
    ar.send("/submit_review/", open_at=page)
    approved(desks, world, contract)
    ar.send("/sign/", open_at=page, place="苏州")
    ar.send("/hand_over/", open_at=page, points="两台设备，三月开工")
    desk = desks["fr"].open(page)
    for box in desk.page.locator("form[action$='/accept_handover/'] [type=checkbox]").all():
        desk.unfold(desk.page.locator("form[action$='/accept_handover/']"))
        box.check()
    desk.send("/accept_handover/")
    signed = fresh(world, Contract)
    assert signed.state == "in_force" and signed.number.startswith("CT-")
    assert [r.amount for r in open_receivables(world)] == [67800]


def schedule(*parts) -> dict:
    names = ("name", "share", "trigger", "days")
    return {
        f"parts-{row}-{n}": value
        for row, part in enumerate(parts)
        for n, value in zip(names, part, strict=True)
    }


def open_receivables(world):
    with world.acting():
        return list(Receivable.objects.filter(state="open").order_by("number"))


def it_is_delivered(desks, world, contract, today):
    fr, planner = desks["fr"], desks["planner"]
    fr.send("", open_at=f"/delivery/new/{contract}/", required_on=f"{today.year + 1}-03-01")
    order = fresh(world, DeliveryOrder).pk
    page = f"/delivery/{order}/"
    fr.send("/submit_review/", open_at=page)
    for move in ("release", "schedule", "start"):
        planner.send(f"/{move}/", open_at=page)
    fr.send("/ship/", open_at=page, carrier="顺丰")
    fr.send("/accept/", open_at=page)
    assert fresh(world, DeliveryOrder).state == "accepted"
    assert [r.amount for r in open_receivables(world)] == [67800, 90400, 67800]
    return order


def the_money_comes(finance, world, contract, today):
    number = fresh(world, Contract).number
    raw = mt940((226000, f"{number} HENGYUE PAYMENT"), day=f"{today:%y%m%d}")
    file = {"name": "statement.sta", "mimeType": "text/plain", "buffer": raw}
    finance.send("", open_at="/receivables/statements/import/", file=file)
    statement = fresh(world, BankStatement).pk
    parts = {f"amount-{one.pk}": f"{one.balance:.2f}" for one in open_receivables(world)}
    finance.send("/allocate/", open_at=f"/receivables/statements/{statement}/", **parts)
    assert open_receivables(world) == []


def everything_is_closed(desks, world, order, contract):
    desks["fr"].send("/close/", open_at=f"/delivery/{order}/")
    desks["ar"].send("/close/", open_at=f"/contracts/{contract}/", lessons="早做排产")
    approved(desks, world, contract)
    assert fresh(world, Contract).state == "closed"
    deal = fresh(world, Deal)
    assert deal.stage == "closed"
    desks["ar"].open(f"/deals/{deal.pk}/").clean()
