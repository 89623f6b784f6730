"""Moving in: receivables, invoices, receipts and limits out of the books before, and back again."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from customers.models import CreditLimit
from integrations.imports.asking import start, undo
from integrations.imports.sums import compared
from receivables.ageing import ageing
from receivables.models import Allocation, BankLine, Invoice, LedgerEntry, Receivable
from receivables.services.month_close import close_month
from tests.factories.customers import make_customer
from tests.integrations.conftest import counts

RECEIVABLES = "应收单号,客户,金额,未收金额,单据日期,到期日,合同号,币种\n"
INVOICES = "发票号码,客户编号,价税合计,已收金额,开票日期,到期日,税率,收款日期\n"
RECEIPTS = "收款单号,客户,金额,到账日期,发票号,摘要\n"
D = Decimal


@pytest.fixture
def customer(world):
    return make_customer("苏州瀚成电子有限公司", owner=world.ar, admitted=False, number="K-0815")


@pytest.fixture
def take(world, bring, write):
    """`take(text, kind)` takes a file over as finance."""

    def taken(text, kind="receivables", **more):
        return write(bring(text, "finance", kind, **more), "finance")

    return taken


def balances() -> dict:
    return {row.number: (row.state, row.balance, row.due_on) for row in Receivable.objects.all()}


def test_open_receivables_are_dated_in_the_past_and_partly_paid(world, customer, take):
    upload = take(
        RECEIVABLES
        + "A-1,苏州瀚成电子,1000,400,2025-03-05,2025-04-05,旧合同-7,\n"
        + f"A-2,{customer.number},500,,2025-06-01,2025-07-01,,\n"
        + "A-3,苏州瀚成电子有限公司,300,0,2025-01-01,2025-02-01,,\n"
    )

    assert counts(upload) == {"created": 3}
    assert balances() == {
        "A-1": ("open", 400, date(2025, 4, 5)),
        "A-2": ("open", 500, date(2025, 7, 1)),
        "A-3": ("settled", 0, date(2025, 2, 1)),
    }
    first = Receivable.objects.get(number="A-1")
    assert (first.is_taken_over, first.reference, first.deal_id, first.owner) == (
        True,
        "旧合同-7",
        None,
        world.ar,
    )
    entries = first.entries.order_by("position")
    assert [(e.kind, e.amount, e.counts_on) for e in entries] == [
        ("opened", 1000, date(2025, 3, 5)), ("allocated", -600, date(2025, 3, 5)),
    ]  # fmt: skip
    line = first.allocations.get().bank_line
    assert (line.source, line.statement_id, line.unallocated) == ("taken_over", None, 0)
    report = ageing(world.by("finance"), as_of=date(2025, 12, 31))
    assert (report.total, report.adds_up, report.amounts["181-365"]) == (900, True, 900)
    assert [(str(one["file"].amount), str(one["difference"].amount)) for one in compared(upload)] == [
        ("1800", "0"), ("900", "0"),
    ]  # fmt: skip


def test_bad_rows_are_named_by_line_and_column_and_nothing_of_them_is_written(world, customer, take):
    make_customer("别家有限公司", owner=world.ar, admitted=False)
    rows = [
        ("B-1,没有的客户,10,,2025-01-01,,,", "客户"),
        (",苏州瀚成电子,10,,2025-01-01,,,", "应收单号"),
        ("B-3,苏州瀚成电子,10,11,2025-01-01,,,", "未收金额"),
        ("B-4,苏州瀚成电子,,,2025-01-01,,,", "金额"),
        ("B-5,苏州瀚成电子,10,,2099-01-01,,,", "单据日期"),
        ("B-6,苏州瀚成电子,10,,2025-02-30,,,", "单据日期"),
        ("B-7,苏州瀚成电子,NaN,,2025-01-01,,,", "金额"),
        ("B-8,苏州瀚成电子,10,,2025-01-01,,,XXX", "币种"),
        ("B-9,苏州瀚成电子,10,,2025-01-01,,,USD", "币种"),
        ("B-10,苏州瀚成电子,10.123,,2025-01-01,,,", "金额"),
        ("B-11,苏州瀚成电子,10,,,,,", "单据日期"),
    ]
    upload = take(
        RECEIVABLES + "\n".join(row for row, _column in rows) + "\nB-12,苏州瀚成电子,10,,2025-01-01,,,\n"
    )

    failed = list(upload.rows.filter(fate="failed").order_by("position").values_list("number", "column"))
    assert failed == [(at, column) for at, (_row, column) in enumerate(rows, start=2)]
    assert list(balances()) == ["B-12"]
    assert [str(one["difference"].amount) for one in compared(upload)] == ["80.123", "10", "81.123", "10"]


def test_the_same_file_again_adds_nothing(world, customer, take):
    text = (
        RECEIVABLES + "C-1,苏州瀚成电子,1000,400,2025-03-05,2025-04-05,,\nC-1,苏州瀚成电子,5,,2025-03-05,,,\n"
    )

    assert counts(take(text)) == {"created": 1, "skipped": 1}
    assert counts(take(text)) == {"skipped": 2}
    assert LedgerEntry.objects.count() == 4


def test_the_order_of_day_and_month_is_asked_for_the_file(world, customer, bring, work):
    text = "应收单号,客户,金额,单据日期\nD-1,苏州瀚成电子,10,03/04/2025\nD-2,苏州瀚成电子,20,05/06/2025\n"
    upload = bring(text, "finance", "receivables")

    with pytest.raises(ValidationError, match="day or the month"):
        start(upload, by=world.by("finance"), dry_run=True)
    upload.day_first = False
    upload.save()
    start(upload, by=world.by("finance"), dry_run=False)
    assert counts(work(upload)) == {"created": 2}
    assert Receivable.objects.get(number="D-1").triggered_on == date(2025, 3, 4)


def test_a_file_that_shows_its_order_is_not_asked_about(world, customer, take):
    text = "应收单号,客户,金额,单据日期\nE-1,苏州瀚成电子,10,03/04/2025\nE-2,苏州瀚成电子,20,25/06/2025\n"

    assert counts(take(text)) == {"created": 2}
    assert Receivable.objects.get(number="E-1").triggered_on == date(2025, 4, 3)


def test_a_day_that_leaves_it_open_far_down_stops_the_file_before_anything_is_tried(world, customer, take):
    rows = [f"F-{n},苏州瀚成电子,10,2025-01-02" for n in range(210)] + ["F-x,苏州瀚成电子,10,03/04/2025"]
    upload = take("应收单号,客户,金额,单据日期\n" + "\n".join(rows) + "\n")

    assert (upload.state, upload.created, Receivable.objects.count()) == ("matching", 0, 0)
    assert "3/11/2026" in upload.problem


def test_a_closed_month_refuses(world, customer, take):
    make_old = take(RECEIVABLES + "G-0,苏州瀚成电子,1,,2025-01-01,,,\n")
    close_month(date(2025, 1, 1), by=world.by("finance"))
    upload = take(RECEIVABLES + "G-1,苏州瀚成电子,10,,2025-01-31,,,\nG-2,苏州瀚成电子,10,,2025-02-01,,,\n")

    assert make_old.created == 1 and counts(upload) == {"created": 1, "failed": 1}
    assert "2025-01-31" in upload.rows.get(fate="failed").reason


# --- invoices and receipts ------------------------------------------------------------------------------------


def test_invoices_keep_their_numbers_and_bring_their_receivables(world, customer, take):
    upload = take(
        INVOICES
        + f"07654321,{customer.number},1130,,2025-05-10,2025-06-10,13%,\n"
        + f"07654322,{customer.number},1060,60,2025-05-11,2025-06-11,6%,2025-05-20\n"
        + f"IV-2026-000009,{customer.number},10,,2025-05-11,2025-06-11,,\n",
        "invoices",
    )

    assert counts(upload) == {"created": 2, "failed": 1}
    first, second = Invoice.objects.order_by("number")
    assert (first.number, first.state, first.net, first.tax, first.issued_on, first.is_taken_over) == (
        "07654321", "issued", 1000, 130, date(2025, 5, 10), True,
    )  # fmt: skip
    item = second.items.get()
    assert (item.tax, item.receivable.balance, item.receivable.allocations.get().counts_on) == (
        60, 1000, date(2025, 5, 20),
    )  # fmt: skip


def test_an_invoice_over_a_receivable_that_is_there_makes_no_second_debt(world, customer, take):
    take(RECEIVABLES + "H-1,苏州瀚成电子,1000,400,2025-03-05,2025-04-05,,\n")
    text = "发票号码,客户,价税合计,开票日期,应收单号\n"
    upload = take(
        text + "111,苏州瀚成电子,800,2025-03-06,H-1\n222,苏州瀚成电子,300,2025-03-07,H-1\n", "invoices"
    )

    assert counts(upload) == {"created": 1, "failed": 1}
    assert "200.00" in upload.rows.get(fate="failed").reason
    assert Receivable.objects.count() == 1


def test_receipts_pay_the_invoice_they_name_and_keep_the_rest(world, customer, take):
    take(INVOICES + f"901,{customer.number},1000,,2025-05-10,2025-06-10,13%,\n", "invoices")
    upload = take(
        RECEIPTS
        + "S1,苏州瀚成电子,600,2025-06-01,901,货款\nS2,苏州瀚成电子,500,2025-06-02,901,货款\n"
        + "S3,苏州瀚成电子,50,2025-06-03,,预付\nS4,苏州瀚成电子,50,2025-06-03,999,预付\n"
        + "S1,苏州瀚成电子,600,2025-06-01,901,货款\n",
        "receipts",
    )

    assert counts(upload) == {"created": 3, "skipped": 1, "failed": 1}
    receivable = Receivable.objects.get()
    assert (receivable.state, receivable.balance) == ("settled", 0)
    rests = dict(BankLine.objects.values_list("customer_reference", "unallocated"))
    assert rests == {"S1": 0, "S2": 100, "S3": 50}
    assert compared(upload)[0]["difference"].amount == 650


# --- back -----------------------------------------------------------------------------------------------------


def test_taking_over_is_undone_by_reversing_entries(world, customer, take, work):
    upload = take(
        RECEIVABLES + "K-1,苏州瀚成电子,1000,400,2025-03-05,,,\nK-2,苏州瀚成电子,9,0,2025-03-05,,,\n"
    )
    entries = LedgerEntry.objects.count()

    undo(upload, by=world.by("finance"))
    upload = work(upload)

    assert (upload.state, upload.taken_back, upload.kept) == ("undone", 2, 0)
    assert balances() == {"K-1": ("cancelled", 0, None), "K-2": ("cancelled", 0, None)}
    assert LedgerEntry.objects.count() == 2 * entries
    assert not BankLine.objects.exclude(unallocated=0).exists()
    assert not Allocation.objects.filter(reversed_at=None).exists()
    assert counts(take(RECEIVABLES + "K-1,苏州瀚成电子,1000,400,2025-03-05,,,\n")) == {"created": 1}


def test_invoices_and_receipts_go_back_in_turn(world, customer, take, work):
    invoices = take(INVOICES + f"901,{customer.number},1000,,2025-05-10,2025-06-10,13%,\n", "invoices")
    receipts = take(RECEIPTS + "S1,苏州瀚成电子,1000,2025-06-01,901,货款\n", "receipts")

    undo(invoices, by=world.by("finance"))
    assert work(invoices).kept == 1
    undo(receipts, by=world.by("finance"))
    receipts = work(receipts)

    assert (receipts.taken_back, receipts.kept) == (1, 0)
    assert Receivable.objects.get().state == "open"
    assert BankLine.objects.get().unallocated == 0
    assert Invoice.objects.get().state == "issued"


def test_an_invoice_taken_back_frees_its_number(world, customer, take, work):
    text = INVOICES + f"901,{customer.number},1000,100,2025-05-10,2025-06-10,13%,\n"
    invoices = take(text, "invoices")

    undo(invoices, by=world.by("finance"))
    assert work(invoices).taken_back == 1

    assert not Invoice.objects.exists() and Receivable.objects.get().state == "cancelled"
    assert counts(take(text, "invoices")) == {"created": 1}


# --- limits ---------------------------------------------------------------------------------------------------


def test_limits_are_in_force_until_their_day(world, customer, bring, write):
    text = (
        "客户,信用额度,有效期至\n苏州瀚成电子,50万,2099-12-31\n没有,1,2099-12-31\n苏州瀚成电子,9,2099-12-31\n"
    )
    upload = bring(text, "credit", "credit-limits")

    assert counts(write(upload, "credit", dry_run=True)) == {"created": 1, "failed": 1, "skipped": 1}
    assert not CreditLimit.objects.exists()
    assert counts(write(upload, "credit")) == {"created": 1, "failed": 1, "skipped": 1}

    limit = CreditLimit.objects.get()
    assert (limit.state, limit.amount, limit.valid_until) == ("live", 500000, date(2099, 12, 31))


def test_only_finance_takes_over(api):
    for role, kind in (("ar", "receivables"), ("credit", "invoices"), ("finance", "credit-limits")):
        answer = api(role).upload("/imports/", RECEIVABLES.encode(), name="x.csv", kind=kind)
        assert answer.status_code == 403, (role, kind)


def test_over_the_api_the_order_is_a_field(api, customer):
    text = "应收单号,客户,金额,单据日期\nL-1,苏州瀚成电子,10,03/04/2025\n".encode()
    finance = api("finance")

    asked = finance.upload("/imports/", text, name="x.csv", kind="receivables")
    told = finance.upload("/imports/", text, name="x.csv", kind="receivables", day_first="true")

    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (422, "#/day_first")
    assert told.status_code == 202 and told.json()["totals"] == []
