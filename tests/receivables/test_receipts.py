"""Cash and bills of exchange: when they count as money, what becomes of them, and who may."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import local_day
from core.errors import Denied
from core.money import Money
from core.workflow import run
from customers.credit import exposure
from desk.models import Todo
from receivables.ageing import ageing
from receivables.checking import problems
from receivables.models import BankLine, LedgerEntry, Receipt, Receivable
from receivables.services.allocation import allocate
from receivables.services.month_close import close_month
from receivables.services.receipts import take_receipt, tell_due
from receivables.settings import BILL_SETTLES
from receivables.states import EntryKind, ReceivableState
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

TODAY = date(2026, 11, 20)


def cny(amount):
    return Money(Decimal(amount), "CNY")


def make_bill(customer, amount="1000", *, kind="commercial_bill", number="130", on=TODAY, by=None):
    return take_receipt(
        by=by or system(), kind=kind, customer=customer, amount=cny(amount), received_on=on, bill_number=number,
        drawer="锡澄集团", acceptor="工商银行无锡分行", due_on=on + timedelta(days=180),
    )  # fmt: skip


def move(receipt, name, **fields):
    return run(receipt, name, by=system(), fields=fields).record


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def owed(tenant):
    return make_open("1000", due_on=date(2026, 9, 1))


@pytest.fixture
def on_collection(tenant):
    set_rule(BILL_SETTLES.key, "collection", by=system())


def test_cash_is_money_at_once(owed):
    receipt = take_receipt(
        by=system(), kind="cash", customer=owed.customer, amount=cny("1000"), received_on=TODAY
    )

    allocate(receipt.line, owed, cny("1000"), by=system())

    assert fresh(owed).state == ReceivableState.SETTLED
    assert (receipt.line.source, receipt.line.statement_id) == ("cash", None)


def test_a_bill_settles_on_receipt_and_is_owed_again_when_dishonoured(owed):
    bill = make_bill(owed.customer)
    allocate(bill.line, owed, cny("1000"), by=system())
    assert fresh(owed).state == ReceivableState.SETTLED

    move(bill, "dishonour", on="2026-11-25", reason="余额不足")

    assert (fresh(owed).state, fresh(owed).balance, fresh(owed).cycle) == (ReceivableState.OPEN, 1000, 2)
    assert fresh(bill.line).unallocated == 0
    assert ageing(system(), as_of=date(2026, 11, 24)).total == 0
    assert ageing(system(), as_of=date(2026, 11, 25)).total == 1000
    assert list(problems()) == []


def test_a_bill_counts_when_it_is_collected_where_the_rule_says_so(owed, on_collection):
    bill = make_bill(owed.customer)
    assert bill.line is None

    move(bill, "collect", on="2026-11-25")

    allocate(fresh(bill).line, owed, cny("1000"), by=system())
    assert fresh(owed).state == ReceivableState.SETTLED


@pytest.mark.parametrize("last", ["collect", "dishonour"])
@pytest.mark.parametrize("passed", ["endorse", "discount"])
def test_a_bill_passed_on_ends_either_way(owed, on_collection, passed, last):
    bill = make_bill(owed.customer)
    fields = {"passed_to": "招商银行", "on": "2026-11-21"}
    fields |= {"proceeds": "985.00"} if passed == "discount" else {}

    bill = move(bill, passed, **fields)
    allocate(bill.line, owed, cny("1000"), by=system())
    move(bill, last, on="2026-11-25", **({"reason": "拒付"} if last == "dishonour" else {}))

    assert fresh(owed).balance == (0 if last == "collect" else 1000)


def test_the_banks_line_of_a_bill_is_not_money_twice(owed):
    bill = make_bill(owed.customer)
    allocate(bill.line, owed, cny("1000"), by=system())
    line = make_line("1000", "商业汇票托收")

    move(bill, "collect", on="2026-11-21", bank_line=str(line.pk))

    assert fresh(line).unallocated == 0
    assert LedgerEntry.objects.get(bank_line=line, kind=EntryKind.BILL).amount == -1000
    assert fresh(bill).bank_line == line


def test_a_bank_line_that_is_too_small_is_refused(owed):
    bill, line = make_bill(owed.customer), make_line("999")

    with pytest.raises(ValidationError) as refused:
        move(bill, "collect", on="2026-11-21", bank_line=str(line.pk))

    assert "bank_line" in refused.value.error_dict
    assert fresh(bill).state == "received"


def test_a_commercial_bill_stays_in_exposure_until_it_is_collected(owed):
    customer = owed.customer
    assert exposure(customer).total == 1000
    bill = make_bill(customer)
    assert exposure(customer).total == 1000

    allocate(bill.line, owed, cny("1000"), by=system())
    assert exposure(customer).total == 1000
    move(bill, "collect", on="2026-11-25")
    assert exposure(customer).total == 0


def test_a_bank_bill_frees_the_limit_at_once(owed):
    bill = make_bill(owed.customer, kind="bank_bill")
    allocate(bill.line, owed, cny("1000"), by=system())

    assert exposure(owed.customer).total == 0


def test_a_bill_is_recorded_once(owed):
    bill = make_bill(owed.customer)
    with pytest.raises(ValidationError):
        make_bill(owed.customer)

    move(bill, "cancel", reason="录错")

    assert make_bill(owed.customer).state == "received"
    assert fresh(bill.line).unallocated == 0


def test_what_was_recorded_by_mistake_never_was(owed):
    receipt = take_receipt(
        by=system(), kind="cash", customer=owed.customer, amount=cny("400"), received_on=TODAY
    )
    allocate(receipt.line, owed, cny("400"), by=system())

    move(receipt, "cancel", reason="录错")

    assert fresh(owed).balance == 1000
    assert ageing(system(), as_of=TODAY).total == 1000
    assert BankLine.objects.get().unallocated == 0


def test_dishonoured_in_a_closed_month_counts_from_the_open_one(owed):
    bill = make_bill(owed.customer, on=date(2026, 9, 10))
    allocate(bill.line, owed, cny("1000"), by=system())
    close_month(date(2026, 9, 1), by=system())

    move(bill, "dishonour", on="2026-09-20", reason="拒付")

    assert {entry.counts_on for entry in LedgerEntry.objects.exclude(reverses=None)} == {date(2026, 10, 1)}
    assert ageing(system(), as_of=date(2026, 9, 30)).total == 0


def test_finance_presents_a_bill_that_is_due_once(owed):
    bill = make_bill(owed.customer)

    assert [tell_due(bill.due_on - timedelta(days=1)), tell_due(bill.due_on), tell_due(bill.due_on)] == [
        0,
        1,
        1,
    ]
    assert Todo.objects.filter(kind="bill_due", record_id=bill.pk).count() == 1


def test_only_finance_records(tenant, person):
    with pytest.raises(Denied):
        make_bill(make_customer(admitted=False), by=person("credit"))
    assert make_bill(make_customer(admitted=False), by=person("finance")).pk


def test_over_the_api(tenant, api):
    customer, finance = make_customer(admitted=False), api("finance")
    body = {
        "kind": "bank_bill",
        "customer": str(customer.pk),
        "amount": {"amount": "500.00", "currency": "CNY"},
    }

    refused = finance.post("/receipts/", body)
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == {"#/bill_number", "#/due_on"}
    made = finance.post("/receipts/", body | {"bill_number": "7", "due_on": "2027-01-31"})
    assert (made.status_code, made.json()["state"]) == (201, "received")
    moves = finance.get(f"/receipts/{made.json()['id']}/transitions/").json()
    assert {move["name"] for move in moves if move["allowed"]} == {
        "endorse", "discount", "collect", "dishonour", "cancel",
    }  # fmt: skip
    fields = {"passed_to": "招行", "proceeds": {"amount": "490.00", "currency": "CNY"}}
    done = finance.post(f"/receipts/{made.json()['id']}/transitions/discount/", fields)
    assert (done.json()["state"], done.json()["proceeds"]["amount"]) == ("discounted", "490.00")
    assert finance.get("/receipts/?kind=cash").json()["results"] == []
    assert Receipt.objects.get().passed_on == local_day()
    assert Receivable.objects.count() == 0
