"""The review and release of an order: price, room under the credit limit, material."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import acting_at
from core.workflow import run
from customers.credit import exposure
from customers.models import CreditLimit, Customer
from deals.models import Agreement, Deal, DealLine
from desk.models import Todo
from tenancy.actor import system
from tests.delivery.steps import fresh, refusal
from tests.factories.contracts import make_contract
from tests.factories.delivery import make_order


def test_price_changed_by_an_amendment_holds_the_release_back(world):
    order = make_order(world, "reviewing")
    DealLine.objects.filter(order_lines__order=order).update(unit_price=99)

    assert refusal(world, order, "release", "planner") == "price_as_agreed"


def test_release_needs_room_under_the_limit(world):
    contract = make_contract(world, "in_force", limit="226000")
    assert make_order(world, "released", contract=contract).state == "released"

    other = make_contract(world, "in_force", limit=None, customer=contract.customer)
    second = make_order(world, "reviewing", contract=other)
    assert refusal(world, second, "release", "planner") == "over_credit_limit"


def test_one_cent_over_the_limit_blocks(world):
    contract = make_contract(world, "in_force", limit="225999.99")

    assert (
        refusal(world, make_order(world, "reviewing", contract=contract), "release", "planner")
        == "over_credit_limit"
    )


def test_without_a_limit_nothing_is_released(world):
    contract = make_contract(world, "in_force", limit=None)

    assert (
        refusal(world, make_order(world, "reviewing", contract=contract), "release", "planner")
        == "no_credit_limit"
    )


def test_exposure_counts_the_released_value_less_what_was_billed(world):
    contract = make_contract(world, "in_force")
    assert exposure(contract.customer).total == Decimal("67800.00")

    make_order(world, "released", contract=contract)

    assert exposure(contract.customer).total == Decimal("226000.00")


def test_lowered_limit_blocks_the_shipment(world):
    order = make_order(world, "producing")
    CreditLimit.objects.filter(customer=order.customer_id).update(amount=1000)

    assert refusal(world, order, "ship") == "over_credit_limit"


def test_frozen_customer_gets_neither_release_nor_shipment(world):
    reviewing, producing = make_order(world, "reviewing"), None
    producing = make_order(
        world, "producing", contract=make_contract(world, "in_force", limit=None, customer=reviewing.customer)
    )
    run(
        Customer.objects.get(pk=reviewing.customer_id), "freeze", by=system(), fields={"reason": "逾期 60 天"}
    )

    assert "customer_frozen" in refusal(world, fresh(reviewing), "release", "planner")
    assert "customer_frozen" in refusal(world, fresh(producing), "ship")


def test_history_can_be_walked_at_a_past_moment(world):
    order = make_order(world, "reviewing")
    past = order.created_at - timedelta(days=30)

    with acting_at(past):
        released = run(order, "release", by=world.by("planner")).record

    assert released.released_on == released.as_of - timedelta(days=30)
    assert Agreement.objects.get(pk=order.agreement_id).handed_over_on is not None
    assert Deal.objects.get(pk=order.deal_id).stage == "delivery"


def test_material_to_be_sourced_is_plannings_to_do_until_work_starts(world):
    order = make_order(world, "reviewing", required_on=date(2027, 3, 1))
    found = {"material": "sourcing", "review_note": "伺服电机 4 台"}

    order = run(order, "release", by=world.by("planner"), fields=found).record
    assert (order.material, order.review_note) == ("sourcing", "伺服电机 4 台")
    todo = Todo.objects.get(kind="order.to_source")
    assert (todo.role, todo.due_on, todo.done_at) == ("planner", date(2027, 3, 1), None)

    run(order, "schedule", by=world.by("planner"))
    run(fresh(order), "start", by=world.by("planner"))
    todo.refresh_from_db()
    assert todo.done_at is not None


def test_a_sourcing_request_says_what_is_missing(world):
    order = make_order(world, "reviewing")

    with pytest.raises(ValidationError) as refused:
        run(order, "release", by=world.by("planner"), fields={"material": "sourcing"})

    assert list(refused.value.message_dict) == ["review_note"]
    assert fresh(order).state == "reviewing"
