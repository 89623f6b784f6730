"""Power map and fishbone in a browser: nobody covers anybody, and everything is reached without a mouse."""

import itertools

import pytest
from playwright.sync_api import expect

from customers.services.influence import draw_line
from tests.factories.customers import make_contact, make_customer

FUNCTIONS = [
    "management", "production", "technology", "purchasing", "finance", "legal", "quality", "logistics",
    "it", "equipment",
]  # fmt: skip
PARTS = ["decides", "budget", "influences", "technical", "uses", "buys", ""]
ATTITUDES = [2, 1, 1, 0, 0, None, -1, -2]
TITLES = ["总经理", "副总裁兼首席运营官", "设备部长", "工艺工程师", "Senior Vice President of Operations"]
# Boxes of what is drawn of each person, in one drawing.
BOXES = """svg => [...svg.querySelectorAll(".node")].map(node => {
    const {left, right, top, bottom} = node.getBoundingClientRect();
    return {who: node.dataset.id, left, right, top, bottom};
})"""
TOUCH = 0.5


@pytest.fixture
def sixty(world):
    """A customer with sixty contacts in ten functions, reporting and influence lines between them."""
    with world.acting():
        customer = make_customer("苏州恒岳精密机械有限公司", by=world.by("ar"))
        people: list = []
        for place in range(60):
            people.append(
                make_contact(
                    customer, f"{'陆尤骆华高单闵时'[place % 8]}{'总' if place % 3 else '志强'}{place}",
                    FUNCTIONS[place % 10], title=TITLES[place % 5], decision_role=PARTS[place % 7],
                    attitude=ATTITUDES[place % 8], influence=place % 5 + 1,
                    reports_to=people[place // 4] if place else None,
                )
            )  # fmt: skip
        for place in range(0, 60, 5):
            draw_line(by=world.by("ar"), source=people[place], target=people[59 - place])
    return customer


def covered(drawn) -> list:
    """Pairs of people of whom one covers the other."""
    boxes = drawn.evaluate(BOXES)
    assert len(boxes) == 60
    return [
        (a["who"], b["who"])
        for a, b in itertools.combinations(boxes, 2)
        if min(a["right"], b["right"]) - max(a["left"], b["left"]) > TOUCH
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > TOUCH
    ]


def drawings(person):
    """Both drawings, once they stand."""
    expect(person.page.locator("figure[data-drawn]")).to_have_count(2, timeout=30_000)
    return person.page.locator("#power svg.draw"), person.page.locator("#fishbone svg.draw")


def test_sixty_people_never_cover_each_other(at_desk, sixty):
    person = at_desk("ar").open(f"/customers/{sixty.pk}/")
    power, bones = drawings(person)
    assert covered(power) == covered(bones) == []
    person.picture("power-sixty").clean()
    person.dark().picture("power-sixty-dark").clean()

    person.phone().open(f"/customers/{sixty.pk}/")
    power, bones = drawings(person)
    assert covered(power) == covered(bones) == []
    person.picture("power-sixty-phone").clean()


def test_people_are_reached_by_keys_and_changed_in_place(at_desk, sixty):
    person = at_desk("ar").open(f"/customers/{sixty.pk}/")
    power, _bones = drawings(person)
    power.locator(".node[tabindex='0']").focus()
    first = person.page.evaluate("document.activeElement.dataset.id")
    person.page.keyboard.press("ArrowRight")
    assert person.page.evaluate("document.activeElement.dataset.id") != first

    person.page.keyboard.press("Enter")
    expect(person.page.locator("#h-place")).to_be_focused()
    person.page.select_option("#place-attitude", "-2")
    person.page.locator("#contact-place form").first.locator("button[type=submit]").click()
    expect(person.page.locator("#toasts")).to_contain_text("已保存")
    drawings(person)
    chosen = person.page.locator("#power .node[aria-current]")
    expect(chosen).to_have_class("node t-against near")
    person.clean()

    person.page.get_by_role("link", name="打开联系人").click()
    person.page.locator("#f-title [data-edit]").click()
    person.page.locator("#f-title input[name=title]").fill("首席执行官")
    person.page.keyboard.press("Enter")
    expect(person.page.locator("#toasts")).to_contain_text("已修改")
    person.clean().phone().clean()


def test_the_drawing_zooms_and_gives_way_to_its_table(at_desk, sixty):
    person = at_desk("ar").open(f"/customers/{sixty.pk}/")
    power, _bones = drawings(person)
    node = power.locator(".node").first
    stage = power.locator("> g")
    whole = stage.get_attribute("transform")
    before = node.bounding_box()["width"]
    person.page.locator("#power [data-zoom=in]").click()
    expect(stage).not_to_have_attribute("transform", whole)
    assert node.bounding_box()["width"] > before * 1.2
    stood = stage.get_attribute("transform")
    power.focus()
    person.page.keyboard.press("ArrowLeft")
    expect(stage).not_to_have_attribute("transform", stood)
    person.page.locator("#power [data-zoom=fit]").click()
    expect(stage).to_have_attribute("transform", whole)

    person.page.locator("[data-view=table]").click()
    expect(power).to_be_hidden()
    expect(person.page.locator("#power tbody tr")).to_have_count(60)
    person.clean()
