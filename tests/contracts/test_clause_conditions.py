"""Under which condition a deviation was accepted becomes a condition of ATC, and binds like any other."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from approvals.models import Approval, Condition
from approvals.services import close_condition, decide
from contracts.models import Clause
from contracts.services import draft_amendment, give_opinion, set_clauses
from core.dates import acting_at, moment
from core.errors import Blocked
from core.workflow import run
from desk.models import Todo
from tenancy.actor import actor_for
from tests.factories.contracts import approve_all, fresh, make_contract


@pytest.fixture
def contract(world):
    made = make_contract(world)
    set_clauses(made, {Clause.objects.get(code="11.2"): ("违约金不设上限。", None)}, by=world.by("ar"))
    return fresh(made)


def accept(world, contract, days=10, **more):
    values = {"condition": "总经理知悉", "condition_due_on": contract.as_of + timedelta(days=days)} | more
    clause = Clause.objects.get(code="11.2")
    return give_opinion(contract, clause, by=world.by("legal"), verdict="accept_with_condition", **values)


def test_atc_takes_the_condition_over_with_text_owner_and_day(world, contract):
    accept(world, contract, condition_owner=world.sr)

    run(contract, "submit_review", by=world.by("ar"))

    row = Condition.objects.get()
    assert (row.approval.gate, row.owner, row.due_on) == (
        "ATC",
        world.sr,
        contract.as_of + timedelta(days=10),
    )
    assert "总经理知悉" in row.text and row.created_by == world.legal
    assert not Condition.objects.binding().exists()


def test_it_is_a_to_do_once_the_gate_has_passed_and_done_when_closed(world, contract):
    accept(world, contract)
    run(contract, "submit_review", by=world.by("ar"))
    approve_all(contract)

    todo = Todo.objects.get(kind="approval.condition")
    assert (todo.user, todo.done_at) == (world.ar, None)
    close_condition(Condition.objects.binding().get(), by=world.by("ar"), evidence="邮件确认")

    todo.refresh_from_db()
    assert todo.done_at is not None and not Condition.objects.binding().exists()


def test_an_opinion_given_during_the_review_counts_too(world, contract):
    give_opinion(contract, Clause.objects.get(code="11.2"), by=world.by("legal"), verdict="accept")
    run(contract, "submit_review", by=world.by("ar"))
    accept(world, contract)

    approve_all(contract)

    assert Condition.objects.binding().count() == 1


def test_a_refused_request_binds_nobody_and_the_next_asks_once(world, contract):
    accept(world, contract)
    for _time in range(2):
        run(fresh(contract), "submit_review", by=world.by("ar"))
        approval = Approval.objects.get(record_id=contract.pk, state="pending")
        voter = approval.steps.first().voters.first().user
        decide(approval, by=actor_for(voter), decision="reject", comment="再谈")
    run(fresh(contract), "submit_review", by=world.by("ar"))
    approve_all(contract)

    assert Condition.objects.binding().count() == 1


def test_overdue_it_holds_the_next_gate_back(world, contract):
    accept(world, contract)
    run(contract, "submit_review", by=world.by("ar"))
    approve_all(contract)
    run(fresh(contract), "sign", by=world.by("ar"))
    amendment = draft_amendment(fresh(contract), by=world.by("ar"), reason="质保", warranty_months=24)

    with acting_at(moment() + timedelta(days=11)), pytest.raises(Blocked) as refused:
        run(amendment, "submit_review", by=world.by("ar"))

    assert [blocker.code for blocker in refused.value.blockers] == ["condition_overdue"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"condition": ""}, "condition"),
        ({"condition_due_on": None}, "condition_due_on"),
        ({"days": -1}, "condition_due_on"),
    ],
)
def test_a_condition_names_its_text_and_a_day_to_come(world, contract, wrong, field):
    with pytest.raises(ValidationError) as refused:
        accept(world, contract, **wrong)

    assert list(refused.value.message_dict) == [field]
