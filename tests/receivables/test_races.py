"""Twenty at once: exactly one wins, and nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum

from core.errors import Refused
from core.models import Rate
from core.money import Money
from core.tenancy import acting_for
from receivables.checking import problems
from receivables.models import AccountingMonth, Allocation, BankLine, DunningStep, LedgerEntry, Receivable
from receivables.services.allocation import allocate, reverse
from receivables.services.dunning import escalate
from receivables.services.month_close import close_month
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


@pytest.mark.slow
def test_paying_with_differences_and_undoing_at_once_adds_up(house):
    """Half pay from one line with a currency difference and a small fee, half undo whatever stands."""
    with acting_for(house):
        Rate.objects.create(currency="USD", day=date(2026, 1, 1), rate=Decimal("7"))
        targets = [make_open("100", currency="USD").pk for _each in range(4)]
        Rate.objects.create(currency="USD", day=date(2026, 11, 1), rate=Decimal("6.9"))
        line = make_line("150", currency="USD").pk

    def work(number):
        with acting_for(house.pk):
            if number % 2:
                standing = Allocation.objects.filter(reversed_at=None).order_by("?").first()
                if standing is not None:
                    reverse(standing, by=system(), reason="undo")
                return
            receivable = Receivable.objects.get(pk=targets[number // 2 % 4])
            allocate(
                BankLine.objects.get(pk=line), receivable, Money(Decimal(50), "USD"), by=system(),
                difference=Money(Decimal(2), "USD"), difference_kind="fee",
            )  # fmt: skip

    at_once(work)

    with acting_for(house):
        assert list(problems()) == []
        spent = sum(Allocation.objects.filter(reversed_at=None).values_list("amount", flat=True))
        assert BankLine.objects.get(pk=line).unallocated == 150 - spent >= 0
        undone = Allocation.objects.exclude(reversed_at=None)
        assert LedgerEntry.objects.filter(allocation__in=undone).aggregate(sum=Sum("base_minor"))["sum"] in (
            None,
            0,
        )


@pytest.mark.slow
def test_a_month_is_not_closed_under_a_writers_hands(house):
    """Whoever writes into September while it is closed counts from October, or was there before."""
    with acting_for(house):
        make_open("100", due_on=DUE)

    def work(number):
        with acting_for(house.pk):
            if number == 0:
                close_month(DUE, by=system())
            else:
                make_line("10", day="260915")

    at_once(work)

    with acting_for(house):
        closed = AccountingMonth.objects.get()
        assert closed.state == "closed"
        assert list(problems()) == []
        assert LedgerEntry.objects.filter(kind="received").count() == THREADS - 1
