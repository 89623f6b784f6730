from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.errors import Blocked
from core.money import Money
from receivables.models import LedgerEntry, PayerAlias, Receivable
from receivables.services.allocation import allocate, reverse
from receivables.states import ReceivableState
from tenancy.actor import system
from tests.factories.receivables import make_line, make_open


def cny(amount):
    return Money(Decimal(amount), "CNY")


def balance_by_entries(receivable):
    return sum(LedgerEntry.objects.filter(receivable=receivable).values_list("amount", flat=True))


def test_full_payment_settles_the_receivable(tenant):
    receivable, line = make_open("100000"), make_line("100000")

    allocate(line, receivable, cny("100000"), by=system())

    receivable.refresh_from_db()
    line.refresh_from_db()
    assert (receivable.state, receivable.balance, line.unallocated) == (ReceivableState.SETTLED, 0, 0)
    assert receivable.balance_minor == 0 and balance_by_entries(receivable) == 0


def test_partial_payment_leaves_the_rest_open(tenant):
    receivable, line = make_open("100000"), make_line("30000")

    allocate(line, receivable, cny("30000"), by=system())

    receivable.refresh_from_db()
    assert (receivable.state, receivable.balance) == (ReceivableState.OPEN, Decimal(70000))
    assert "partly_paid" in receivable.flags


def test_overpayment_stays_on_the_line(tenant):
    receivable, line = make_open("100000"), make_line("120000")

    with pytest.raises(ValidationError) as refused:
        allocate(line, receivable, cny("120000"), by=system())
    allocate(line, receivable, cny("100000"), by=system())

    line.refresh_from_db()
    assert line.unallocated == Decimal(20000)
    assert "amount" in refused.value.error_dict


def test_used_up_line_is_refused(tenant):
    first, second, line = make_open("100000"), make_open("100000"), make_line("100000")
    allocate(line, first, cny("100000"), by=system())

    with pytest.raises(Blocked):
        allocate(line, second, cny("1"), by=system())


def test_reversal_reopens_and_can_be_paid_again(tenant):
    receivable, line = make_open("100000"), make_line("100000")
    allocation = allocate(line, receivable, cny("100000"), by=system())

    reverse(allocation, by=system(), reason="付错了")

    receivable.refresh_from_db()
    line.refresh_from_db()
    assert (receivable.state, receivable.balance, line.unallocated) == (ReceivableState.OPEN, 100000, 100000)
    assert receivable.cycle == 2
    allocate(line, receivable, cny("100000"), by=system())
    with pytest.raises(Blocked):
        reverse(allocation, by=system(), reason="again")


def test_balance_cannot_be_written_by_hand(tenant):
    receivable = make_open("100000")

    with pytest.raises(IntegrityError), transaction.atomic():
        Receivable.objects.filter(pk=receivable.pk).update(balance=1)


def test_a_decision_teaches_the_payer(tenant):
    receivable = make_open("100000")
    line = make_line("100000", "/NAME/锡澄集团财务公司/REMI/货款")

    allocation = allocate(line, receivable, cny("100000"), by=system())

    alias = PayerAlias.objects.get()
    assert (alias.customer_id, alias.is_confirmed) == (receivable.customer_id, True)
    reverse(allocation, by=system(), reason="付错了")
    assert not PayerAlias.objects.get().is_confirmed
