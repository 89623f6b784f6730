"""The matching bench by keys alone: a morning's lines posted, split, parked, asked about, undone (design 06)."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core.dates import local_day
from core.workflow import run
from receivables.models import Allocation, BankLine, LineQuestion, LineShare
from receivables.services.account_statements import make_statement
from receivables.services.statement_answers import Said, take
from receivables.services.statements import import_statement
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import make_open, mt940

COMPANIES = ("澄江轴承", "渝帆动力", "锡澄新能源", "楚衡汽车部件", "蜀峦航空结构", "甬科精铸", "湘阙工程机械")


@pytest.fixture
def morning(world):
    """A statement of 14 payments, two of each company for its two receivables: named, short, without a word."""
    with world.acting():
        set_rule("receivables.auto_post", False, by=system())
        entries = []
        for n, name in enumerate(COMPANIES):
            customer = make_customer(f"{name}有限公司", admitted=False, owner=world.people["ar"])
            owed = [
                make_open(str(Decimal(1000 * (n + 2) + part * 137)), customer=customer, due_on=local_day())
                for part in range(2)
            ]
            for part, one in enumerate(owed):
                text = one.number if part == 0 else ("货款", f"付 {one.agreement.number[3:]}")[n % 2]
                entries.append((one.balance, f"对方户名:{customer.name} 摘要:{text}"))
        raw = mt940(*entries, day=f"{local_day():%y%m%d}")
        import_statement(raw, file_name="11-23.sta", by=world.by("finance"))
    return len(entries)


def allocated(world) -> int:
    with world.acting():
        return Allocation.objects.filter(reversed_at=None).count()


def waiting(world) -> int:
    with world.acting():
        return BankLine.objects.filter(unallocated__gt=0, parked_at=None).count()


def test_a_mornings_lines_are_posted_by_enter_alone_two_requests_each(at_desk, world, morning):
    person = at_desk("finance").open("/receivables/bench/")
    page = person.page
    expect(page.locator("#auto-count")).to_contain_text("7")
    person.picture("bench-zh").clean()
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/receivables/" in one.url else None)

    for done in range(1, morning):
        page.keyboard.press("Enter")
        expect(page.locator("a.bl.done")).to_have_count(done)
    steps = [url for url in asked if "part=here" not in url]

    assert allocated(world) == morning - 1 and waiting(world) == 1
    # The post and the answer's address: neither the list nor the page is read again.
    assert len(steps) == 2 * (morning - 1), steps[:6]
    person.picture("bench-done")
    page.keyboard.press("z")
    expect(page.locator("a.bl.done")).to_have_count(morning - 2)
    assert allocated(world) == morning - 2
    assert not person.problems


def test_every_key_of_the_design_does_its_work(at_desk, world, morning):
    person = at_desk("finance").open("/receivables/bench/")
    page, press = person.page, person.page.keyboard.press
    at = page.locator("#work")
    first = at.get_attribute("data-line")

    press("j")
    expect(at).not_to_have_attribute("data-line", first)
    press("k")
    expect(at).to_have_attribute("data-line", first)
    press("?")
    expect(page.locator("#rckeys")).to_be_visible()
    person.picture("bench-keys")
    press("Escape")
    press("/")
    expect(page.locator("[data-key=search]")).to_be_focused()
    page.keyboard.type("澄江")
    press("Enter")
    expect(page.locator("tr[data-id]", has_text="澄江").first).to_be_visible()
    press("/")
    press("Escape")

    press("s")
    page.keyboard.type("100")
    press("Enter")
    expect(page.locator(".rcshares a")).to_have_count(2)
    expect(page.locator("[data-received]")).to_have_text("100.00")
    person.picture("bench-split")
    press("p")
    expect(page.locator(".rcshares a[aria-current]")).to_contain_text("2/2")
    with world.acting():
        assert LineShare.objects.filter(is_parked=True).count() == 1

    press("q")
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    person.picture("bench-ask")
    press("Control+Enter")
    expect(page.locator(".note", has_text="已问")).to_be_visible()
    with world.acting():
        question = LineQuestion.objects.get()
    assert question.asked_of == world.people["ar"]

    press("j")
    press("1")
    expect(at).not_to_have_attribute("data-line", first)
    expect(page.locator("[data-left]")).to_have_text("0.00")
    amount = page.locator("input.amt").first
    amount.fill("1990")
    page.locator("h2").first.click()
    press("d")
    expect(page.locator("#diff")).to_be_visible()
    person.picture("bench-difference")
    press("2")
    press("Enter")
    expect(page.locator("[data-closed]:visible")).to_have_count(1)
    press("Shift+A")
    expect(page.locator("dialog[open] input[name=line]").first).to_be_visible()
    person.picture("bench-auto").clean()
    press("Escape")


def test_keys_pressed_before_the_next_line_has_come_are_meant_for_it(at_desk, world, morning):
    page = at_desk("finance").open("/receivables/bench/").page
    first, second = (page.locator("a.bl[data-line]").nth(n).get_attribute("data-line") for n in range(2))
    kept = []

    def keep(route):
        kept.append(route)

    page.route(lambda url: "part=work" in url, keep, times=1)
    with page.expect_request(lambda asked: "part=work" in asked.url):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("k")
    assert allocated(world) == 0
    kept[0].continue_()

    expect(page.locator("a.bl.done")).to_have_attribute("data-line", second)
    expect(page.locator("#work")).to_have_attribute("data-line", first)
    assert allocated(world) == 1


def test_the_ar_answers_and_the_answer_stands_on_the_line(at_desk, world, morning):
    with world.acting():
        from receivables.services.questions import ask

        line = BankLine.objects.filter(unallocated__gt=0).order_by("pk").first()
        question = ask(line, by=world.by("finance"))
    person = at_desk("ar").open(question.get_absolute_url())
    person.page.fill("#answer", "付 9 月的备件")
    person.picture("question").clean()
    person.page.keyboard.press("Control+Enter")
    expect(person.page.locator("dd", has_text="付 9 月的备件")).to_be_visible()

    page = at_desk("finance").open(f"/receivables/bench/?line={line.pk}").page
    expect(page.locator(".note", has_text="付 9 月的备件")).to_be_visible()


def test_single_keys_rest_where_they_are_turned_off_and_while_a_word_is_composed(at_desk, world, morning):
    page = at_desk("finance").open("/receivables/bench/").page
    line = page.locator("#work").get_attribute("data-line")
    page.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true}))")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.locator("#work")).to_have_attribute("data-line", line)
    assert allocated(world) == 0


def test_the_bench_is_clean_in_the_dark_in_english_and_on_a_phone(at_desk, world, morning):
    with world.acting():
        customer = BankLine.objects.order_by("-amount").first().customer
        make_contact(customer, "周会计", "finance", email="zhou@example.com")
        statement = run(make_statement(customer, by=system()), "send", by=system()).record
        take(statement, [Said(statement.lines.first().pk, "confirmed")], name="周会计")
    person = at_desk("finance").open("/receivables/bench/").dark().picture("bench-dark").clean()
    expect(person.page.locator(".rcmem", has_text=statement.number)).to_contain_text("周会计")
    person.phone().open("/receivables/bench/").picture("bench-phone").clean()
