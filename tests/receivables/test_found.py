"""What money is about is found by number, customer and docket from the moment it is made."""

from datetime import date
from decimal import Decimal

import pytest

from core import search
from core.money import Money
from core.workflow import run
from receivables.models import Invoice
from receivables.services import confirmation
from receivables.services.account_statements import make_statement
from receivables.services.invoicing import Wanted, ask_for_invoice
from receivables.services.receipts import take_receipt
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.receivables import make_open

DUE = date(2026, 9, 1)


@pytest.fixture
def chased(world):
    """A customer of the AR's with one of everything that money is about: {kind: its number}."""
    customer = make_customer("浙江澄江轴承有限公司", by=world.by("ar"), admitted=False)
    receivable = make_open("1000", customer=customer, due_on=DUE, ar=world.people["ar"])
    invoice = ask_for_invoice([Wanted(receivable)], by=system(), billing={"tax_number": "91320500MA1WABCD0X"})
    run(invoice, "issue", by=system(), fields={"issued_on": str(DUE), "number": "26327000000417"})
    receipt = take_receipt(
        by=system(), kind="cash", customer=customer, amount=Money(Decimal(10), "CNY"), received_on=DUE
    )
    statement = make_statement(customer, by=system())
    letter = confirmation.make(customer, by=system())
    run(receivable, "start_legal", by=system(), fields={"reason": "多次推托"})
    case = customer.legal_cases.get()
    run(case, "sue", by=system(), fields={"court": "苏州中院", "docket": "苏05民初417"})
    return {
        "receivables.receivable": receivable.number, "receivables.invoice": Invoice.objects.get().number,
        "receivables.receipt": receipt.number, "receivables.accountstatement": statement.number,
        "receivables.confirmationletter": letter.number, "receivables.legalcase": case.number,
    }  # fmt: skip


def kinds(q, by):
    return {hit.kind for hit in search.everywhere(q, by)}


def test_each_is_found_by_its_number_and_all_by_the_customer(world, chased):
    for kind, number in chased.items():
        assert kind in kinds(number, world.by("finance")), kind

    assert kinds("澄江轴承", world.by("finance")) >= set(chased)
    assert kinds("民初417", world.by("legal")) == {"receivables.legalcase"}
    assert kinds("26327000000417", world.by("finance")) == {"receivables.invoice"}


def test_nothing_is_found_for_whom_may_not_see_it(world, chased):
    assert kinds("澄江轴承", world.by("ar")) >= {"receivables.accountstatement", "receivables.receivable"}
    assert not kinds("澄江轴承", world.by("sr")) & set(chased)
