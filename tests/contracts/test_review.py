"""What a contract needs before its review, and what sends it back to drafting."""

import pytest

from approvals.models import Approval
from approvals.services import decide
from contracts.services import edit_contract, set_budget, set_schedule
from contracts.terms import schedule_problems
from core.errors import Blocked
from core.workflow import run
from customers.models import Customer
from deals.models import Calculation
from deals.states import BY_DELIVERY, Trigger
from tenancy.actor import actor_for, system
from tests.contracts.steps import deviate, refusal
from tests.factories.contracts import SCHEDULE, cny, fresh, line, make_contract
from tests.factories.customers import make_customer


def test_review_needs_a_schedule_that_adds_up(world):
    contract = make_contract(world, schedule=SCHEDULE[:2])

    assert refusal(world, contract) == "schedule_adds_up"


def test_fixed_amounts_must_meet_the_total_to_the_cent(world):
    contract = make_contract(world)
    part = {"name": "一", "kind": "amount", "amount": cny("225999.99").amount, "trigger": "signed"}
    set_schedule(contract, [part], by=world.by("ar"))

    with pytest.raises(Blocked, match=r"0\.01"):
        run(contract, "submit_review", by=world.by("ar"))


def test_review_needs_an_admitted_customer_or_prepayment(world):
    contract = make_contract(world, customer=make_customer(owner=world.ar, admitted=False))

    assert refusal(world, contract) == "customer_not_admitted"


def test_conditional_customer_needs_prepayment_terms(world):
    customer = make_customer(owner=world.ar, payment_mode="prepayment")
    contract = make_contract(world, customer=customer)

    assert refusal(world, contract) == "customer_not_admitted"
    edit_contract(contract, by=world.by("ar"), payment_mode="prepayment")
    set_schedule(contract, [SCHEDULE[0] | {"share": 1}], by=world.by("ar"))
    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


@pytest.mark.parametrize("mode", ["credit", "prepayment"])
@pytest.mark.parametrize("trigger", Trigger.values)
def test_prepayment_never_waits_for_the_goods(world, trigger, mode):
    contract = make_contract(world, payment_mode=mode)
    late = {"name": "尾款", "kind": "rest", "trigger": trigger, "due_on": contract.as_of}

    set_schedule(contract, [SCHEDULE[0], late], by=world.by("ar"))

    if mode == "prepayment" and trigger in BY_DELIVERY:
        assert refusal(world, contract) == "not_prepaid"
        assert "尾款" in schedule_problems(contract.agreement)[0]
    else:
        assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def test_frozen_customer_gets_no_contract(world):
    contract = make_contract(world)
    freeze(contract)

    assert refusal(world, fresh(contract)) == "customer_frozen"


def freeze(contract) -> None:
    run(Customer.objects.get(pk=contract.customer_id), "freeze", by=system(), fields={"reason": "逾期"})


def test_review_needs_a_budget(world):
    contract = make_contract(world, lines=[line(cost="0")])

    assert refusal(world, contract) == "budget_calculated"
    set_budget(contract, by=world.by("sr"), cost=cny(100000))
    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def test_change_while_reviewing_voids_the_request(world):
    contract = make_contract(world, "reviewing")

    set_schedule(
        contract, [{"name": "全款", "kind": "share", "share": 1, "trigger": "signed"}], by=world.by("ar")
    )

    assert fresh(contract).state == "drafting"
    assert Approval.objects.get(record_id=contract.pk).state == "voided"


def test_change_of_an_approved_contract_returns_it_to_drafting(world):
    contract = make_contract(world, "approved")

    deviate(world, contract)

    assert fresh(contract).state == "drafting"
    assert Calculation.objects.get(deal=contract.deal, kind="budget").frozen_at is None


def test_refused_review_returns_to_drafting(world):
    contract = make_contract(world, "reviewing")
    approval = Approval.objects.get(record_id=contract.pk)
    voter = approval.steps.first().voters.first().user

    decide(approval, by=actor_for(voter), decision="reject", comment="毛利太低")

    assert fresh(contract).state == "drafting"
