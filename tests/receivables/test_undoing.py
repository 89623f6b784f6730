"""Write-offs by right, credits, discounts, rescheduling, dunning fees and the way back of each."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import QueryDict

from core.errors import Blocked, Denied
from core.money import Money
from core.workflow import run
from deals.models import Agreement
from receivables.ageing import ageing
from receivables.billable import uninvoiced
from receivables.checking import problems
from receivables.models import DunningFee, DunningStep, LedgerEntry, Receivable
from receivables.services.allocation import allocate, reverse
from receivables.services.doubles import likely_doubles
from receivables.services.dunning import escalate
from receivables.services.dunning_fees import charge_fees
from receivables.services.invoicing import request_invoice
from receivables.services.ordering import allocate_by_order
from receivables.services.planning import plan
from receivables.services.undoing import undo
from receivables.settings import (
    ALLOCATION_ORDER,
    DISCOUNT_DAYS,
    DISCOUNT_PERCENT,
    DUNNING_FEES,
)
from receivables.states import EntryKind, ReceivableState
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open


def cny(amount):
    return Money(Decimal(amount), "CNY")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def move(record, name, **fields):
    return run(fresh(record), name, by=system(), fields=fields)


def entry(receivable, kind):
    return receivable.entries.get(kind=kind, reverses=None)


@pytest.fixture(autouse=True)
def books_are_right(tenant):
    yield
    assert list(problems()) == []


# --- write-off and credit -------------------------------------------------------------------------


def test_a_little_is_written_off_without_approval_more_is_asked(tenant, person):
    small, large, finance = make_open("100.00"), make_open("100.01"), person("finance")

    done, asked = (run(one, "write_off", by=finance, fields={"reason": "尾差"}) for one in (small, large))

    assert (done.approval, done.record.state) == (None, ReceivableState.WRITTEN_OFF)
    assert asked.approval.gate == "write_off" and fresh(large).state == ReceivableState.OPEN


def test_a_write_off_is_undone_by_a_counter_entry(tenant):
    receivable = make_open("80")
    move(receivable, "write_off", reason="尾差")

    undo(entry(receivable, EntryKind.WRITTEN_OFF), by=system(), reason="客户付款了")

    assert (fresh(receivable).state, fresh(receivable).balance) == (ReceivableState.OPEN, 80)
    with pytest.raises(Blocked):
        undo(entry(receivable, EntryKind.WRITTEN_OFF), by=system(), reason="again")


def test_small_write_offs_one_after_another_are_no_way_round(tenant):
    receivable, line = make_open("1000"), make_line("1000")
    for _each in range(2):
        allocate(
            line,
            fresh(receivable),
            cny("100"),
            by=system(),
            difference=cny("50"),
            difference_kind="write_off",
        )

    with pytest.raises(Blocked):
        allocate(
            line, fresh(receivable), cny("100"), by=system(), difference=cny("1"), difference_kind="write_off"
        )


def test_a_credit_lowers_what_is_owed_and_is_undone(tenant):
    receivable = make_open("1000")

    move(receivable, "credit", amount="300", reason="退货")
    assert fresh(receivable).balance == 700
    with pytest.raises(ValidationError):
        move(receivable, "credit", amount="701", reason="退货")
    move(receivable, "credit", amount="700", reason="退货")
    assert fresh(receivable).state == ReceivableState.SETTLED

    undo(receivable.entries.filter(kind=EntryKind.CREDITED).last(), by=system(), reason="未退")
    assert (fresh(receivable).state, fresh(receivable).balance) == (ReceivableState.OPEN, 700)


# --- early-payment discount -----------------------------------------------------------------------


def test_the_companys_discount_is_offered_as_a_receivable_opens(tenant):
    set_rule(DISCOUNT_PERCENT.key, "2", by=system())
    set_rule(DISCOUNT_DAYS.key, 10, by=system())

    offered, none = make_open("1000", schedule_days=30), make_open("1000", schedule_days=5)

    assert (offered.discount_percent, offered.discount_until) == (
        2,
        offered.triggered_on + timedelta(days=10),
    )
    assert none.discount_until is None


def test_an_earned_discount_closes_with_its_tax_apart(tenant):
    receivable = make_open("1130", due_on=date(2026, 11, 15), schedule_days=30)
    Agreement.objects.filter(pk=receivable.agreement_id).update(tax=Decimal(130), net=Decimal(1000))
    move(receivable, "agree_discount", percent="2", until="2026-11-20")

    allocation = allocate(
        make_line("1107.40"), fresh(receivable), cny("1107.40"), by=system(), difference=cny("22.60"),
        difference_kind="discount",
    )  # fmt: skip

    assert fresh(receivable).state == ReceivableState.SETTLED
    kinds = dict(
        allocation.entries.filter(receivable=receivable).values_list("kind").annotate(s=Sum("amount"))
    )
    assert kinds[EntryKind.DISCOUNT] == -20
    assert kinds[EntryKind.DISCOUNT_TAX] == Decimal("-2.60")


@pytest.mark.parametrize(("until", "goes"), [("2026-11-20", True), ("2026-11-19", False)])
def test_a_discount_ends_with_its_day(tenant, until, goes):
    receivable = make_open("1000", due_on=date(2026, 11, 1))
    move(receivable, "agree_discount", percent="3", until=until)
    pay = {"difference": cny("30"), "difference_kind": "discount", "by": system()}

    if goes:
        allocate(make_line("970"), fresh(receivable), cny("970"), **pay)
        assert fresh(receivable).state == ReceivableState.SETTLED
    else:
        with pytest.raises(Blocked, match=until):
            allocate(make_line("970"), fresh(receivable), cny("970"), **pay)


def test_a_discount_is_no_more_than_was_agreed(tenant):
    receivable = make_open("1000", due_on=date(2026, 11, 1))
    move(receivable, "agree_discount", percent="3", until="2026-11-20")

    with pytest.raises(ValidationError):
        allocate(
            make_line("900"), fresh(receivable), cny("900"), by=system(), difference=cny("30.01"),
            difference_kind="discount",
        )  # fmt: skip


# --- rescheduling ---------------------------------------------------------------------------------


def rescheduled(receivable, *parts):
    rows = [{"due_on": day, "amount": amount} for day, amount in parts]
    return move(receivable, "reschedule", parts=rows, reason="客户资金紧张").record


def test_what_is_open_goes_on_in_parts_with_dates_of_their_own(tenant):
    receivable = make_open("1000")
    allocate(make_line("100"), receivable, cny("100"), by=system())

    done = rescheduled(receivable, ("2026-12-31", "300"), ("2027-01-31", "300"), ("2027-02-28", None))

    parts = Receivable.objects.filter(rescheduled_from=receivable).order_by("due_on")
    assert [(part.due_on, part.balance, part.state) for part in parts] == [
        (date(2026, 12, 31), 300, "open"), (date(2027, 1, 31), 300, "open"), (date(2027, 2, 28), 300, "open"),
    ]  # fmt: skip
    assert (done.state, done.balance, done.settled_on) == (ReceivableState.SETTLED, 0, None)
    assert sum(part.balance_minor for part in parts) == 900_00
    assert ageing(system(), as_of=date(2026, 11, 30)).total == 900
    assert LedgerEntry.objects.filter(kind=EntryKind.OPENED).count() == 1


@pytest.mark.parametrize(
    "parts",
    [
        [("2026-12-31", "999.99")],
        [("2026-12-31", "500"), ("2027-01-31", "500.01")],
        [("2027-01-31", "500"), ("2026-12-31", "500")],
        [("2026-12-31", None), ("2027-01-31", "500")],
        [("2026-12-31", "1000"), ("2027-01-31", None)],
    ],
)
def test_parts_come_to_what_is_open_in_the_order_of_their_dates(tenant, parts):
    receivable = make_open("1000")

    with pytest.raises(ValidationError) as refused:
        rescheduled(receivable, *parts)

    assert "parts" in refused.value.error_dict
    assert fresh(receivable).balance == 1000


def test_rescheduling_is_undone_as_a_whole_while_no_part_was_touched(tenant):
    receivable = make_open("1000")
    rescheduled(receivable, ("2026-12-31", "400"), ("2027-01-31", "600"))
    first = Receivable.objects.get(balance=400)
    made = allocate(make_line("10"), first, cny("10"), by=system())

    with pytest.raises(Blocked):
        undo(receivable.entries.filter(kind=EntryKind.RESCHEDULED).first(), by=system(), reason="谈崩了")
    reverse(made, by=system(), reason="错")
    undo(receivable.entries.filter(kind=EntryKind.RESCHEDULED).first(), by=system(), reason="谈崩了")

    assert (fresh(receivable).state, fresh(receivable).balance) == (ReceivableState.OPEN, 1000)
    assert set(Receivable.objects.exclude(pk=receivable.pk).values_list("state", "balance")) == {
        ("cancelled", 0)
    }


def test_parts_are_not_planned_or_billed_a_second_time(tenant):
    receivable = make_open("1000")
    request_invoice(receivable, by=system(), amount=cny("700"))
    rescheduled(receivable, ("2026-12-31", "400"), ("2027-01-31", "600"))

    plan(receivable.agreement, by=system())

    assert not Receivable.objects.filter(state="planned").exists()
    part = Receivable.objects.get(balance=600)
    assert uninvoiced(part) == 300
    request_invoice(part, by=system())
    assert uninvoiced(Receivable.objects.get(balance=400)) == 0


def test_text_of_a_page_is_read_line_by_line(tenant, person):
    receivable = make_open("1000")
    data = QueryDict(mutable=True)
    data.update({"parts": "2026-12-31 400\n2027-01-31", "reason": "展期"})

    run(receivable, "reschedule", by=person("finance"), fields=data)

    assert set(receivable.parts.values_list("balance", flat=True)) == {400, 600}
    with pytest.raises(Denied):
        run(make_open("5"), "reschedule", by=person("credit"), fields=data)


# --- dunning fees ---------------------------------------------------------------------------------


def test_a_fee_is_charged_once_for_a_level_and_cycle(tenant):
    set_rule(DUNNING_FEES.key, {"level_1": "50.00"}, by=system())
    receivable, day = make_open("1000", due_on=date(2026, 9, 1)), date(2026, 9, 2)
    escalate(tenant.pk, day)

    assert [charge_fees(tenant.pk, day) for _again in range(2)] == [1, 0]

    fee = DunningFee.objects.get().fee
    assert (fee.state, fee.balance, fee.due_on, fee.customer_id) == ("open", 50, day, receivable.customer_id)
    assert fee.agreement_id is None
    escalate(tenant.pk, date(2026, 9, 3))
    assert charge_fees(tenant.pk, date(2026, 9, 3)) == 0
    assert DunningStep.objects.filter(receivable=fee).count() == 1


def test_without_an_amount_no_fee_is_charged(tenant):
    make_open("1000", due_on=date(2026, 9, 1))
    escalate(tenant.pk, date(2026, 9, 2))

    assert charge_fees(tenant.pk, date(2026, 9, 2)) == 0


# --- order and doubles ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "left"),
    [("oldest_due", [0, 500, 50]), ("largest", [300, 150, 100]), ("smallest", [50, 500, 0])],
)
def test_a_payment_is_used_in_the_companys_order(tenant, order, left):
    set_rule(ALLOCATION_ORDER.key, order, by=system())
    customer = make_customer(admitted=False)
    rows = [
        make_open(amount, customer=customer, due_on=day)
        for amount, day in (("300", date(2026, 9, 1)), ("500", date(2026, 10, 1)), ("100", date(2026, 9, 20)))
    ]

    allocate_by_order(make_line("350"), by=system(), customer=customer)

    assert [fresh(row).balance for row in rows] == left


def test_fees_are_paid_first_where_the_company_says_so(tenant):
    set_rule(DUNNING_FEES.key, {"level_1": "50.00"}, by=system())
    set_rule(ALLOCATION_ORDER.key, "fees_first", by=system())
    receivable = make_open("1000", due_on=date(2026, 9, 1))
    escalate(tenant.pk, date(2026, 9, 2))
    charge_fees(tenant.pk, date(2026, 9, 2))

    allocate_by_order(make_line("60"), by=system(), customer=receivable.customer)

    assert DunningFee.objects.get().fee.balance == 0
    assert fresh(receivable).balance == 990


def test_the_second_payment_of_its_kind_is_told(tenant):
    receivable = make_open("1000")
    first = make_line("500", "/NAME/锡澄精密机械有限公司/REMI/货款")
    allocate(first, receivable, cny("500"), by=system())
    second = make_line("500", "/NAME/锡澄精密机械有限公司/REMI/货款", day="261125")
    other = make_line("500", "/NAME/苏州恒岳有限公司/REMI/货款", day="261125")
    late = make_line("500", "/NAME/锡澄精密机械有限公司/REMI/货款", day="261225")

    found = likely_doubles([second, other, late])

    assert found == {second.pk: [first]}


def test_a_likely_double_is_never_posted_by_itself(tenant):
    text = "/NAME/锡澄精密机械有限公司/REMI/"
    receivable = make_open("500", customer=make_customer("锡澄精密机械有限公司", admitted=False))
    make_open("500", customer=receivable.customer)
    make_line("500", f"{text}{receivable.number}")
    assert fresh(receivable).state == ReceivableState.SETTLED

    unnamed = make_line("500", text, day="261122")

    assert fresh(unnamed).unallocated == 500
    assert likely_doubles([unnamed])
