"""The promised day, shipments whole or in parts, receipts, and orders that are held."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.errors import Blocked
from core.workflow import run
from delivery.models import Shipment
from delivery.services import record_receipt
from receivables.models import Receivable
from tests.delivery.steps import opened, refusal
from tests.factories.contracts import fresh as fresh_contract
from tests.factories.contracts import line, make_contract
from tests.factories.delivery import make_order


def test_promise_defaults_to_the_required_day(world):
    order = make_order(world, "scheduled", required_on=date(2099, 5, 1))

    assert order.promised_on == date(2099, 5, 1)


def test_past_day_is_not_promised(world):
    order = make_order(world, "released")

    with pytest.raises(ValidationError):
        run(
            order, "schedule", by=world.by("planner"), fields={"promised_on": order.as_of - timedelta(days=1)}
        )


def test_parts_are_shipped_accepted_and_billed_in_proportion(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "producing", contract=contract)
    row = order.lines.get()

    order = run(
        order, "ship", by=world.by("fr"), fields={"quantities": {str(row.pk): "0.5"}, "tracking": "SF1"}
    ).record
    assert opened(contract, "发货款") == [Decimal("22600.00")]
    order = run(order, "accept", by=world.by("fr")).record
    assert (order.state, order.is_partly_accepted) == ("shipped", True)
    assert refusal(world, order, "accept") == "something_left_to_accept"

    order = run(order, "ship", by=world.by("fr"), fields={"tracking": "SF2"}).record
    order = run(order, "accept", by=world.by("fr"), fields={"certificate": "YS-2"}).record
    assert order.state == "accepted"
    assert sum(opened(contract, "发货款")) == Decimal("90400.00")
    assert sum(opened(contract, "验收款")) == Decimal("67800.00")
    assert contract.agreement.lines.get().accepted_quantity == 2
    assert fresh_contract(contract).deal.stage == "cash"


def test_thirds_add_up_to_the_cent(world):
    contract = make_contract(world, "in_force", lines=[line("3", "33333.33")])
    order = make_order(world, "producing", contract=contract)
    row = order.lines.get()

    for _third in range(3):
        order = run(order, "ship", by=world.by("fr"), fields={"quantities": {str(row.pk): "1"}}).record

    total = fresh_contract(contract).amount
    planned = Receivable.objects.get(agreement=contract.agreement_id, name="验收款", state="planned").amount
    assert sum(opened(contract, "发货款")) + planned + sum(opened(contract, "预付款")) == total


def test_receipt_triggers_delivery_once(world):
    schedule = [{"name": "到货款", "kind": "share", "share": Decimal(1), "trigger": "delivered", "days": 10}]
    contract = make_contract(world, "in_force", schedule=schedule)
    order = make_order(world, "shipped", contract=contract)

    record_receipt(order, by=world.by("fr"), received_on=order.as_of, received_by="王工")

    assert opened(contract, "到货款") == [Decimal("226000.00")]
    with pytest.raises(Blocked):
        record_receipt(order, by=world.by("fr"), received_on=order.as_of)
    assert Shipment.objects.get().received_by == "王工"


def test_receipt_before_the_shipment_is_refused(world):
    order = make_order(world, "shipped")

    with pytest.raises(ValidationError):
        record_receipt(order, by=world.by("fr"), received_on=order.as_of - timedelta(days=1))


@pytest.mark.parametrize("state", ["released", "scheduled", "producing", "shipped"])
def test_held_order_goes_on_where_it_stopped(world, state):
    order = make_order(world, state)
    order = run(order, "hold", by=world.by("fr"), fields={"reason": "客户场地未备"}).record
    assert order.state == "on_hold"

    order = run(order, "resume", by=world.by("fr")).record

    assert order.state == state


def test_shipped_order_is_not_cancelled(world):
    order = make_order(world, "shipped")
    held = run(order, "hold", by=world.by("fr"), fields={"reason": "投诉"}).record

    assert refusal(world, held, "cancel", reason="退货") == "nothing_shipped"
