"""Bank lines over the API: several allocations at once, parts, questions, payers, runs."""

from decimal import Decimal

import pytest

from core.models import Event
from desk.models import Notice, Todo
from receivables.models import Allocation, BankLine, MatchRun, PayerAlias, Receivable
from receivables.services import match_runs, shares
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

pytestmark = pytest.mark.usefixtures("tenant")
LINES = "/bank-lines/"


def cny(amount):
    return {"amount": str(amount), "currency": "CNY"}


@pytest.fixture(autouse=True)
def by_hand(tenant):
    set_rule("receivables.auto_post", False, by=system())


def test_several_allocations_go_at_once_or_not_at_all(api):
    first, second, line = make_open("300"), make_open("400"), make_line("650")
    call = api("finance")
    parts = [
        {"receivable": str(first.pk), "amount": cny(300)},
        {"receivable": str(second.pk), "amount": cny(351)},
    ]

    refused = call.post(f"{LINES}{line.pk}/allocations/", parts)
    assert refused.status_code == 422 and not Allocation.objects.exists()
    parts[1]["amount"] = cny(350)
    made = call.post(f"{LINES}{line.pk}/allocations/", parts)

    assert made.status_code == 201 and [one["amount"]["amount"] for one in made.json()] == [
        "300.00",
        "350.00",
    ]
    assert len(call.get(f"{LINES}{line.pk}/allocations/").json()) == 2
    assert call.post(f"{LINES}{line.pk}/allocations/", []).status_code == 422
    assert api("ar").post(f"{LINES}{line.pk}/allocations/", parts).status_code == 404


def test_suggestions_tell_their_evidence_and_differences(api):
    owed = make_open("1000")
    line = make_line("985", f"对方户名:{owed.customer.name} 摘要:{owed.number}")

    found = api("finance").get(f"{LINES}{line.pk}/suggestions/").json()[0]

    part = found["allocations"][0]
    assert (part["number"], part["amount"], part["difference"]) == (owed.number, cny("985.00"), cny("15.00"))
    assert part["difference_kind"] == "fee" and found["customer"] == str(owed.customer_id)
    assert [one["text"] for one in found["evidence"]] == found["reasons"]
    assert {one["sign"] for one in found["evidence"]} <= {"good", "warn", "bad"}


def test_a_line_is_split_and_made_whole_again(api):
    line = make_line("1000")
    call = api("finance")

    made = call.put(f"{LINES}{line.pk}/shares/", [{"amount": cny(700), "note": "货款"}])
    assert [one["rest"]["amount"] for one in made.json()] == ["700.00", "300.00"]
    too_much = call.put(f"{LINES}{line.pk}/shares/", [{"amount": cny(700)}, {"amount": cny(301)}])
    assert too_much.status_code == 422
    assert call.put(f"{LINES}{line.pk}/shares/", []).json() == []
    assert call.get(f"{LINES}{line.pk}/shares/").json() == []


def test_parts_that_no_longer_fit_the_line_are_forgotten(person):
    line, owed = make_line("1000"), make_open("1000")
    first, second = shares.split(line, [Decimal(400)], by=person("finance"))
    shares.use(first.pk, line, Decimal(400))
    assert [one.pk for one in shares.shares_of(line)] == []

    from receivables.services.allocation import Part, post

    post([Part(line.pk, owed.pk, Decimal(400))], by=person("finance"))
    assert [one.pk for one in shares.shares_of(BankLine.objects.get(pk=line.pk))] == [second.pk]


def test_a_question_is_a_to_do_and_its_answer_comes_back(api, person):
    ar = person("ar")
    owed = make_open("500", customer=make_customer(admitted=False, owner=ar.user))
    Receivable.objects.filter(pk=owed.pk).update(owner=ar.user)
    line = make_line("500", f"对方户名:{owed.customer.name}")
    asked = api("finance").post(f"{LINES}{line.pk}/ask/", {"text": "哪份合同？"})
    assert asked.status_code == 201
    question = asked.json()["id"]
    assert Todo.objects.filter(kind="line_asked", user=ar.user, done_at=None).count() == 1

    answer = api("ar").post(f"/line-questions/{question}/answer/", {"text": "备件"})
    assert answer.json()["state"] == "answered" and answer.json()["answer"] == "备件"
    assert not Todo.objects.filter(kind="line_asked", done_at=None).exists()
    assert Notice.objects.filter(kind="line_answered", user=person("finance").user).exists()
    assert api("ar").post(f"/line-questions/{question}/answer/", {"text": "x"}).status_code == 409
    assert api("sr").get(f"/line-questions/{question}/").status_code == 404
    assert {"bank_line.asked", "bank_line.answered"} <= set(Event.objects.values_list("kind", flat=True))


def test_payers_are_listed_confirmed_added_and_forgotten(api):
    customer = make_customer(admitted=False)
    call, path = api("finance"), "/payer-aliases/"
    PayerAlias.objects.create(
        customer=customer, kind="name", key="甲", value="甲", is_confirmed=False, times=0
    )

    (known,) = call.get(f"{path}?customer={customer.pk}").json()["results"]
    assert call.post(f"{path}{known['id']}/confirm/", {}).json()["is_confirmed"] is True
    made = call.post(path, {"customer": str(customer.pk), "kind": "account", "value": "6222 0001"})
    assert made.status_code == 201 and PayerAlias.objects.filter(key="62220001").exists()
    again = call.post(path, {"customer": str(customer.pk), "kind": "account", "value": "62220001"})
    assert again.status_code == 422
    assert call.delete(f"{path}{known['id']}/").status_code == 204
    assert api("ar").get(path).json()["results"] == []


def test_a_run_posts_what_is_certain_and_tells_how_far_it_is(api):
    owed = make_open("800")
    lines = [make_line("800", f"对方户名:{owed.customer.name} 摘要:{owed.number}"), make_line("77", "货款")]
    call = api("finance")
    started = call.post("/match-runs/", {})
    assert started.status_code == 201 and started.json()["total"] == 2
    assert call.post("/match-runs/", {}).status_code == 409

    match_runs.step({"run": started.json()["id"]})
    match_runs.step({"run": started.json()["id"]})

    run = call.get(f"/match-runs/{started.json()['id']}/").json()
    assert (run["state"], run["seen"], run["posted"]) == ("done", 2, 1)
    assert BankLine.objects.get(pk=lines[0].pk).unallocated == 0
    assert call.post(f"/match-runs/{run['id']}/cancel/", {}).status_code == 409


def test_a_cancelled_run_does_no_more(person):
    owed = make_open("800")
    line = make_line("800", f"对方户名:{owed.customer.name} 摘要:{owed.number}")
    run = match_runs.start(by=person("finance"))
    match_runs.cancel(run, by=person("finance"))

    match_runs.step({"run": str(run.pk)})

    assert MatchRun.objects.get().state == "cancelled" and BankLine.objects.get(pk=line.pk).unallocated == 800
