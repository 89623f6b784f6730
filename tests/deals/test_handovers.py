"""Leaving a seat: what goes along, what is kept and shown, and who takes it over."""

import pytest

from approvals.models import Approval, Condition
from approvals.services import close_condition
from core.attention import todo
from core.dates import local_day
from core.errors import Denied
from core.models import Event
from customers.services import commitments
from deals.models import Deal, SeatHandover
from deals.services import set_team, take_over
from desk.models import Todo
from tests.factories.callers import browser, caller
from tests.factories.contracts import make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(world):
    """A contract that waits at ATC, with a whole triangle."""
    return make_contract(world, "reviewing")


@pytest.fixture
def deal(contract):
    return Deal.objects.get(pk=contract.deal_id)


def leave(world, deal, **seats) -> SeatHandover:
    """Others take these seats; the one list that came of it."""
    set_team(deal, by=world.by("sales_manager"), **seats)
    return SeatHandover.objects.get(deal=deal)


def condition_of(world, contract, owner) -> Condition:
    """A condition of the request that waits, with its to-do."""
    approval = Approval.objects.get(record_id=contract.pk)
    made = Condition.objects.create(
        approval=approval, deal_id=contract.deal_id, text="补充保函", owner=owner, due_on=local_day()
    )
    todo(approval, "approval.condition", user=owner, key=str(made.pk), gate="ATC", text=made.text)
    return made


def test_open_to_dos_and_conditions_become_the_successors(world, contract, deal):
    todo(deal, "order.plan", user=world.sr, key="1", number="DO-1")
    todo(deal, "order.plan", user=world.fr, key="2", number="DO-1")
    done = todo(deal, "order.plan", user=world.sr, key="3", number="DO-1")
    Todo.objects.filter(pk=done.pk).update(done_at=done.created_at)
    condition = condition_of(world, contract, world.sr)

    made = leave(world, deal, sr=world.planner)

    holders = dict(Todo.objects.filter(kind="order.plan").values_list("key", "user"))
    assert holders == {"1": world.planner.pk, "2": world.fr.pk, "3": world.sr.pk}
    assert Todo.objects.get(kind="approval.condition").user == world.planner
    assert [item["kind"] for item in made.items if item["moved"]] == ["order.plan", "approval.condition"]
    assert close_condition(
        Condition.objects.get(pk=condition.pk), by=world.by("planner"), evidence="已补"
    ).closed_at


def test_requests_votes_and_promises_are_named_and_stay(world, contract, deal):
    commitments.commit(by=world.by("ar"), customer=deal.customer, text="月底前给出样机", due_on=local_day())
    request = Approval.objects.get(record_id=contract.pk)

    made = leave(world, deal, ar=world.service)

    assert [item["kind"] for item in made.items] == ["handover.request", "handover.commitment"]
    assert not any(item["moved"] for item in made.items)
    assert Approval.objects.get(pk=request.pk).asker == world.ar


def test_nothing_is_listed_where_nothing_waits_and_where_people_only_change_seats(world, deal):
    todo(deal, "order.plan", user=world.sr, key="1", number="DO-1")

    set_team(deal, by=world.by("sales_manager"), sr=world.fr, fr=world.sr)

    assert not SeatHandover.objects.filter(deal=deal).exists()
    assert Todo.objects.get(kind="order.plan").user == world.sr


@pytest.mark.parametrize(
    ("role", "may"), [("planner", True), ("sales_manager", True), ("fr", False), ("executive", False)]
)
def test_the_successor_takes_over_once(world, deal, role, may):
    todo(deal, "order.plan", user=world.sr, key="1", number="DO-1")
    made = leave(world, deal, sr=world.planner)
    asked = Todo.objects.get(kind="deal.take_over")
    assert asked.user == world.planner and asked.due_on > local_day()

    if not may:
        with pytest.raises(Denied):
            take_over(made, by=world.by(role))
        return
    first = take_over(made, by=world.by(role))
    assert take_over(made, by=world.by(role)).taken_over_at == first.taken_over_at
    asked.refresh_from_db()
    assert asked.done_at
    kinds = Event.objects.filter(record_id=deal.pk).values_list("kind", flat=True)
    assert {"deal.handed_over", "deal.taken_over"} <= set(kinds)


def test_the_list_is_shown_in_words_on_the_page_and_by_the_api(world, deal):
    todo(deal, "approval.failed", user=world.sr, key="1", gate="ATC", title="忽略")
    todo(deal, "handover.commitment", user=world.sr, key="2", text="现场演示")
    made = leave(world, deal, sr=world.planner)

    shown = caller(world, "planner").get(f"/deals/{deal.pk}/handovers/").json()
    page = browser(world, "planner").get(f"/deals/{deal.pk}/").content.decode()
    assert [item["text"] for item in shown[0]["items"]] == ["Promised to the customer: 现场演示"]
    assert "Promised to the customer: 现场演示" in page and "I have taken over" in page

    address = f"/deals/{deal.pk}/take-over/{made.pk}/"
    assert browser(world, "fr").post(address).status_code == 403
    assert browser(world, "planner").post(address).status_code == 303
    again = caller(world, "planner").post(f"/deals/{deal.pk}/handovers/{made.pk}/take-over/", {})
    assert again.status_code == 200 and again.json()["taken_over_at"]
