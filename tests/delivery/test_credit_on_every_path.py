"""Every path that can use credit asks it: what the check point makes of each, and the case that lets one pass."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from approvals.models import Approval
from contracts.services import draft_amendment
from core.dates import local_day
from core.errors import Blocked
from core.models import Event
from core.money import Money
from core.workflow import run
from customers.credit import exposure
from customers.credit.ways import ways_out
from customers.models import CreditCase, CreditLimit
from customers.services.credit import lift_all, place_hold
from customers.services.credit_cases import ask_for_release, expire_cases
from customers.services.credit_terms import set_terms
from delivery.guards import credit_of
from delivery.models import DeliveryOrder
from delivery.services import create_order, edit_order
from desk.models import Notice, Todo
from tenancy.actor import system
from tests.factories.callers import caller
from tests.factories.contracts import approve_all, fresh, line, make_contract
from tests.factories.delivery import make_order

POINTS = ("contract", "release", "shipment")
CREDIT = {"over_credit_limit", "no_credit_limit", "credit_hold"}


def cny(amount) -> Money:
    return Money(Decimal(amount), "CNY")


def lines_of(contract, quantity="2"):
    return [{"contract_line": contract.agreement.lines.get(), "quantity": Decimal(quantity)}]


def current(record):
    return type(record).objects.get(pk=record.pk)


def amended(world, contract, **row):
    """An amendment of the contract's one line, before its approvers."""
    rows = [line(**row) | {"id": contract.agreement.lines.get().pk, "product": None}]
    amendment = draft_amendment(contract, by=world.by("ar"), reason="变更", lines=rows)
    return run(amendment, "submit_review", by=world.by("ar")).record


def passed(amendment):
    """Whether ATAC put it in force; what stands in its way then is told as a refusal."""
    approval = approve_all(amendment)
    if approval.state == "failed":
        raise Blocked(credit_blockers_of(approval))


def credit_blockers_of(approval):
    from core.guards import Blocker

    approval = Approval.objects.get(pk=approval.pk)
    return [Blocker(one["code"], one["detail"]) for one in approval.blockers]


# path: (what stands before it, what is done, the points at which it is held back)
def _create(world, contract):
    return lambda: create_order(by=world.by("fr"), contract=contract.agreement, lines=lines_of(contract))


def _edit(world, contract):
    order = make_order(world, "draft", contract=contract, quantity="1")
    return lambda: edit_order(order, by=world.by("fr"), lines=lines_of(contract))


def _dates(world, contract):
    order = make_order(world, "draft", contract=contract)
    return lambda: edit_order(order, by=world.by("fr"), required_on=local_day() + timedelta(days=9))


def _release(world, contract):
    order = make_order(world, "reviewing", contract=contract)
    return lambda: run(order, "release", by=world.by("planner"))


def _resume(world, contract):
    order = make_order(world, "released", contract=contract)
    order = run(order, "hold", by=world.by("fr"), fields={"reason": "等图纸"}).record
    return lambda: run(order, "resume", by=world.by("fr"))


def _ship(world, contract):
    order = make_order(world, "producing", contract=contract)
    return lambda: run(order, "ship", by=world.by("fr"))


def _contract(world, contract):
    other = make_contract(world, "drafting", customer=contract.customer, limit=None)
    return lambda: run(other, "submit_review", by=world.by("ar"))


def _amend(world, contract):
    return lambda: passed(amended(world, contract, quantity="9"))


def _reprice(world, contract):
    make_order(world, "released", contract=contract)
    return lambda: passed(amended(world, fresh(contract), price="120000"))


PATHS = {
    "order is created": (_create, {"contract"}),
    "quantity is changed": (_edit, {"contract"}),
    "date is changed": (_dates, {"contract"}),
    "order is released": (_release, {"contract", "release"}),
    "order is resumed": (_resume, {"contract", "release"}),
    "goods are shipped": (_ship, {"contract", "release", "shipment"}),
    "contract comes to ATC": (_contract, {"contract"}),
    "contract grows": (_amend, {"contract"}),
    "released order gets dearer": (_reprice, {"contract", "release"}),
}


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("path", PATHS)
def test_each_path_holds_back_from_the_customers_check_point_on(world, path):
    before, held_back = PATHS[path]
    contract = make_contract(world, "in_force")
    act = before(world, contract)
    CreditLimit.objects.filter(customer=contract.customer_id).update(amount=1)

    found = {}
    for point in POINTS:
        with taken_back():
            set_terms(contract.customer, by=world.by("credit"), check_point=point, reason="试点")
            try:
                act()
                warned = Event.objects.filter(kind="credit.warned").exists()
                found[point] = "warned" if warned or path == "contract comes to ATC" else "nothing said"
            except Blocked as refusal:
                assert {one.code for one in refusal.blockers} <= CREDIT
                found[point] = "held back"

    assert found == {point: "held back" if point in held_back else "warned" for point in POINTS}


def test_atc_tells_its_approvers_the_ways_out(world):
    contract = make_contract(world, "reviewing", limit="1000")

    credit = [
        row
        for row in Approval.objects.get(gate="ATC", record_id=contract.pk).checks_by_language["en"]
        if row.get("label") == "Credit"
    ]

    assert [row["ok"] for row in credit] == [False]
    for way in ("Order less", "payment before delivery", "credit insurer", "temporary raise"):
        assert way in credit[0]["detail"]
    assert contract.state == "reviewing"


def test_under_prepayment_atc_asks_for_no_credit(world):
    paid_first = [{"name": "全款", "kind": "share", "share": Decimal(1), "trigger": "signed", "days": 0}]
    contract = make_contract(world, "reviewing", limit=None, schedule=paid_first, payment_mode="prepayment")

    (credit,) = [
        row
        for row in Approval.objects.get(gate="ATC", record_id=contract.pk).checks_by_language["en"]
        if row.get("label") == "Credit"
    ]
    assert credit["ok"]


# --- cases ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(world):
    """An order of 226,000 that waits for its release, 26,000 beyond the limit."""
    return make_order(world, "reviewing", contract=make_contract(world, "in_force", limit="200000"))


def refuse_release(world, order):
    with pytest.raises(Blocked) as refused:
        run(current(order), "release", by=world.by("planner"))
    return refused.value.blockers


def released(case, world, amount="26000", days=5, **more):
    fields = {"amount": {"amount": amount, "currency": "CNY"}, "expires_on": str(local_day() + timedelta(days=days)),
              "reason": "客户已付承兑"}  # fmt: skip
    return run(current(case), "release", by=world.by("credit"), fields=fields | more).record


def test_a_blocked_release_opens_one_case_and_says_so(world, held):
    first, again = refuse_release(world, held), refuse_release(world, held)

    case = CreditCase.objects.get()
    assert (case.state, case.at_point, case.amount, case.record_id) == ("open", "release", 26000, held.pk)
    assert (case.exposure, case.limit, case.owner_id) == (226000, 200000, world.by("planner").user_id)
    assert case.number in str(first[0].fix) and first[0].url == case.get_absolute_url() == again[0].url
    assert Todo.objects.filter(kind="credit_case", role="credit", done_at=None).count() == 1


def test_a_case_outlives_the_request_that_was_refused(world, held):
    planner = caller(world, "planner")

    answers = [planner.post(f"/delivery-orders/{held.pk}/transitions/release/", {}) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    shown = {blocker["fix"] for answer in answers for blocker in answer.json()["blockers"]}
    case = CreditCase.objects.get()
    assert shown == {f"Credit case {case.number} is with the credit controller."}
    assert current(held).state == "reviewing"
    read = caller(world, "credit").get(f"/credit-cases/{case.pk}/").json()
    assert (read["state"], read["amount"]["amount"], read["at_point"]) == ("open", "26000.00", "release")


def test_a_frozen_customer_opens_no_case(world, held):
    run(held.customer, "freeze", by=world.by("credit"), fields={"reason": "逾期 62 天"})

    assert "customer_frozen" in [one.code for one in refuse_release(world, held)]
    assert not CreditCase.objects.exists()


def test_a_released_case_lets_it_pass_once(world, held):
    refuse_release(world, held)
    case = released(CreditCase.objects.get(), world)

    answer = credit_of(current(held), "release", Decimal(226000))
    assert [(line.kind, line.amount) for line in answer.after.room] == [("limit", 200000), ("case", 26000)]
    assert run(current(held), "release", by=world.by("planner")).record.state == "released"

    case = current(case)
    assert case.is_used and case.used_amount == 26000
    assert exposure(held.customer).total == 226000
    assert Notice.objects.filter(kind="credit_case_released", user=case.owner).exists()
    # Once: the same order at its shipment is a question of its own.
    order = current(held)
    for move in ("schedule", "start"):
        order = run(order, move, by=world.by("planner")).record
    with pytest.raises(Blocked):
        run(order, "ship", by=world.by("fr"))
    assert CreditCase.objects.filter(at_point="shipment", state="open").count() == 1


def test_less_than_what_is_beyond_lets_nothing_pass(world, held):
    refuse_release(world, held)
    released(CreditCase.objects.get(), world, amount="25999.99")

    assert "over_credit_limit" in [one.code for one in refuse_release(world, held)]


def test_a_release_counts_to_its_last_day(world, held):
    refuse_release(world, held)
    case = released(CreditCase.objects.get(), world, days=0)
    CreditCase.objects.filter(pk=case.pk).update(expires_on=local_day() - timedelta(days=1))

    assert "over_credit_limit" in [one.code for one in refuse_release(world, held)]
    # What is held back again is a new question; the old release ends by the day's run, once.
    assert [expire_cases(local_day()) for _twice in range(2)] == [1, 0]
    assert current(case).state == "expired"


def test_a_question_nobody_answers_expires(world, held):
    refuse_release(world, held)

    assert expire_cases(local_day() + timedelta(days=30)) == 0
    assert expire_cases(local_day() + timedelta(days=31)) == 1
    assert CreditCase.objects.get().state == "expired"
    assert not Todo.objects.filter(kind="credit_case", done_at=None).exists()


def test_what_is_released_otherwise_needs_no_answer_any_more(world, held):
    refuse_release(world, held)
    CreditLimit.objects.update(amount=300000)

    run(current(held), "release", by=world.by("planner"))

    assert CreditCase.objects.get().state == "withdrawn"


def test_a_release_that_is_taken_back_counts_no_more(world, held):
    refuse_release(world, held)
    case = released(CreditCase.objects.get(), world)
    run(case, "decline", by=world.by("credit"), fields={"reason": "客户又逾期"})

    assert "over_credit_limit" in [one.code for one in refuse_release(world, held)]


def test_a_used_release_cannot_be_taken_back(world, held):
    refuse_release(world, held)
    case = released(CreditCase.objects.get(), world)
    run(current(held), "release", by=world.by("planner"))

    with pytest.raises(Blocked) as refused:
        run(current(case), "decline", by=world.by("credit"), fields={"reason": "晚了"})
    assert [one.code for one in refused.value.blockers] == ["case_not_used"]


def test_a_hold_is_passed_by_a_case_of_the_shipments_worth(world):
    order = make_order(world, "producing")
    place_hold(order.customer, by=world.by("credit"), reason="30 天未付")
    with pytest.raises(Blocked):
        run(order, "ship", by=world.by("fr"))
    case = CreditCase.objects.get()
    assert (case.at_point, case.amount, case.reasons) == ("shipment", 226000, ["credit_hold"])

    released(case, world, amount="226000")

    assert run(current(order), "ship", by=world.by("fr")).record.state == "shipped"
    lift_all(order.customer, by=world.by("credit"), reason="已付")


def test_a_case_is_asked_for_on_its_page(world, held, client):
    client.force_login(world.people["planner"])
    address = f"/customers/credit/cases/ask/release/{held.pk}/"

    shown = client.get(address)
    posted = client.post(address, {"note": "客户产线停线"})

    assert (
        shown.status_code == 200 and "26,000" in shown.content.decode()
    ) or "2.6" in shown.content.decode()
    case = CreditCase.objects.get()
    assert posted.status_code == 303 and posted["Location"] == case.get_absolute_url()
    assert case.note == "客户产线停线"
    assert client.get(case.get_absolute_url()).status_code == 200
    assert ask_for_release(current(held), "release", by=world.by("planner")).pk == case.pk


def test_only_who_may_release_the_order_asks_for_it(world, held, client):
    client.force_login(world.people["legal"])

    assert client.get(f"/customers/credit/cases/ask/release/{held.pk}/").status_code == 404


def test_the_ways_out_name_their_figures(world, held):
    found = {
        way.code: str(way.text)
        for way in ways_out(credit_of(held, "release", Decimal(226000)), held.customer)
    }

    assert set(found) == {"less", "prepayment", "insurance", "raise"}
    assert all("0.03M" in found[code] for code in ("less", "insurance", "raise"))


def test_a_case_of_another_world_is_not_there(world, held, other_world):
    refuse_release(world, held)
    case = CreditCase.objects.get()

    assert caller(other_world, "credit").get(f"/credit-cases/{case.pk}/").status_code == 404
    assert DeliveryOrder.objects.filter(pk=held.pk).exists() and system().is_system
