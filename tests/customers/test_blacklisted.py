"""A blacklisted customer gets nothing new, as a frozen one (handbook §3)."""

import pytest

from core.errors import Blocked
from core.workflow import run
from customers.models import Customer
from tenancy.actor import system
from tests.factories.contracts import make_contract
from tests.factories.delivery import make_order
from tests.factories.opportunities import make_opportunity, make_quote


def blacklist(record) -> None:
    run(Customer.objects.get(pk=record.customer_id), "blacklist", by=system(), fields={"reason": "失信"})


def refused(work) -> list[str]:
    with pytest.raises(Blocked) as found:
        work()
    return [blocker.code for blocker in found.value.blockers]


def test_no_quote(world):
    opportunity = make_opportunity(world, at="bidding")
    blacklist(opportunity)

    assert refused(lambda: make_quote(world, opportunity)) == ["customer_blacklisted"]


def test_no_contract(world):
    contract = make_contract(world)
    blacklist(contract)

    fresh = type(contract).objects.get(pk=contract.pk)
    assert "customer_blacklisted" in refused(lambda: run(fresh, "submit_review", by=world.by("ar")))


@pytest.mark.parametrize(
    ("state", "move", "role"), [("reviewing", "release", "planner"), ("producing", "ship", "fr")]
)
def test_no_release_and_no_shipment(world, state, move, role):
    order = make_order(world, state)
    blacklist(order)

    fresh = type(order).objects.get(pk=order.pk)
    assert "customer_blacklisted" in refused(lambda: run(fresh, move, by=world.by(role)))
