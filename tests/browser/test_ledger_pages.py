"""The ledger's own pages in both themes and on a phone: entries with proof and undo, bills, months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core.dates import local_day
from core.money import Money
from core.workflow import run
from receivables.models import Receivable
from receivables.services.allocation import allocate
from receivables.services.month_close import close_month
from receivables.services.receipts import take_receipt
from tenancy.actor import system
from tests.factories.receivables import make_line, make_open


@pytest.fixture
def books(world):
    """A receivable with a payment, a discount and a part rescheduled; a bill in hand; a closed month."""
    with world.acting():
        receivable = make_open("113000", due_on=date(2026, 9, 10))
        allocate(
            make_line("50000", receivable.customer.name), receivable, Money(Decimal(50000), "CNY"), by=system(),
            difference=Money(Decimal("30.00"), "CNY"), difference_kind="fee",
        )  # fmt: skip
        bill = take_receipt(
            by=system(), kind="commercial_bill", customer=receivable.customer, amount=Money(Decimal(80000), "CNY"),
            received_on=local_day(), bill_number="230530200007820261130000001", drawer=receivable.customer.name,
            acceptor="锡澄集团财务公司", due_on=local_day() + timedelta(days=150),
        )  # fmt: skip
        take_receipt(
            by=system(), kind="cash", customer=receivable.customer, amount=Money(Decimal(500), "CNY"),
            received_on=local_day(),
        )  # fmt: skip
        whole = make_open("90000", customer=receivable.customer)
        parts = [{"due_on": "2027-01-31", "amount": "30000"}, {"due_on": "2027-03-31", "amount": None}]
        run(whole, "reschedule", by=system(), fields={"parts": parts, "reason": "客户资金紧张"})
        close_month(date(2026, 9, 1), by=system())
    return {"receivable": receivable, "bill": bill, "whole": whole}


def test_the_ledgers_pages_are_clean_and_an_entry_is_undone(at_desk, world, books):
    finance = at_desk("finance")
    page = finance.page
    owed = books["receivable"].get_absolute_url()
    for name, path in (
        ("receivable", owed), ("rescheduled", books["whole"].get_absolute_url()), ("months", "/receivables/months/"),
        ("receipts", "/receivables/receipts/?view=all"), ("receipt", books["bill"].get_absolute_url()),
        ("receipt-new", "/receivables/receipts/new/"),
    ):  # fmt: skip
        finance.open(path).clean().picture(f"ledger-{name}").dark().clean().picture(f"ledger-{name}-dark")

    finance.open(owed)
    expect(page.locator("[data-proof]")).to_contain_text("62,970.00")
    page.locator("details.undo summary").first.click()
    page.locator("details.undo input[name=reason]:visible").fill("付错了")
    page.locator("details.undo button[type=submit]:visible").click()
    expect(page.locator("[data-proof]")).to_contain_text("113,000.00")
    with world.acting():
        assert Receivable.objects.get(pk=books["receivable"].pk).balance == 113000

    finance.phone()
    for name, path in (("list", "/receivables/receipts/"), ("page", owed)):
        finance.open(path).picture(f"ledger-phone-{name}").clean()
