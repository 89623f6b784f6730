"""What an order may hold, and who is asked to place one while lines are uncovered."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.errors import Blocked, Denied
from core.workflow import run
from delivery.models import DeliveryOrder
from delivery.services import create_order, delete_order, edit_order
from desk.models import Todo
from tests.delivery.steps import fresh, refusal
from tests.factories.contracts import fresh as fresh_contract
from tests.factories.contracts import make_contract
from tests.factories.customers import make_customer
from tests.factories.delivery import make_order


def test_no_order_before_the_handover_is_accepted(world):
    contract = make_contract(world, "handed_over")

    with pytest.raises(Blocked) as refused:
        make_order(world, contract=contract)

    assert refused.value.blockers[0].code == "handover_accepted"


def test_only_delivery_orders(world):
    contract = make_contract(world, "in_force")
    rows = [{"contract_line": contract.agreement.lines.get(), "quantity": Decimal(1)}]

    with pytest.raises(Denied):
        create_order(by=world.by("sr"), contract=contract.agreement, lines=rows)


def test_line_of_another_contract_is_refused(world):
    mine = make_contract(world, "in_force")
    other = make_contract(world, "in_force", customer=make_customer("别家", owner=world.ar))
    rows = [{"contract_line": other.agreement.lines.get(), "quantity": Decimal(1)}]

    with pytest.raises(ValidationError):
        create_order(by=world.by("fr"), contract=mine.agreement, lines=rows)


def test_more_than_the_contract_has_is_refused(world):
    with pytest.raises(ValidationError, match=r"2.*3"):
        make_order(world, quantity="3")


def test_two_orders_cannot_release_more_than_the_contract_has(world):
    contract = make_contract(world, "in_force")
    make_order(world, "released", contract=contract, quantity="1.5")
    second = make_order(world, "reviewing", contract=contract, quantity="1")

    assert refusal(world, second, "release", "planner") == "quantities_within_contract"
    edit_order(
        second,
        by=world.by("fr"),
        lines=[{"contract_line": contract.agreement.lines.get(), "quantity": Decimal("0.5")}],
    )
    assert run(fresh(second), "release", by=world.by("planner")).record.state == "released"


def test_cancelled_order_gives_its_quantity_back(world):
    contract = make_contract(world, "in_force")
    first = make_order(world, "released", contract=contract)
    run(first, "cancel", by=world.by("fr"), fields={"reason": "重排"})

    assert make_order(world, "released", contract=contract).state == "released"


def test_dropped_quantity_cannot_be_ordered_again(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "released", contract=contract)
    run(order, "cancel", by=world.by("fr"), fields={"reason": "不要了", "drop_quantities": True})

    with pytest.raises(ValidationError):
        make_order(world, contract=contract)
    assert fresh_contract(contract).deal.stage == "cash"


def test_released_order_changes_no_more(world):
    order = make_order(world, "released")

    with pytest.raises(Blocked):
        edit_order(order, by=world.by("fr"), ship_to="上海")


def test_only_a_draft_is_deleted(world):
    draft = make_order(world)
    delete_order(draft, by=world.by("fr"))
    assert not DeliveryOrder.objects.exists()

    with pytest.raises(Blocked):
        delete_order(make_order(world, "reviewing", contract=fresh_of(draft)), by=world.by("fr"))


def fresh_of(order):
    from contracts.models import Contract

    return Contract.objects.get(pk=order.agreement_id)


def test_entering_delivery_asks_the_fr_to_order(world):
    contract = make_contract(world, "in_force")

    asked = Todo.objects.get(kind="order.to_create")
    assert asked.user_id == world.fr.pk
    assert asked.record_id == contract.deal_id


@pytest.mark.parametrize(
    ("step", "still_open"),
    [("draft", 1), ("reviewing", 1), ("released", 0), ("cancelled", 1), ("dropped", 0)],
)
def test_the_call_for_orders_is_open_while_lines_are_uncovered(world, step, still_open):
    order = make_order(world, "released" if step in ("cancelled", "dropped") else step)
    if step in ("cancelled", "dropped"):
        fields = {"reason": "客户改期"} | ({"drop_quantities": "on"} if step == "dropped" else {})
        run(order, "cancel", by=world.by("fr"), fields=fields)

    assert Todo.objects.filter(kind="order.to_create", done_at=None).count() == still_open
