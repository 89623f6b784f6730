"""A file of leads with mistakes: tried, written, its failed rows mended and brought again, all of it undone."""

import pytest
from playwright.sync_api import expect

from core.relay import drain
from leads.models import Lead

HEADER = "公司名称\t姓名\t电话\t感兴趣的产品\t预算（万）\n"
ROWS = (
    "苏州瀚成电子有限公司\t骆启航\t13905120001\t柔性装配线\t640\n常州启明\t单文静\t139051288\tAGV\t约 300\n"
)


@pytest.fixture
def due(world):
    """Do what the workers would now do, once the page says that it waits for them."""

    def work(desk=None):
        if desk:
            expect(desk.page.locator(".runx")).to_contain_text("可离开本页")
        drain(world.tenant.pk)

    return work


def test_an_import_with_mistakes_is_tried_written_mended_and_undone(at_desk, world, due):
    desk = at_desk("ar").open("/imports/new/leads/")
    desk.clean().picture("import-new")
    bring(desk, (HEADER + ROWS).encode("gb18030"))
    due()
    expect(desk.page.locator("#read")).to_contain_text("2 行")
    expect(desk.page.locator("#column-4, [name=column-4]")).to_have_value("budget")
    desk.clean().picture("import-match")

    desk.page.click("#match button[type=submit]")
    due(desk)
    expect(desk.page.locator(".res")).to_contain_text("1新建")
    expect(desk.page.locator(".t.er")).to_contain_text("139051288")
    desk.clean().picture("import-tried")
    desk.dark().clean().picture("import-tried-dark").phone().clean().picture("import-tried-phone")
    desk.page.set_viewport_size({"width": 1440, "height": 900})

    desk.page.click(".runx button")
    due(desk)
    expect(desk.page.locator(".runx")).to_contain_text("撤销导入")
    assert companies(world) == {"苏州瀚成电子有限公司"}

    with desk.page.expect_download() as download:
        desk.page.click("a:has-text('下载 1 行去修改')")
    mended = download.value.path().read_text("utf-8-sig").replace("139051288", "13905128888")
    where = desk.page.url
    desk.open("/imports/new/leads/")
    bring(desk, mended.encode())
    desk.page.click("#match button[type=submit]")
    due(desk)
    desk.page.click(".runx button:has-text('写入')")
    due(desk)
    expect(desk.page.locator(".runx")).to_contain_text("撤销导入")
    assert companies(world) == {"苏州瀚成电子有限公司", "常州启明"}

    desk.page.goto(where)
    desk.page.click(".runx button:has-text('撤销导入')")
    due(desk)
    expect(desk.page.locator(".runx")).to_contain_text("撤回 1 行")
    assert companies(world) == {"常州启明"}


def bring(desk, content: bytes) -> None:
    file = {"name": "名单.csv", "mimeType": "text/csv", "buffer": content}
    desk.page.set_input_files("input[type=file]", file)
    desk.page.click("main form button.btn-primary")
    desk.page.wait_for_url("**/imports/*-*/")


def companies(world) -> set[str]:
    with world.acting():
        return set(Lead.objects.values_list("company_name", flat=True))
