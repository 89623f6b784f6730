"""Touches logged in one step, ratings of exchanges, promises to customers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from core.dates import local_day
from core.errors import Denied, Unavailable
from core.workflow import run
from customers.models import Commitment, Visit
from customers.services.commitments import change_commitment, commit, tell_overdue
from customers.services.touches import log_touch
from customers.services.visits import plan_visit, rate_visit
from customers.states import Touch
from desk.models import Notice, Todo
from tests.customers.test_pages import browser  # noqa: F401
from tests.factories.customers import make_contact, make_customer

SOON = timedelta(days=3)


def opened(record) -> Todo:
    return Todo.objects.get(record_id=record.pk, done_at=None)


def test_a_touch_is_logged_with_two_answers(alpha):
    customer = make_customer(by=alpha.by.ar)

    visit = log_touch(by=alpha.by.ar, customer=customer, outcome="谈了二期预算")

    assert (visit.state, visit.kind, visit.visited_on) == ("reported", Touch.DAILY_TOUCH, local_day())
    with pytest.raises(Unavailable):
        run(visit, "report", by=alpha.by.ar, fields={"outcome": "x", "next_step": "x"})
    with pytest.raises(Denied):
        log_touch(by=alpha.by.legal, customer=customer, outcome="x")


def test_the_promise_made_at_a_touch_is_its_owners_to_do(alpha):
    customer = make_customer(by=alpha.by.ar)
    contact = make_contact(customer)

    visit = log_touch(
        by=alpha.by.ar, customer=customer, outcome="x", contacts=[contact], promise="发样机参数",
        promise_due_on=local_day() + SOON,
    )  # fmt: skip

    promised = Commitment.objects.get(visit=visit)
    assert (promised.contact, promised.owner_id) == (contact, alpha.by.ar.user_id)
    assert opened(promised).due_on == promised.due_on


def test_a_promise_that_moves_takes_its_to_do_along(alpha):
    promised = commit(by=alpha.by.ar, customer=make_customer(by=alpha.by.ar), text="x", due_on=local_day())

    moved = change_commitment(
        promised, by=alpha.by.ar, due_on=local_day() + SOON, owner=alpha.people["sr"], text="x"
    )

    todo = opened(moved)
    assert (todo.user, todo.due_on) == (alpha.people["sr"], local_day() + SOON)
    run(moved, "keep", by=alpha.by.sr)
    assert not Todo.objects.filter(record_id=moved.pk, done_at=None).exists()
    with pytest.raises(ValidationError):
        change_commitment(Commitment.objects.get(), by=alpha.by.ar, text="y")


@pytest.mark.parametrize(("late", "on_time"), [(0, True), (1, False)])
def test_a_word_kept_on_its_day_is_kept_on_time(alpha, late, on_time):
    customer, today = make_customer(by=alpha.by.ar), local_day()
    promised = commit(by=alpha.by.ar, customer=customer, text="x", due_on=today - timedelta(days=late))

    kept = run(promised, "keep", by=alpha.by.ar, fields={"kept_on": today.isoformat()}).record

    assert (kept.state, kept.is_on_time) == ("kept", on_time)


def test_an_overdue_promise_is_told_once(alpha):
    customer = make_customer(by=alpha.by.ar, owner=alpha.people["sales_manager"])
    commit(by=alpha.by.ar, customer=customer, text="寄图纸", due_on=local_day())
    tomorrow = local_day() + timedelta(days=1)

    assert tell_overdue(local_day()) == 0
    for _twice in range(2):
        tell_overdue(tomorrow)

    told = Notice.objects.filter(kind="commitment_overdue")
    assert {one.user for one in told} == {alpha.people["ar"], alpha.people["sales_manager"]}
    assert told.count() == 2 and "寄图纸" in told[0].text


def test_only_a_topic_exchange_that_took_place_is_rated(alpha):
    customer = make_customer(by=alpha.by.ar)
    daily = log_touch(by=alpha.by.ar, customer=customer, outcome="x")
    ahead = plan_visit(
        by=alpha.by.ar, customer=customer, planned_on=local_day(), kind=Touch.TOPIC_EXCHANGE, goals="x"
    )
    for wrong in (daily, ahead):
        with pytest.raises(ValidationError):
            rate_visit(wrong, by=alpha.by.ar, rating=5)

    run(ahead, "report", by=alpha.by.ar, fields={"outcome": "x", "next_step": "x"})

    assert rate_visit(Visit.objects.get(pk=ahead.pk), by=alpha.by.ar, rating=4).rating == 4


def test_somebody_elses_contact_or_visit_is_refused(alpha):
    customer, other = make_customer(by=alpha.by.ar), make_customer("别家有限公司", by=alpha.by.ar)
    for wrong in (
        {"contact": make_contact(other)},
        {"visit": log_touch(by=alpha.by.ar, customer=other, outcome="x")},
    ):
        with pytest.raises(ValidationError):
            commit(by=alpha.by.ar, customer=customer, text="x", due_on=local_day(), **wrong)


def test_the_screen_offers_the_last_customers_and_their_people(alpha, browser):  # noqa: F811
    first, last = (make_customer(name, by=alpha.by.ar) for name in ("甲精密有限公司", "乙轴承有限公司"))
    contact = make_contact(first, "陆总")
    log_touch(by=alpha.by.ar, customer=last, outcome="x", visited_on=local_day() - SOON)
    log_touch(by=alpha.by.ar, customer=first, outcome="x")

    page = browser("ar").get("/customers/visits/new/", {"customer": str(first.pk)})
    found = browser("ar").get("/customers/visits/new/", {"q": "轴承"})

    assert page.context["offered"][:2] == [first, last]
    assert page.context["people"] == [{"contact": contact, "on": False}]
    assert found.context["offered"] == [last]


def test_a_touch_is_posted_from_the_screen(alpha, browser):  # noqa: F811
    customer = make_customer(by=alpha.by.ar)
    contact = make_contact(customer)
    person: Client = browser("ar")
    sent = {"customer": str(customer.pk), "kind": "topic_exchange", "outcome": "节拍已核对", "rating": "5",
            "who": str(contact.pk), "visited_on": str(local_day())}  # fmt: skip

    refused = person.post("/customers/visits/new/", {**sent, "promise": "寄图纸"})
    assert refused.status_code == 422 and b"By which day" in refused.content
    assert person.post("/customers/visits/new/", sent).status_code == 303

    visit = Visit.objects.get()
    assert (visit.rating, [one.contact for one in visit.participants.all()]) == (5, [contact])
    assert person.get(visit.get_absolute_url()).status_code == 200
    path = f"{visit.get_absolute_url()}promise/"
    assert person.post(path, {"text": "寄图纸", "due_on": str(local_day())}).status_code == 303
    promised = Commitment.objects.get(visit=visit)
    assert person.post(f"{promised.get_absolute_url()}edit/", {"text": ""}).status_code == 422
    assert person.post(f"{promised.get_absolute_url()}keep/", {}).status_code == 303


def test_a_touch_and_a_promise_by_the_api(alpha, caller):
    customer, program = make_customer(by=alpha.by.ar), caller(alpha, "ar")
    sent = {"customer": str(customer.pk), "outcome": "x", "promise": "寄图纸", "promise_due_on": "2099-01-01"}

    logged = program.post("/visits/log/", sent)
    assert (logged.status_code, logged.json()["state"]) == (201, "reported")
    assert program.post("/visits/log/", {**sent, "visited_on": "2099-01-01"}).status_code == 422
    promised = program.get(f"/commitments/?customer={customer.pk}").json()["results"]
    assert [(one["text"], one["state"]) for one in promised] == [("寄图纸", "pending")]
    path = f"/commitments/{promised[0]['id']}/"
    assert program.patch(path, {"due_on": "2098-01-01"}).json()["due_on"] == "2098-01-01"
    gone = program.post(f"{path}transitions/give_up/", {"reason": "停产"})
    assert gone.json()["state"] == "broken"
