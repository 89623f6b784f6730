"""Twenty at once over a limit on every path: shipments, dearer orders, a raise that ends, the members of a group."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.models import Amendment
from contracts.services.amending import draft_amendment
from core.dates import local_day
from core.tenancy import acting_for
from core.workflow import run
from customers.credit import exposure, group_exposure
from customers.models import CreditCase, CreditLimit, Customer
from customers.services.credit_cases import ask_for_release
from customers.services.credit_terms import set_terms
from customers.services.groups import create_group
from delivery.models import DeliveryOrder
from tenancy.actor import system
from tests.concurrency.conftest import THREADS, Answers, together
from tests.concurrency.test_money import ON_ACCEPTANCE
from tests.factories.callers import caller
from tests.factories.contracts import approve_all, line, make_contract
from tests.factories.customers import FAR, make_customer, make_live_limit
from tests.factories.delivery import make_order

pytestmark = pytest.mark.slow
ONE = Decimal("113000")


def orders_of(company, customer, at, count):
    """So many orders of 113,000 each, over contracts of four."""
    contracts = [
        make_contract(company, "in_force", customer=customer, lines=[line(quantity="4")], limit=None,
                      schedule=ON_ACCEPTANCE)
        for _each in range((count + 3) // 4)
    ]  # fmt: skip
    return [make_order(company, at, contract=contracts[n // 4], quantity="1").pk for n in range(count)]


def moved(company, role, move, ids) -> Answers:
    someone = caller(company, role)
    return Answers(
        together([lambda pk=pk: someone.post(f"/delivery-orders/{pk}/transitions/{move}/", {}) for pk in ids])
    )


def test_the_members_of_a_group_never_pass_its_limit_together(company):
    with company.acting():
        group = create_group(by=system(), name="并发集团")
        limit = CreditLimit.objects.create(group=group, amount=3 * ONE, currency="CNY", valid_until=FAR)
        run(limit, "grant", by=system(), approved=True)
        members = [make_customer(f"并发成员 {n}", owner=company.ar, group=group) for n in range(2)]
        ids = [pk for member in members for pk in orders_of(company, member, "reviewing", 4)]

    released = moved(company, "planner", "release", ids)

    assert released.ok == 3
    with company.acting():
        found = group_exposure(group.pk)
        assert found.total == found.limit == 3 * ONE


def test_a_release_of_a_case_is_used_once_however_many_try(company):
    with company.acting():
        customer = make_customer("苏州放行精密有限公司", owner=company.ar)
        make_live_limit(customer, str(ONE))
        first, second = orders_of(company, customer, "reviewing", 2)
        run(DeliveryOrder.objects.get(pk=first), "release", by=company.by("planner"))
        case = ask_for_release(DeliveryOrder.objects.get(pk=second), "release", by=company.by("planner"))
        fields = {"amount": {"amount": str(ONE), "currency": "CNY"}, "reason": "放行",
                  "expires_on": str(local_day() + timedelta(days=3))}  # fmt: skip
        run(case, "release", by=company.by("credit"), fields=fields)

    answers = moved(company, "planner", "release", [second] * 8)

    assert answers.ok == 1
    with company.acting():
        case = CreditCase.objects.get(pk=case.pk)
        assert (case.used_amount, exposure(Customer.objects.get(pk=customer.pk)).total) == (ONE, 2 * ONE)


def test_blocked_at_once_they_open_one_case(company):
    with company.acting():
        customer = make_customer("苏州拦截精密有限公司", owner=company.ar)
        make_live_limit(customer, "1")
        (order,) = orders_of(company, customer, "reviewing", 1)

    answers = moved(company, "planner", "release", [order] * 8)

    assert answers.ok == 0
    with company.acting():
        assert CreditCase.objects.filter(record_id=order).count() == 1


def test_a_raise_that_ends_while_orders_are_released_is_not_used_any_more(company):
    """Whoever holds the account first wins; afterwards what is released fits what was allowed at that moment."""
    with company.acting():
        customer = make_customer("苏州临额精密有限公司", owner=company.ar)
        make_live_limit(customer, str(ONE))
        extra = make_live_limit(customer, str(3 * ONE), kind="raise")
        ids = orders_of(company, customer, "reviewing", 8)
    planner = caller(company, "planner")

    def end():
        with acting_for(company.tenant):
            run(CreditLimit.objects.get(pk=extra.pk), "expire", by=system())

    works = [lambda pk=pk: planner.post(f"/delivery-orders/{pk}/transitions/release/", {}) for pk in ids]
    answered = together([*works[:4], end, *works[4:]])

    ok = Answers([one for one in answered if one is not None]).ok
    with company.acting():
        now = exposure(Customer.objects.get(pk=customer.pk))
        assert now.total == ok * ONE and ONE <= now.total <= 4 * ONE and now.limit == ONE


def test_shipments_at_once_after_the_limit_was_lowered_all_stay(company):
    with company.acting():
        customer = make_customer("苏州发运精密有限公司", owner=company.ar)
        make_live_limit(customer, str(8 * ONE))
        ids = orders_of(company, customer, "producing", 8)
        CreditLimit.objects.filter(customer=customer).update(amount=ONE)

    answers = moved(company, "fr", "ship", ids)

    assert answers.ok == 0 and len(ids) < THREADS
    with company.acting():
        assert CreditCase.objects.filter(customer=customer, at_point="shipment", state="open").count() == 8


def test_amendments_agreed_at_once_never_pass_the_limit_together(company):
    """Four released contracts become dearer by 113,000 each where two fit: two go into force, two fail."""
    with company.acting():
        customer = make_customer("苏州变更精密有限公司", owner=company.ar)
        make_live_limit(customer, str(6 * ONE))
        set_terms(customer, by=company.by("credit"), check_point="contract", reason="超额发货")
        amendments = [dearer(company, customer) for _each in range(4)]

    def agree(amendment):
        with acting_for(company.tenant):
            return approve_all(amendment).state

    verdicts = together([lambda one=one: agree(one) for one in amendments])

    assert Counter(verdicts) == {"approved": 2, "failed": 2}
    with company.acting():
        states = Counter(
            Amendment.objects.filter(contract__customer=customer).values_list("state", flat=True)
        )
        assert states == {"in_force": 2, "draft": 2}
        assert exposure(Customer.objects.get(pk=customer.pk)).total == 6 * ONE


def dearer(company, customer) -> Amendment:
    """A released contract of 113,000, and its change to twice the price before the approvers."""
    contract = make_contract(company, "in_force", customer=customer, lines=[line(quantity="1")], limit=None,
                             schedule=ON_ACCEPTANCE)  # fmt: skip
    make_order(company, "released", contract=contract)
    present = contract.agreement.lines.get()
    rows = [line("1", price="200000") | {"id": present.pk, "product": None}]
    amendment = draft_amendment(contract, by=company.by("ar"), reason="加价", lines=rows)
    return run(amendment, "submit_review", by=company.by("ar")).record
