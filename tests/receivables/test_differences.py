"""Currency differences, and what a payment closes beyond the money: entries of their own that go back with it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from core.dates import acting_at
from core.errors import Blocked, Denied
from core.models import Rate
from core.money import Money
from core.workflow import run
from receivables.ageing import ageing
from receivables.checking import problems
from receivables.models import BankLine, LedgerEntry, Receivable
from receivables.services.allocation import allocate, reverse
from receivables.services.month_close import close_month
from receivables.states import EntryKind, ReceivableState
from tenancy.actor import actor_for, system
from tenancy.models import Role
from tenancy.people import refresh_rights
from tests.factories.customers import make_customer
from tests.factories.receivables import make_agreement, make_line, make_open, trigger


def rate(currency, value, day=date(2026, 1, 1)):
    Rate.objects.update_or_create(currency=currency, day=day, defaults={"rate": Decimal(value)})


def money(amount, currency="CNY"):
    return Money(Decimal(amount), currency)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def kinds(**of):
    """{kind: (amount, base)} of the entries, summed."""
    rows = LedgerEntry.objects.filter(**of).values("kind")
    sums = rows.annotate(amount_sum=Sum("amount"), base_sum=Sum("base_amount"))
    return {row["kind"]: (row["amount_sum"], row["base_sum"]) for row in sums}


def booked(receivable_rate, line_rate, amount="120", paid="240"):
    """A receivable and money in USD, each booked at the rate of its day."""
    rate("USD", receivable_rate)
    receivable = make_open(amount, currency="USD")
    rate("USD", line_rate, date(2026, 11, 1))
    return receivable, make_line(paid, currency="USD")


def test_a_loss_by_the_rate_is_an_entry_and_undone_with_the_payment(tenant):
    receivable, line = booked("0.5", "0.3333333333")
    assert (receivable.balance_minor, line.unallocated_minor) == (60_00, 80_00)

    allocation = allocate(line, receivable, money("120", "USD"), by=system())

    assert fresh(receivable).state == ReceivableState.SETTLED
    assert kinds(receivable=receivable) == {
        EntryKind.OPENED: (120, 60), EntryKind.ALLOCATED: (-120, -40), EntryKind.EXCHANGE: (0, -20),
    }  # fmt: skip
    assert (fresh(line).unallocated, fresh(line).unallocated_minor) == (120, 40_00)

    reverse(allocation, by=system(), reason="付错了")

    assert (fresh(receivable).balance, fresh(receivable).balance_minor) == (120, 60_00)
    assert (fresh(line).unallocated, fresh(line).unallocated_minor) == (240, 80_00)
    assert kinds(receivable=receivable)[EntryKind.EXCHANGE] == (0, 0)


def test_a_gain_by_the_rate_is_positive_and_parts_take_their_share(tenant):
    receivable, line = booked("0.5", "0.6")

    allocate(line, receivable, money("60", "USD"), by=system())

    assert kinds(receivable=receivable)[EntryKind.EXCHANGE] == (0, 6)
    assert (fresh(receivable).balance, fresh(receivable).balance_minor) == (60, 30_00)


def test_two_payments_of_sixty_settle_a_hundred_and_leave_twenty(tenant):
    receivable, first, second = make_open("100"), make_line("60"), make_line("60")

    allocate(first, receivable, money("60"), by=system())
    with pytest.raises(ValidationError):
        allocate(second, receivable, money("60"), by=system())
    allocate(second, receivable, money("40"), by=system())

    assert fresh(receivable).state == ReceivableState.SETTLED
    assert (fresh(first).unallocated, fresh(second).unallocated) == (0, 20)


def test_money_in_another_currency_pays_at_the_rates_of_its_day(tenant):
    rate("USD", "7.2")
    rate("EUR", "7.8")
    receivable, line = make_open("1000", currency="EUR"), make_line("2000", currency="USD")

    allocation = allocate(line, receivable, money("600", "EUR"), by=system())

    assert allocation.taken_money == money("650", "USD")
    assert (fresh(receivable).balance, fresh(line).unallocated) == (400, 1350)
    assert kinds(receivable=receivable) == {
        EntryKind.OPENED: (1000, 7800),
        EntryKind.ALLOCATED: (-600, -4680),
    }

    reverse(allocation, by=system(), reason="错")

    assert (fresh(receivable).balance_minor, fresh(line).unallocated_minor) == (7800_00, 14400_00)


def test_what_of_another_currency_was_used_may_be_said(tenant):
    rate("USD", "7.2")
    receivable, line = make_open("7200"), make_line("1010", currency="USD")

    allocate(line, receivable, money("7200"), by=system(), taken=money("1010", "USD"))

    assert fresh(receivable).state == ReceivableState.SETTLED
    assert fresh(line).unallocated_minor == 0
    assert kinds(receivable=receivable)[EntryKind.EXCHANGE] == (0, 72)


def test_foreign_money_without_a_rate_is_worth_what_it_pays(tenant):
    line = make_line("500", currency="USD")
    rate("USD", "7", date(2026, 11, 25))
    receivable = make_open("500", currency="USD", due_on=date(2026, 11, 26))

    allocate(line, receivable, money("200", "USD"), by=system())

    assert EntryKind.EXCHANGE not in kinds(receivable=receivable)
    assert fresh(line).unallocated_minor == 2100_00


@pytest.mark.parametrize(
    ("kind", "entry"), [("fee", "fee"), ("write_off", "written_off"), ("rounding", "rounding")]
)
def test_a_small_difference_settles_by_an_entry_of_its_own(tenant, kind, entry):
    short = Decimal("0.40") if kind == "rounding" else Decimal("20.00")
    receivable, line = make_open("1000"), make_line(1000 - short)

    allocation = allocate(
        line, receivable, money(1000 - short), by=system(), difference=money(short), difference_kind=kind
    )

    assert fresh(receivable).state == ReceivableState.SETTLED
    assert kinds(allocation=allocation, receivable=receivable)[entry] == (-short, -short)

    reverse(allocation, by=system(), reason="错")

    assert fresh(receivable).balance == 1000
    assert LedgerEntry.objects.filter(receivable=receivable).aggregate(s=Sum("amount"))["s"] == 1000


@pytest.mark.parametrize(("kind", "short"), [("fee", "50.01"), ("write_off", "100.01"), ("rounding", "1.00")])
def test_beyond_the_limit_a_difference_is_refused(tenant, kind, short):
    receivable, line = make_open("1000"), make_line("900")

    with pytest.raises(Blocked):
        allocate(line, receivable, money("800"), by=system(), difference=money(short), difference_kind=kind)

    assert fresh(receivable).balance == 1000


def test_a_payer_who_rounded_up_leaves_no_crumb(tenant):
    receivable, line = make_open("999.60"), make_line("1000")

    allocation = allocate(
        line, receivable, money("999.60"), by=system(), difference=money("-0.40"), difference_kind="rounding"
    )

    assert fresh(line).unallocated == 0
    assert kinds(bank_line=line)[EntryKind.ROUNDING] == (Decimal("-0.40"), Decimal("-0.40"))
    reverse(allocation, by=system(), reason="错")
    assert fresh(line).unallocated == 1000


def test_only_who_may_write_off_does_so_with_a_payment(tenant, person):
    receivable, line, finance = make_open("1000"), make_line("990"), person("finance")
    Role.objects.filter(code="finance").update(rights=["tenant_read", "allocate"])
    refresh_rights(finance.user)

    with pytest.raises(Denied):
        allocate(
            line, receivable, money("990"), by=actor_for(finance.user), difference=money("10"),
            difference_kind="write_off",
        )  # fmt: skip


def test_written_off_money_that_comes_is_income(tenant):
    receivable = make_open("1000")
    run(receivable, "write_off", by=system(), fields={"reason": "gone"}, approved=True)
    line = make_line("300")

    allocation = allocate(line, fresh(receivable), money("300"), by=system())

    assert (fresh(receivable).state, fresh(receivable).balance) == (ReceivableState.WRITTEN_OFF, 0)
    assert kinds(receivable=receivable)[EntryKind.RECOVERED] == (300, 300)
    with pytest.raises(ValidationError):
        allocate(make_line("800"), fresh(receivable), money("701"), by=system())

    reverse(allocation, by=system(), reason="错")

    assert kinds(receivable=receivable)[EntryKind.RECOVERED] == (0, 0)
    assert fresh(line).unallocated == 300


def test_three_currencies_of_one_customer_stay_apart(tenant):
    rate("USD", "7.2")
    rate("EUR", "7.8")
    customer = make_customer(admitted=False)
    for currency in ("CNY", "USD", "EUR"):
        make_open("100", customer=customer, currency=currency)
        allocate(
            make_line("40", currency=currency),
            Receivable.objects.get(currency=currency),
            money("40", currency),
            by=system(),
        )

    sums = dict(
        LedgerEntry.objects.filter(receivable__isnull=False).values_list("currency").annotate(s=Sum("amount"))
    )
    assert sums == {"CNY": 60, "USD": 60, "EUR": 60}
    assert sum(Receivable.objects.values_list("balance_minor", flat=True)) == 60_00 + 432_00 + 468_00
    assert BankLine.objects.filter(unallocated__gt=0).count() == 0


def test_a_contract_paid_in_three_currencies_adds_up_from_signing_to_the_month_close(tenant):
    rate("USD", "7.2")
    rate("USD", "7", date(2026, 11, 1))
    rate("EUR", "8", date(2026, 11, 1))
    schedule = [
        {"name": name, "kind": "amount", "amount": Decimal(1000), "trigger": "signed"} for name in "甲乙丙"
    ]
    trigger(make_agreement("3000", currency="USD", schedule=schedule), "signed")
    owed = Receivable.objects.order_by("pk")
    paid = [
        make_line(sum_, currency=code) for sum_, code in (("1000", "USD"), ("1000", "EUR"), ("7000", "CNY"))
    ]

    with acting_at(datetime(2026, 12, 5, tzinfo=UTC)):
        for line, receivable in zip(paid, owed, strict=True):
            allocate(line, receivable, money("1000", "USD"), by=system())
        for month in (9, 10, 11):
            close_month(date(2026, month, 1), by=system())

        assert {row.state for row in owed.all()} == {"settled"}
        # Each was booked at 7.2 and paid at 7, in whatever money; of the euros 875 were wanted.
        assert kinds(receivable__in=owed) == {
            EntryKind.OPENED: (3000, 21_600), EntryKind.ALLOCATED: (-3000, -21_000), EntryKind.EXCHANGE: (0, -600),
        }  # fmt: skip
        assert [(fresh(line).unallocated, fresh(line).unallocated_minor) for line in paid] == [
            (0, 0), (125, 1000_00), (0, 0),
        ]  # fmt: skip
        assert [ageing(system(), as_of=date(2026, *day)).total for day in ((10, 31), (11, 30))] == [21_600, 0]
        assert list(problems()) == []
