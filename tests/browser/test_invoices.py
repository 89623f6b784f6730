"""An invoice from its request to a partial credit, and the pages of billing looked at in both themes."""

import pytest
from playwright.sync_api import expect

from receivables.models import Invoice, Receivable
from tests.factories.customers import make_customer
from tests.factories.receivables import make_open


@pytest.fixture
def owed(world):
    """Two receivables of one customer without a tax number."""
    with world.acting():
        customer = make_customer("苏州恒岳精密机械有限公司", owner=world.ar, admitted=False)
        return customer, [make_open(amount, customer=customer).pk for amount in ("1000", "600")]


def test_an_invoice_is_asked_for_issued_and_credited_in_part(at_desk, world, owed):
    customer, _ids = owed
    finance = at_desk("finance").open("/receivables/invoices/new/").clean()
    page = finance.page
    page.get_by_role("link", name=customer.name).click()

    expect(page.locator("input[name=pick]:checked")).to_have_count(2)
    page.locator("input[name^=amount-]").first.fill("400")
    page.get_by_role("button", name="申请开票").click()
    expect(page.locator("#billing-tax_number-error")).to_be_visible()
    finance.problems.clear()
    finance.picture("invoice-new").clean()
    page.locator("input[name=billing-tax_number]").fill("91320500MA1WABCD0X")
    page.get_by_role("button", name="申请开票").click()
    expect(page.locator("h1")).to_contain_text("待开发票")

    page.locator("summary", has_text="开票").first.click()
    page.locator("#issue-number").fill("26320000000000000001")
    page.locator("form.mvf[action$='/issue/'] button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("IV-")
    page.locator("summary", has_text="红冲").first.click()
    page.locator("#credit-reason").fill("单价有误")
    page.locator("form.mvf[action$='/credit/'] input[name$='amount']").first.fill("100")
    page.locator("form.mvf[action$='/credit/'] button[type=submit]").click()
    expect(page.locator("#h-credit-notes")).to_be_visible()
    with world.acting():
        invoice, note = Invoice.objects.order_by("number")
    finance.open(invoice.get_absolute_url()).picture("invoice-credited").clean()
    finance.dark().picture("invoice-credited-dark").clean()

    with world.acting():
        assert (invoice.state, invoice.credited, note.amount, note.credits_id) == (
            "issued",
            100,
            -100,
            invoice.pk,
        )
        assert Receivable.objects.filter(state="open").count() == 2


PAGES = {
    "finance": [
        "/receivables/invoices/",
        "/receivables/books/new/",
        "/receivables/books/",
        "/imports/new/invoices/",
    ],
    "admin": ["/receivables/books/accounts/"],
}


def test_pages_of_billing_are_clean_in_both_themes(at_desk, owed):
    for role, paths in PAGES.items():
        person = at_desk(role)
        for path in paths:
            name = path.strip("/").replace("/", "-")
            person.open(path).picture(name).clean().dark().picture(f"{name}-dark").clean()
