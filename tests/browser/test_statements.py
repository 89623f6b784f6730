"""A bank's table that nobody has explained: its columns said, tried, read; the account confirmed."""

from playwright.sync_api import expect

from receivables.models import BankLine

TABLE = (
    '编码,入款日子,谁,多少\n1,03/04/2026,苏州恒岳精密机械有限公司,"1,234.50"\n2,05/06/2026,银行手续费,-5.00\n'
)


def test_an_unknown_table_is_explained_previewed_and_read(at_desk, world):
    desk = at_desk("finance").open("/receivables/statements/import/")
    desk.clean().picture("statement-import")
    file = {"name": "某银行.csv", "mimeType": "text/csv", "buffer": TABLE.encode("gb18030")}
    desk.page.set_input_files("input[type=file]", file)
    desk.page.click("main form button.btn-primary")
    desk.page.wait_for_url("**/imports/*-*/")

    for column, role in ((1, "booked_on"), (2, "payer"), (3, "amount")):
        desk.page.select_option(f"[name=column-{column}]", role)
    desk.page.click("button[name=preview]")
    expect(desk.page.locator("main")).to_contain_text("日和月哪个在前")
    desk.page.select_option("[name=date_order]", "dmy")
    desk.page.fill("[name=account]", "6222000011112222")
    desk.page.click("button[name=preview]")
    expect(desk.page.locator(".stpv")).to_contain_text("1,234.50")
    desk.clean().picture("statement-mapping")
    desk.dark().clean().picture("statement-mapping-dark").phone().clean().picture("statement-mapping-phone")
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.page.click("main .formfoot button.btn-primary")
    desk.page.wait_for_url("**/statements/*-*/")

    with world.acting():
        assert BankLine.objects.filter(payer="苏州恒岳精密机械有限公司").count() == 1
    desk.open("/receivables/statements/accounts/").clean().picture("bank-accounts")
    desk.page.check("[name=is_confirmed]")
    desk.page.click(".acc button:has-text('保存')")
    expect(desk.page.locator("main")).to_contain_text("已确认")
