"""One mechanism for every gate, told on credit limits: who is asked, what voids, what follows the last vote."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from approvals.models import Approval, Condition
from approvals.services import add_approver, decide, hand_on, may_vote, withdraw
from approvals.services.chasing import chase
from core.dates import acting_at, local_day, moment
from core.errors import Blocked, Denied, Unavailable
from core.events import happened
from core.models import TransitionRecord
from core.money import Money
from customers.models import CreditLimit
from customers.services.credit import request_limit
from desk.models import Notice, Todo
from tenancy.models import Absence
from tenancy.people import grant_roles
from tests.factories.customers import FAR, make_customer


@pytest.fixture
def asked(world):
    """A limit of CNY 2 m asked for by the credit controller: sales manager, then finance decide."""
    return ask(world, "2000000")


def ask(world, amount) -> Approval:
    customer = make_customer(owner=world.ar)
    outcome = request_limit(
        by=world.by("credit"), customer=customer, amount=Money(Decimal(amount), "CNY"), valid_until=FAR
    )
    return outcome.approval


def limit_of(approval) -> CreditLimit:
    return CreditLimit.objects.get(pk=approval.record_id)


@pytest.mark.parametrize(
    ("amount", "roles"),
    [
        ("499999.99", ["sales_manager"]),
        ("500000", ["sales_manager", "finance"]),
        ("5000000", ["sales_manager", "finance", "executive"]),
    ],
)
def test_amount_decides_who_is_asked(world, amount, roles):
    approval = ask(world, amount)

    assert [step.role for step in approval.steps.all()] == roles
    assert [step.voters.get().user for step in approval.steps.all()] == [
        getattr(world, role) for role in roles
    ]


def test_last_approving_vote_makes_the_move_in_the_askers_name(world, asked):
    decide(asked, by=world.by("sales_manager"), decision="approve")
    assert limit_of(asked).state == "requested"

    approval = decide(asked, by=world.by("finance"), decision="approve")

    assert approval.state == "approved"
    assert limit_of(asked).state == "live"
    grant = TransitionRecord.objects.get(record_id=asked.record_id, target="live")
    assert grant.by == world.credit


def test_only_the_open_steps_people_vote_and_once(world, asked):
    with pytest.raises(Denied):
        decide(asked, by=world.by("finance"), decision="approve")
    with pytest.raises(Denied):
        decide(asked, by=world.by("credit"), decision="approve")
    decide(asked, by=world.by("sales_manager"), decision="approve")
    with pytest.raises(Denied):
        decide(asked, by=world.by("sales_manager"), decision="approve")


@pytest.mark.parametrize(("vote", "state"), [("reject", "rejected"), ("return", "returned")])
def test_a_refusal_needs_a_comment_and_ends_the_request(world, asked, vote, state):
    with pytest.raises(ValidationError, match="Say why"):
        decide(asked, by=world.by("sales_manager"), decision=vote)

    approval = decide(asked, by=world.by("sales_manager"), decision=vote, comment="too much")

    assert approval.state == state
    assert not Todo.objects.filter(record_id=asked.pk, done_at=None).exists()
    assert Notice.objects.filter(user=world.credit, kind=f"approval.{state}").exists()
    with pytest.raises(Unavailable):
        decide(asked, by=world.by("sales_manager"), decision="approve")


def test_a_change_of_what_is_decided_on_voids_the_request(world, asked):
    limit = limit_of(asked)
    limit.amount = Decimal(3_000_000)
    limit.save()
    happened(limit, "credit_limit.updated", by=world.by("credit"))

    approval = Approval.objects.get(pk=asked.pk)
    assert approval.state == "voided"
    assert [change["field"] for change in approval.void_reason] == ["amount"]


def test_a_second_request_waits_for_the_first(world, asked):
    from core.workflow import run

    with pytest.raises(Blocked) as refused:
        run(limit_of(asked), "grant", by=world.by("credit"))

    assert refused.value.blockers[0].code == "gate_pending"


def test_the_asker_never_decides_even_with_the_role(world):
    grant_roles(world.credit, ["credit", "sales_manager"])
    grant_roles(world.sales_manager, ["ar"])

    approval = ask(world, "100000")

    assert [voter.user for voter in approval.steps.get().voters.all()] == [world.executive]


def test_a_step_nobody_can_fill_goes_to_the_administrator_visibly(world):
    for person in (world.sales_manager, world.executive):
        grant_roles(person, ["ar"])

    step = ask(world, "100000").steps.get()

    assert step.fell_to_admin
    assert [voter.user for voter in step.voters.all()] == [world.admin]


def test_a_deputy_votes_while_the_voter_is_away(world, asked):
    today = local_day()
    Absence.objects.create(user=world.sales_manager, deputy=world.legal, starts_on=today, ends_on=today)

    decide(asked, by=world.by("legal"), decision="approve")

    vote = asked.steps.first().voters.get()
    assert (vote.user, vote.voted_by) == (world.sales_manager, world.legal)


def test_a_vote_can_be_handed_on_and_an_approver_added(world, asked):
    hand_on(asked, world.executive, by=world.by("sales_manager"))
    assert may_vote(asked, world.by("sales_manager")) is None
    add_approver(asked, world.legal, by=world.by("executive"))

    decide(asked, by=world.by("executive"), decision="approve")
    assert asked.steps.first().done_at is None
    decide(asked, by=world.by("legal"), decision="approve")
    assert asked.steps.first().done_at is not None


def test_only_the_asker_withdraws(world, asked):
    with pytest.raises(Denied):
        withdraw(asked, by=world.by("sales_manager"))

    assert withdraw(asked, by=world.by("credit")).state == "withdrawn"


def test_conditions_are_kept_with_the_vote(world, asked):
    due = local_day() + timedelta(days=3)
    condition = {"text": "Insurance first", "owner": world.credit, "due_on": due}
    decide(asked, by=world.by("sales_manager"), decision="approve", conditions=[condition])

    assert Condition.objects.get(approval=asked).text == "Insurance first"


def test_waiting_steps_are_chased_once_then_escalated(world, asked):
    step = asked.steps.first()
    soon, late = moment() + timedelta(days=5), moment() + timedelta(days=20)
    step.opened_at = moment()
    step.escalated_at = None
    step.save()

    chase(late)
    chase(late)

    step.refresh_from_db()
    assert step.escalated_at is not None
    assert {voter.user for voter in step.voters.all()} == {world.sales_manager, world.executive}
    with acting_at(soon):
        assert may_vote(asked, world.by("executive")) is not None
