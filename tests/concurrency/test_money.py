"""Twenty at once over money: one payment, one credit limit; no cent twice, no limit passed, nobody gets an error."""

from datetime import date
from decimal import Decimal

import pytest

from core.tenancy import acting_for
from customers.credit import exposure
from customers.models import Customer
from customers.services.standing import freeze_overdue
from delivery.models import DeliveryOrder
from receivables.models import Allocation, BankLine, DunningStep, LedgerEntry, Receivable
from receivables.services.dunning import escalate
from tests.concurrency.conftest import THREADS, Answers, together
from tests.factories.callers import caller
from tests.factories.contracts import line, make_contract
from tests.factories.customers import make_customer, make_live_limit
from tests.factories.delivery import make_order
from tests.factories.receivables import make_line, make_open

pytestmark = pytest.mark.slow
DUE = date(2026, 9, 1)
ON_ACCEPTANCE = [{"name": "验收款", "kind": "share", "share": Decimal(1), "trigger": "accepted", "days": 30}]


def money(amount) -> dict:
    return {"amount": f"{amount}.00", "currency": "CNY"}


def adds_up(lines, receivables) -> None:
    """Balances are the sums of their entries, and what left the lines is what the receivables got."""
    used = Decimal(0)
    for row in BankLine.objects.filter(pk__in=lines):
        assert row.unallocated == sum(
            LedgerEntry.objects.filter(bank_line=row).values_list("amount", flat=True)
        )
        assert 0 <= row.unallocated <= row.amount
        used += row.amount - row.unallocated
    paid = Decimal(0)
    for row in Receivable.objects.filter(pk__in=receivables):
        assert row.balance == sum(LedgerEntry.objects.filter(receivable=row).values_list("amount", flat=True))
        assert 0 <= row.balance <= row.amount and (row.state == "settled") == (row.balance == 0)
        paid += row.amount - row.balance
    stands = Allocation.objects.filter(bank_line__in=lines, reversed_at=None).values_list("amount", flat=True)
    assert used == paid == sum(stands, Decimal(0))


def test_one_payment_is_allocated_once(company, calls):
    with company.acting():
        row, owed = make_line("100").pk, [make_open("100").pk for _each in range(4)]

    answers = calls(
        [
            ("finance", "post", "/allocations/",
             {"bank_line": str(row), "receivable": str(owed[n % 4]), "amount": money(100)})
            for n in range(THREADS)
        ]
    )  # fmt: skip

    assert answers.ok == 1
    with company.acting():
        adds_up([row], owed)
        assert BankLine.objects.get(pk=row).unallocated == 0
        assert Receivable.objects.filter(pk__in=owed, state="settled").count() == 1


def test_paying_and_undoing_at_once_adds_up(company, calls):
    with company.acting():
        rows, owed = [make_line("100").pk for _each in range(2)], [make_open("100").pk for _each in range(2)]
    pairs = [{"bank_line": str(rows[n]), "receivable": str(owed[n]), "amount": money(60)} for n in range(2)]
    pay = [("finance", "post", "/allocations/", pairs[n % 2]) for n in range(THREADS // 2)]
    made = [response.json()["id"] for response in calls(pay[:2]).responses]
    undo = [
        ("finance", "post", f"/allocations/{made[n % 2]}/reverse/", {"reason": "错行"})
        for n in range(THREADS // 2)
    ]

    answers = calls([call for both in zip(pay, undo, strict=True) for call in both])

    undone = [n for n in answers.won() if n % 2]
    assert len(undone) == 2 and len(answers.won()) - len(undone) == 2
    with company.acting():
        adds_up(rows, owed)
        assert list(BankLine.objects.filter(pk__in=rows).values_list("unallocated", flat=True)) == [40, 40]


def test_a_credit_limit_is_never_passed(company):
    """20 orders over 5 contracts of one customer fit one by one; together only 5 fit the limit."""
    with company.acting():
        customer = make_customer("苏州并发精密有限公司", owner=company.ar)
        make_live_limit(customer, "565000")
        contracts = [
            make_contract(company, "in_force", customer=customer, lines=[line(quantity="4")], limit=None,
                          schedule=ON_ACCEPTANCE)
            for _each in range(5)
        ]  # fmt: skip
        orders = [
            make_order(company, "reviewing", contract=contracts[n % 5], quantity="1").pk
            for n in range(THREADS)
        ]
    planner = caller(company, "planner")

    released = Answers(
        together(
            [lambda pk=pk: planner.post(f"/delivery-orders/{pk}/transitions/release/", {}) for pk in orders]
        )
    )

    assert released.ok == 5
    held = [b["code"] for r in released.responses if r.status_code == 409 for b in r.json()["blockers"]]
    assert held == ["over_credit_limit"] * (THREADS - 5)
    with company.acting():
        now = exposure(Customer.objects.get(pk=customer.pk))
        assert now.total == now.limit == Decimal("565000")
        assert DeliveryOrder.objects.filter(pk__in=orders, state="released").count() == 5


def test_dunning_paying_and_undoing_at_once_end_without_an_error(company, calls):
    """They lock accounts, lines and receivables of one customer: a wrong order would show as deadlocks."""
    with company.acting():
        customer = make_customer("苏州逾期精密有限公司", owner=company.ar)
        owed = [make_open("100", customer=customer, due_on=DUE).pk for _each in range(8)]
        rows = [make_line("100").pk for _each in range(8)]
        for day in (date(2026, 9, 2), date(2026, 9, 8), date(2026, 9, 16), date(2026, 10, 1)):
            escalate(company.tenant.pk, day)
    pairs = [{"bank_line": str(rows[n]), "receivable": str(owed[n]), "amount": money(100)} for n in range(8)]
    first = calls([("finance", "post", "/allocations/", pair) for pair in pairs[:4]])
    undo = [
        ("finance", "post", f"/allocations/{response.json()['id']}/reverse/", {"reason": "错行"})
        for response in first.responses
    ]
    finance = caller(company, "finance")
    works = [lambda c=c: getattr(finance, c[1])(c[2], c[3]) for c in [*undo, *[
        ("finance", "post", "/allocations/", pair) for pair in pairs[4:]]]]  # fmt: skip
    outcomes = []

    answered = together(
        [*works, *[lambda: outcomes.append(escalate(company.tenant.pk, date(2026, 10, 31)))] * 8]
    )

    assert Answers([answer for answer in answered if answer is not None]).ok == 8
    assert [outcome.failed for outcome in outcomes if outcome.failed] == []
    with company.acting():
        adds_up(rows, owed)
        steps = DunningStep.objects.filter(receivable__in=owed).values_list("receivable", "cycle", "level")
        assert len(set(steps)) == len(steps)


def test_a_customer_frozen_while_orders_are_released_keeps_its_limit(company):
    with company.acting():
        customer = make_customer("苏州冻结精密有限公司", owner=company.ar)
        make_live_limit(customer, "113000")
        contract = make_contract(
            company,
            "in_force",
            customer=customer,
            lines=[line(quantity="4")],
            limit=None,
            schedule=ON_ACCEPTANCE,
        )
        orders = [make_order(company, "reviewing", contract=contract, quantity="1").pk for _each in range(4)]
    planner = caller(company, "planner")

    def freeze():
        with acting_for(company.tenant):
            freeze_overdue({customer.pk: "逾期 60 天"})

    works = [lambda pk=pk: planner.post(f"/delivery-orders/{pk}/transitions/release/", {}) for pk in orders]
    answers = Answers(together([*works, freeze])[:-1])

    assert answers.ok <= 1
    with company.acting():
        assert exposure(Customer.objects.get(pk=customer.pk)).total == answers.ok * 113000
        assert Customer.objects.get(pk=customer.pk).frozen
    assert planner.post(f"/delivery-orders/{orders[0]}/transitions/release/", {}).status_code == 409
