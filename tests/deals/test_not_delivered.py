"""Lines that nobody delivers, a licence say: billed, never ordered, and no reason to stay in delivery."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Product
from core.errors import Blocked
from core.workflow import run
from delivery.quantities import left_to_order
from delivery.services import create_order
from receivables.models import Receivable
from tests.factories.contracts import SCHEDULE, approve_all, fresh, line, make_contract
from tests.factories.delivery import make_order, pay_everything

WHOLE_ON_SIGNING = ({"name": "全款", "kind": "share", "share": Decimal(1), "trigger": "signed"},)


@pytest.fixture
def licence(world):
    product = Product.objects.create(code="LIC", name="软件许可", is_deliverable=False)
    return line("1", "50000", "5000", description="软件许可", product=product)


def test_the_deal_leaves_delivery_when_all_that_is_delivered_is_accepted(world, licence):
    contract = make_contract(world, "in_force", lines=[line(), licence])
    assert contract.deal.stage == "delivery"
    assert [row.description for row, _left in left_to_order(contract.agreement)] == ["柔性装配线"]

    make_order(world, "accepted", contract=contract)

    assert fresh(contract).deal.stage == "cash"


def test_it_cannot_be_ordered(world, licence):
    contract = make_contract(world, "in_force", lines=[line(), licence])
    rows = [{"contract_line": contract.agreement.lines.get(is_deliverable=False), "quantity": Decimal(1)}]

    with pytest.raises(ValidationError, match="软件许可"):
        create_order(by=world.by("fr"), contract=contract.agreement, lines=rows)


def test_shipping_all_that_is_delivered_opens_the_whole_instalment(world, licence):
    contract = make_contract(world, "in_force", lines=[line(), licence])

    make_order(world, "accepted", contract=contract)

    rows = Receivable.objects.filter(agreement=contract.agreement_id)
    assert set(rows.values_list("state", flat=True)) == {"open"}
    assert sum(row.amount for row in rows) == contract.amount == Decimal("282500")


def test_a_contract_of_licences_goes_to_cash_at_once_and_closes(world, licence):
    contract = make_contract(world, "in_force", lines=[licence], schedule=WHOLE_ON_SIGNING)
    assert contract.deal.stage == "cash"

    pay_everything(contract)
    run(contract, "close", by=world.by("ar"), fields={"lessons": "无"})
    approve_all(contract)

    assert fresh(contract).state == "closed"


def test_an_instalment_that_would_wait_for_a_shipment_for_ever_is_refused_at_atc(world, licence):
    contract = make_contract(world, lines=[licence], schedule=SCHEDULE)

    with pytest.raises(Blocked, match="发货款") as refused:
        run(contract, "submit_review", by=world.by("ar"))

    assert {blocker.code for blocker in refused.value.blockers} == {"schedule_adds_up"}


def test_what_waits_for_dropped_goods_ends_with_the_closing(world):
    contract = make_contract(world, "in_force")
    make_order(world, "closed", contract=contract, quantity="1")
    order = make_order(world, contract=contract, quantity="1")
    run(order, "cancel", by=world.by("fr"), fields={"reason": "不要了", "drop_quantities": True})
    pay_everything(contract)
    run(fresh(contract), "close", by=world.by("ar"), fields={"lessons": "无"})

    approve_all(contract)

    left = Receivable.objects.filter(agreement=contract.agreement_id).exclude(state="written_off")
    assert set(left.values_list("state", flat=True)) == {"cancelled"}
