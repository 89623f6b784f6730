"""Lists by keyboard and by mouse: filter, preview, ticked rows, columns, views; clean while each is open."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead
from tests.factories.leads import make_lead

ALL = "/leads/?view=all"
ROW = ".t.ls tbody tr"


@pytest.fixture
def boss(at_desk, world):
    """The sales manager before a list of three leads, of which one is out of work."""
    with world.acting():
        for state, title in (
            ("assigned", "减速器装配"),
            ("assigned", "涂装线改造"),
            ("invalid", "点检机器人"),
        ):
            make_lead(world, at=state, title=title)
    return at_desk("sales_manager").open(ALL)


def test_a_filter_is_made_and_changed_by_keyboard(boss):
    page = boss.page

    page.keyboard.press("f")
    expect(page.locator("#filter-pop a").first).to_be_focused()
    page.locator("#filter-pop a", has_text="状态").click()
    page.locator("#filter-options input[value=assigned]").check()
    boss.clean()
    page.keyboard.press("Enter")

    expect(page.locator(ROW)).to_have_count(2)
    page.locator(".chip.on a").first.click()
    page.locator("select[name=op]").select_option("not_in")
    page.locator("#filter-pop button[type=submit]").click()
    expect(page.locator(ROW)).to_have_count(1)


def test_the_preview_follows_the_keys_and_closes(boss):
    page = boss.page

    page.locator(ROW).nth(0).locator("td").nth(3).click()
    expect(page.locator("#pv h2")).to_have_text(title(page, 0))
    page.keyboard.press("j")
    expect(page.locator("#pv h2")).to_have_text(title(page, 1))
    expect(page.locator("#pv [data-place]")).to_have_text("2 / 3")
    boss.clean()
    page.reload()
    expect(page.locator("#pv h2")).to_have_text(title(page, 1))
    page.locator(f"{ROW}.cur a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#pv")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/leads/*-*/")


def test_ticked_rows_are_given_away_and_the_rest_is_named(boss, world):
    page = boss.page

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("[data-all]").click()
    expect(page.locator("#bulk [data-picked]")).to_contain_text("3")
    expect(page.locator("#bulk [data-amount]")).to_have_text("1,920.0 万")
    page.locator("#bulk button[value=assign]").click()
    expect(page.locator("#ask .note.warn")).to_contain_text("将跳过 1 条")
    boss.clean()
    page.locator("#ask select[name=owner]").select_option(label=world.sr.name)
    page.locator("#ask .btn-primary").click()

    expect(page.locator(".l2-toast").first).to_contain_text("已完成 2 条")
    with world.acting():
        assert Lead.objects.filter(owner=world.sr).count() == 2


def test_columns_are_moved_with_the_arrow_keys_and_kept(boss):
    page = boss.page

    page.locator("summary", has_text="列").click()
    boss.clean()
    grip = page.locator("[data-act=grip]").nth(1)
    grip.focus()
    page.keyboard.press("ArrowUp")
    page.locator(".pop.cols input[name=columns]").nth(3).uncheck()
    page.locator(".pop.cols .btn-primary").click()

    expect(page.locator(".t.ls th").nth(2)).to_have_text("级别")
    page.goto(boss.site + "/leads/?view=all")
    expect(page.locator(".t.ls th").nth(2)).to_have_text("级别")


def test_what_is_in_force_becomes_a_view(boss):
    page = boss.page
    boss.open("/leads/?state=assigned&view=all")

    page.locator(".vtools summary").last.click()
    page.locator("#new-view-name").fill("待跟进")
    boss.clean()
    page.keyboard.press("Enter")

    expect(page.locator("#list-tabs a[aria-current]")).to_contain_text("待跟进")
    expect(page.locator(ROW)).to_have_count(2)


def test_the_list_with_its_filter_and_its_ticks_fits_a_phone(boss):
    page = boss.dark().phone().page

    page.locator(f"{ROW} .ck").first.check()
    expect(page.locator("#bulk")).to_be_visible()
    boss.clean()
    page.locator("details[data-key=filter] summary").click()
    page.locator("#filter-pop a").first.click()
    expect(page.locator("#filter-pop form")).to_be_visible()
    boss.clean()


def title(page, row: int) -> str:
    """The need of a row, as its preview is headed."""
    return page.locator(ROW).nth(row).locator(".nm .d").inner_text()
