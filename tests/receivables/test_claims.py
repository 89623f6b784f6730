"""Disputes, causes, corrective actions and legal cases: what they are, whom they ask, how they end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import acting_at, local_day, start_of_day
from core.errors import Blocked, Denied
from core.money import Money
from core.workflow import run
from deals.services import set_team
from desk.models import Notice, Todo
from receivables.models import CorrectiveAction, Dispute, LateCause, LegalCase, Receivable
from receivables.services.allocation import allocate
from receivables.services.causes import state_cause
from receivables.services.corrective import escalate_actions
from receivables.services.disputes import tell_overdue
from receivables.services.legal import cover, open_case, spend
from tenancy.actor import system
from tests.factories.callers import browser, caller
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

DUE = date(2026, 9, 1)


def yuan(amount):
    return Money(Decimal(amount), "CNY")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def with_team(world):
    receivable = make_open("1000", due_on=DUE, ar=world.ar)
    set_team(receivable.deal, by=system(), ar=world.ar, sr=world.sr, fr=world.fr)
    return Receivable.objects.get(pk=receivable.pk)


@pytest.fixture
def late(world):
    """An overdue receivable of 1,000 whose deal's AR and FR are the world's."""
    return with_team(world)


# --- disputes -----------------------------------------------------------------------------------------------------


def disputed(late, world, amount="400", **values):
    fields = {"reason": "缺三件备件", "amount": yuan(amount).as_json(), **values}
    run(fresh(late), "dispute", by=world.by("ar"), fields=fields)
    return Dispute.objects.order_by("-created_at", "-pk").first()


def test_a_dispute_goes_to_the_seat_that_can_mend_it(late, world):
    made = disputed(late, world, category="delivery")

    assert (made.state, made.owner, made.amount) == ("open", world.fr, 400)
    assert made.due_on == local_day() + timedelta(days=14)
    assert Todo.objects.get(kind="dispute_review").user == world.fr
    assert "disputed" in fresh(late).flags


@pytest.mark.parametrize(
    ("move", "fields", "state", "accepted"),
    [
        ("accept", {}, "accepted", 400),
        ("accept_in_part", {"amount": {"amount": "150", "currency": "CNY"}}, "partly", 150),
        ("reject", {}, "rejected", 0),
        ("withdraw", {}, "withdrawn", 0),
    ],
)
def test_what_is_accepted_is_to_be_credited_and_the_rest_is_owed(late, world, move, fields, state, accepted):
    made = disputed(late, world)
    run(made, "review", by=world.by("finance"))

    run(fresh(made), move, by=world.by("finance"), fields={"reason": "查明", **fields})

    made = fresh(made)
    assert (made.state, made.accepted, made.resolved_on) == (state, accepted, local_day())
    credits = Todo.objects.filter(kind="credit_note_wanted", role="finance", record_id=late.pk)
    assert credits.count() == bool(accepted)
    assert not Todo.objects.filter(kind="dispute_review", done_at=None).exists()
    assert "disputed" not in fresh(late).flags


def test_a_part_is_less_than_the_whole(late, world):
    made = disputed(late, world)

    for amount in ({"amount": "400", "currency": "CNY"}, {"amount": "1", "currency": "EUR"}):
        with pytest.raises(ValidationError):
            run(made, "accept_in_part", by=world.by("finance"), fields={"reason": "x", "amount": amount})


def test_paying_ends_the_dispute(late, world):
    made = disputed(late, world)

    allocate(make_line("1000"), late, yuan("1000"), by=system())

    assert fresh(made).state == "withdrawn"


def test_a_dispute_beyond_its_day_is_told_once(late, world):
    made = disputed(late, world)

    for _run in range(2):
        tell_overdue(made.due_on + timedelta(days=1))

    assert set(Notice.objects.filter(kind="dispute_overdue").values_list("user", flat=True)) == {
        world.finance.pk, world.ar.pk,
    }  # fmt: skip


# --- causes and corrective actions --------------------------------------------------------------------------------


def test_one_receivable_has_several_causes_up_to_what_is_open(late, world):
    ar = world.by("ar")
    state_cause(late, by=ar, code="cash_shortage", amount=yuan("600"), evidence="电话")
    state_cause(late, by=ar, code="bank")

    assert list(LateCause.objects.order_by("pk").values_list("amount", flat=True)) == [600, 400]
    with pytest.raises(ValidationError, match="without a cause"):
        state_cause(late, by=ar, code="unwilling", amount=yuan("1"))
    assert not CorrectiveAction.objects.exists()


@pytest.mark.parametrize(
    ("code", "owner", "role"),
    [
        ("delivery", "fr", ""),
        ("quality", "fr", ""),
        ("contract_dispute", "ar", ""),
        ("paper_error", None, "finance"),
    ],
)
def test_a_cause_of_ours_opens_a_task_for_who_answers_for_it(late, world, code, owner, role):
    state_cause(late, by=world.by("ar"), code=code)

    action = CorrectiveAction.objects.get()
    assert (action.owner, action.role) == (owner and world.people[owner], role)
    assert action.due_on == action.pauses_until == local_day() + timedelta(days=15)
    todo = Todo.objects.get(kind="corrective_action")
    assert (todo.user, todo.role) == (action.owner, role)


def test_a_task_is_closed_with_evidence_or_not_at_all(late, world):
    state_cause(late, by=world.by("ar"), code="delivery")
    action = CorrectiveAction.objects.get()

    with pytest.raises(ValidationError):
        run(action, "finish", by=world.by("fr"), fields={"evidence": " "})
    with pytest.raises(Denied):
        run(action, "finish", by=world.by("sr"), fields={"evidence": "顺丰签收单 SF123"})
    run(action, "finish", by=world.by("fr"), fields={"evidence": "顺丰签收单 SF123"})

    assert (fresh(action).state, fresh(action).done_on) == ("done", local_day())
    assert not Todo.objects.filter(kind="corrective_action", done_at=None).exists()


def test_an_overdue_task_is_told_to_the_manager_and_a_week_later_to_the_executives(late, world):
    state_cause(late, by=world.by("ar"), code="delivery")
    due = CorrectiveAction.objects.get().due_on

    told = []
    for days in (0, 1, 1, 7, 8, 8):
        escalate_actions(due + timedelta(days=days))
        rows = Notice.objects.filter(kind__startswith="corrective_")
        told.append(sorted(rows.values_list("user__name", flat=True)))

    second = sorted([world.fr.name, world.sales_manager.name])
    assert told == [[], second, second, second, *[sorted([*second, world.executive.name])] * 2]


def test_a_cause_sent_back_ends_its_task_and_is_stated_again(late, world):
    cause = state_cause(late, by=world.by("ar"), code="delivery")

    run(cause, "send_back", by=world.by("finance"), fields={"reason": "没有签收单"})
    action = CorrectiveAction.objects.get()
    run(
        fresh(cause),
        "restate",
        by=world.by("ar"),
        fields={"code": "internal_process", "evidence": "付款在审批"},
    )
    run(fresh(cause), "confirm", by=world.by("finance"))

    assert action.state == "dropped" and CorrectiveAction.objects.count() == 1
    assert (fresh(cause).state, fresh(cause).code, fresh(cause).reviewed_by) == (
        "confirmed", "internal_process", world.finance,
    )  # fmt: skip


def test_what_is_not_late_has_no_cause(world):
    early = make_open("1000", due_on=local_day(), ar=world.ar)

    with pytest.raises(Blocked):
        state_cause(early, by=world.by("ar"), code="bank")


# --- legal cases --------------------------------------------------------------------------------------------------


def test_a_case_walks_from_letter_to_its_end_with_costs_and_what_came(late, world):
    legal = world.by("legal")
    with acting_at(start_of_day(date(2026, 11, 1))):
        run(late, "start_legal", by=legal, fields={"reason": "拒付"})
    case = LegalCase.objects.get()
    day = "2026-11-10"

    run(case, "mediate", by=legal, fields={"on": day})
    run(
        fresh(case),
        "sue",
        by=legal,
        fields={"on": day, "court": "苏州工业园区法院", "docket": "(2026)苏0591民初1号"},
    )
    run(fresh(case), "judge", by=legal, fields={"on": day, "awarded": yuan("900").as_json()})
    run(fresh(case), "enforce", by=legal, fields={"on": day})
    spend(fresh(case), by=legal, kind="court", amount=yuan("50"))
    allocate(make_line("300", day="261115"), fresh(late), yuan("300"), by=system())
    found = LegalCase.objects.with_sums().get()
    assert (found.state, found.amount, found.awarded) == ("enforcement", 1000, 900)
    assert (found.spent, found.recovered) == (50, 300)
    assert "in_legal" in fresh(late).flags

    run(fresh(case), "close", by=legal, fields={"outcome": "uncollectible", "reason": "无可执行财产"})
    assert "in_legal" not in fresh(late).flags
    assert (fresh(case).closed_on, fresh(case).outcome) == (local_day(), "uncollectible")


def test_steps_of_a_case_follow_each_other_in_time(late, world):
    legal = world.by("legal")
    with acting_at(start_of_day(date(2026, 11, 10))):
        run(late, "start_legal", by=legal)
    case = LegalCase.objects.get()

    for day in ("2026-11-09", (local_day() + timedelta(days=1)).isoformat()):
        with pytest.raises(ValidationError):
            run(case, "mediate", by=legal, fields={"on": day})


def test_a_customers_case_covers_further_items_and_no_strangers(world):
    customer, legal = make_customer(), world.by("legal")
    mine = [make_open("1000", due_on=DUE, customer=customer) for _n in range(3)]
    stranger, euro = (
        make_open("1000", due_on=DUE),
        make_open("10", due_on=DUE, customer=customer, currency="CNY"),
    )

    case = open_case(mine[:2], by=legal, reason="拒付")
    cover(case, mine[2], by=legal)

    assert LegalCase.objects.count() == 1
    assert (fresh(case).amount, case.items.count()) == (3000, 3)
    for wrong in (stranger, mine[0]):
        with pytest.raises(ValidationError):
            cover(case, wrong, by=legal)
    with pytest.raises(Denied):
        cover(case, euro, by=world.by("credit"))


def test_legal_is_asked_to_close_a_case_that_is_paid(late, world):
    run(late, "start_legal", by=world.by("legal"))

    allocate(make_line("1000"), fresh(late), yuan("1000"), by=system())

    assert Todo.objects.get(kind="legal_case_paid").user == world.legal


# --- pages and API ------------------------------------------------------------------------------------------------


def test_all_of_it_over_the_api_and_each_page_shows(world):
    with world.acting():
        late = with_team(world)
    ar, finance, legal = (caller(world, role) for role in ("ar", "finance", "legal"))
    about = {"receivable": str(late.pk)}

    made = [
        ar.post(
            "/disputes/", about | {"reason": "缺件", "amount": yuan("100").as_json(), "category": "delivery"}
        ),
        ar.post("/overdue-causes/", about | {"code": "delivery", "amount": yuan("200").as_json()}),
        legal.post("/legal-cases/", about | {"reason": "拒付"}),
    ]
    assert [one.status_code for one in made] == [201] * 3, [one.content.decode() for one in made]
    dispute, cause, case = (one.json() for one in made)
    (action,) = ar.get(f"/corrective-actions/?cause={cause['id']}").json()["results"]
    assert (dispute["category"], cause["is_ours"], case["amount"]["amount"]) == ("delivery", True, "1000.00")
    cost = legal.post(f"/legal-cases/{case['id']}/costs/", {"kind": "court", "amount": yuan("50").as_json()})
    assert cost.json()["spent"]["amount"] == "50.00"
    assert (
        ar.get("/overdue-causes/?side=ours").json()["results"]
        and not ar.get("/overdue-causes/?side=theirs").json()["results"]
    )
    assert ar.get("/overdue-causes/?side=nobody").status_code == 400
    assert finance.post(f"/overdue-causes/{cause['id']}/transitions/confirm/", {}).status_code == 200
    assert ar.post(f"/overdue-causes/{cause['id']}/transitions/confirm/", {}).status_code == 409

    page = browser(world, "legal")
    for address in ("disputes", "causes", "actions", "cases"):
        assert page.get(f"/receivables/{address}/").status_code == 200
    for kind, one in (("disputes", dispute), ("causes", cause), ("actions", action), ("cases", case)):
        assert page.get(f"/receivables/{kind}/{one['id']}/").status_code == 200
    assert page.get(f"/receivables/{late.pk}/").status_code == 200
    sent = {"kind": "lawyer", "amount": "80", "amount_currency": "CNY"}
    assert page.post(f"/receivables/cases/{case['id']}/costs/", sent).status_code == 303
    sent = {"code": "bank", "amount": "100", "amount_currency": "CNY"}
    assert browser(world, "ar").post(f"/receivables/{late.pk}/cause/", sent).status_code == 303
    with world.acting():
        assert Receivable.objects.get(pk=late.pk).causes.count() == 2
