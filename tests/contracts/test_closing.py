"""The end of a contract: closed when everything is done, or terminated."""

import pytest
from django.core.exceptions import ValidationError

from core.workflow import run
from deals.models import Calculation
from tests.contracts.steps import amend, refusal
from tests.factories.contracts import fresh, make_contract
from tests.factories.delivery import closed_contract, make_order, pay_everything


def test_contract_closes_only_when_everything_is_done(world):
    contract = make_contract(world, "in_force")

    found = refusal(world, contract, "close", lessons="…")

    assert "quantity_open" in found


def test_closing_needs_lessons(world):
    contract = make_contract(world, "in_force")

    with pytest.raises(ValidationError) as refused:
        run(contract, "close", by=world.by("ar"), fields={})

    assert "lessons" in refused.value.message_dict


def test_closed_contract_closes_its_deal_with_a_final_calculation(world):
    contract = closed_contract(world)

    assert contract.state == "closed"
    assert contract.deal.stage == "closed"
    final = Calculation.objects.get(deal=contract.deal, kind="final")
    assert (final.revenue, final.cost, bool(final.frozen_at)) == (200000, 120000, True)


def test_open_amendment_holds_the_closing_back(world):
    contract = make_contract(world, "in_force")
    make_order(world, "closed", contract=contract)
    pay_everything(contract)
    amend(world, fresh(contract))

    assert refusal(world, fresh(contract), "close", lessons="…") == "amendments_settled"


def test_terminated_contract_ends_its_deal_and_calls_orders_off(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "scheduled", contract=contract)

    run(contract, "terminate", by=world.by("sales_manager"), fields={"reason": "客户停产"})

    order.refresh_from_db()
    assert order.state == "cancelled"
    assert fresh(contract).deal.stage == "terminated"
