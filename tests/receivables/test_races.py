"""Twenty at once: exactly one wins, and nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core.errors import Refused
from core.money import Money
from core.tenancy import acting_for
from receivables.models import Allocation, BankLine, DunningStep, LedgerEntry, Receivable
from receivables.services.allocation import allocate, reverse
from receivables.services.dunning import escalate
from receivables.services.statements import import_statement
from tenancy.actor import system
from tenancy.setup import create_tenant
from tests.factories.receivables import make_line, make_open, mt940

THREADS = 20
DUE = date(2026, 9, 1)


@pytest.fixture
def house(committed):
    return create_tenant(code=f"race-{uuid4().hex[:8]}", name="并发")


def at_once(work) -> list:
    """Run `work(number)` in all threads; True where it went through."""

    def one(number):
        try:
            work(number)
            return True
        except (Refused, ValidationError):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


@pytest.mark.slow
def test_one_payment_is_used_once(house):
    with acting_for(house):
        line = make_line("100").pk
        targets = [make_open("100").pk for _each in range(4)]

    def pay(number):
        with acting_for(house.pk):
            receivable = Receivable.objects.get(pk=targets[number % 4])
            allocate(BankLine.objects.get(pk=line), receivable, Money(Decimal(100), "CNY"), by=system())

    assert at_once(pay).count(True) == 1
    with acting_for(house):
        assert Allocation.objects.count() == 1
        assert BankLine.objects.get(pk=line).unallocated == 0
        assert Receivable.objects.filter(state="settled").count() == 1


@pytest.mark.slow
def test_one_receivable_is_not_paid_twice(house):
    with acting_for(house):
        receivable = make_open("100").pk
        lines = [make_line("100").pk for _each in range(4)]

    def pay(number):
        with acting_for(house.pk):
            line = BankLine.objects.get(pk=lines[number % 4])
            allocate(line, Receivable.objects.get(pk=receivable), Money(Decimal(100), "CNY"), by=system())

    assert at_once(pay).count(True) == 1
    with acting_for(house):
        assert sum(LedgerEntry.objects.filter(receivable=receivable).values_list("amount", flat=True)) == 0


@pytest.mark.slow
def test_one_allocation_is_reversed_once(house):
    with acting_for(house):
        allocation = allocate(make_line("100"), make_open("100"), Money(Decimal(100), "CNY"), by=system()).pk

    def undo(number):
        with acting_for(house.pk):
            reverse(Allocation.objects.get(pk=allocation), by=system(), reason="twice")

    assert at_once(undo).count(True) == 1
    with acting_for(house):
        assert Receivable.objects.get().balance == 100


@pytest.mark.slow
def test_one_file_is_read_once(house):
    raw = mt940(("10", "a"), ("10", "a"), ("20", "b"))

    def read(number):
        with acting_for(house.pk):
            import_statement(raw, file_name="x.sta", by=system())

    at_once(read)
    with acting_for(house):
        assert BankLine.objects.count() == 3


@pytest.mark.slow
def test_one_level_is_reached_once_however_many_workers_run(house):
    with acting_for(house):
        for _each in range(6):
            make_open("100", due_on=DUE)

    at_once(lambda number: escalate(house.pk, date(2026, 9, 3)))
    escalate(house.pk, date(2026, 9, 3))

    with acting_for(house):
        assert DunningStep.objects.count() == 6
