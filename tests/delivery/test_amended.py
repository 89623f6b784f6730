"""What an amendment does to what is ordered, shipped and under warranty."""

from datetime import timedelta

import pytest

from approvals.models import Approval
from contracts.services import draft_amendment
from core.dates import local_day, months_after
from core.errors import Blocked
from core.workflow import run
from delivery.models import Acceptance, DeliveryOrder
from tests.factories.contracts import approve_all, fresh, line, make_contract
from tests.factories.delivery import make_order, pay_everything
from tests.factories.receivables import make_open


def amend(world, contract, **parts):
    """The amendment, in force."""
    if row := parts.pop("line", None):
        parts["lines"] = [row | {"id": contract.agreement.lines.get().pk, "product": None}]
    amendment = draft_amendment(contract, by=world.by("ar"), reason="变更", **parts)
    run(amendment, "submit_review", by=world.by("ar"))
    assert approve_all(amendment).state == "approved"


def test_a_released_order_takes_the_new_price_over_and_ships(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "producing", contract=contract)

    amend(world, contract, line=line(price="90000"))

    order = DeliveryOrder.objects.get(pk=order.pk)
    assert (order.lines.get().unit_price, order.amount) == (90000, 203400)
    assert run(order, "ship", by=world.by("fr")).record.state == "shipped"


def test_shipment_asks_again_what_the_release_asked(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "producing", contract=contract)
    contract.agreement.lines.update(unit_price=1, quantity=1)
    type(contract.agreement).objects.filter(pk=contract.pk).update(handed_over_on=None)

    with pytest.raises(Blocked) as refused:
        run(DeliveryOrder.objects.get(pk=order.pk), "ship", by=world.by("fr"))

    assert {blocker.code for blocker in refused.value.blockers} >= {
        "price_as_agreed", "quantities_within_contract", "handover_accepted",
    }  # fmt: skip


def test_more_quantity_leads_the_deal_back_to_delivery(world):
    contract = make_contract(world, "in_force")
    make_order(world, "accepted", contract=contract)
    assert fresh(contract).deal.stage == "cash"

    amend(world, fresh(contract), line=line("3"))

    assert fresh(contract).deal.stage == "delivery"


def test_a_running_warranty_follows_the_months_agreed_anew(world):
    contract = make_contract(world, "in_force")
    make_order(world, "accepted", contract=contract)

    amend(world, fresh(contract), warranty_months=24)

    assert Acceptance.objects.get().warranty_ends_on == months_after(local_day(), 24)


def test_closing_waits_for_every_request_of_the_deal(world):
    contract = make_contract(world, "in_force")
    make_order(world, "closed", contract=contract)
    pay_everything(contract)
    late = make_open("1000", due_on=local_day() - timedelta(days=9), customer=contract.customer)
    type(late).objects.filter(pk=late.pk).update(deal=contract.deal)
    run(late, "write_off", by=world.by("finance"), fields={"reason": "破产"})

    with pytest.raises(Blocked) as refused:
        run(fresh(contract), "close", by=world.by("ar"), fields={"lessons": "无"})

    assert "approval_pending" in [blocker.code for blocker in refused.value.blockers]
    assert Approval.objects.get(state="pending").gate == "write_off"
