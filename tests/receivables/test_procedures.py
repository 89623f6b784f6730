"""Procedures as data, pauses on real records, dunning by hand, and the replay that equals the run."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dates import acting_at, local_day, start_of_day
from core.errors import Blocked, Denied
from core.models import Outbox
from core.money import Money
from core.workflow import run
from customers.models import CreditHold
from customers.services.groups import create_group
from desk.models import Todo
from receivables.models import (
    CorrectiveAction,
    DunningLevel,
    DunningProcedure,
    DunningStep,
    LegalCase,
    LegalRequest,
    Letter,
    Receivable,
)
from receivables.services.allocation import allocate
from receivables.services.by_hand import block, skip_level, step_by_hand, unblock
from receivables.services.causes import state_cause
from receivables.services.dunning import escalate
from receivables.services.follow_up import follow_up
from receivables.services.letters import post_letters
from receivables.services.levels import change_levels, default_procedure, save_procedure, set_days
from receivables.services.procedures import choose
from receivables.services.promises import promise
from receivables.services.reminders import without_paused
from receivables.services.replay import replay
from tenancy.actor import system
from tests.factories.callers import browser, caller
from tests.factories.customers import make_contact, make_customer
from tests.factories.people import make_world
from tests.factories.receivables import make_line, make_open

DUE = date(2026, 9, 1)


def after(days, due=DUE):
    return due + timedelta(days=days)


def play(tenant, days, due=DUE):
    for day in days:
        escalate(tenant.pk, after(day, due))


def steps_of(receivable):
    return list(
        DunningStep.objects.filter(receivable=receivable)
        .order_by("made_on")
        .values_list("days_overdue", "level")
    )


def on_day(days):
    return acting_at(start_of_day(after(days)) + timedelta(hours=5))


# --- whose ladder -------------------------------------------------------------------------------------------------


def test_a_group_a_customer_and_an_item_have_their_own_ladder(tenant):
    admin = system()
    group = create_group(by=admin, name="澄江集团")
    strict = save_procedure(None, by=admin, name="集团", group=group)
    _days(strict, 5, 20, 40)
    quick = save_procedure(None, by=admin, name="盯紧")
    _days(quick, 2, 3, 4)
    member = make_open(due_on=DUE, customer=make_customer(group=group, admitted=False))
    chosen, item = make_open(due_on=DUE), make_open(due_on=DUE)
    choose(quick, by=admin, reason="老赖", customer=chosen.customer)
    choose(quick, by=admin, reason="大单", receivable=item)

    play(tenant, range(1, 8))

    assert steps_of(member) == [(5, 1)]
    assert steps_of(chosen) == steps_of(item) == [(2, 1), (3, 2), (4, 3)]
    assert set(DunningStep.objects.filter(receivable=item).values_list("procedure", flat=True)) == {quick.pk}


def _days(procedure, *days):
    """Only so many levels, from these days on."""
    levels = {n: {"is_active": n <= len(days), "days": (*days, *range(91, 99))[n - 1]} for n in range(1, 7)}
    change_levels(procedure, {n: one | {"freezes": False} for n, one in levels.items()}, by=system())


def test_an_overdue_amount_and_a_rating_choose_the_ladder(tenant):
    big = save_procedure(None, by=system(), name="大额", amount_from=Decimal(50000), position=1)
    _days(big, 3, 4)
    small, large = make_open("49999", due_on=DUE), make_open("50000", due_on=DUE)

    play(tenant, (1, 3))

    assert (steps_of(small), steps_of(large)) == ([(1, 1)], [(3, 1)])


@pytest.mark.parametrize(
    "values",
    [{3: {"days": 7}}, {4: {"holds": False}}, {n: {"is_active": False} for n in range(1, 7)}],
)
def test_a_ladder_that_makes_no_sense_is_refused(tenant, values):
    with pytest.raises(ValidationError):
        change_levels(default_procedure(), values, by=system())
    with pytest.raises(Denied):
        change_levels(default_procedure(), {}, by=_nobody())


def _nobody():
    return type("Nobody", (), {"is_system": False, "can": lambda self, right: False, "user_id": None})()


def test_the_page_makes_tries_and_saves_a_procedure(world):
    with world.acting():
        make_open("1000", due_on=local_day() - timedelta(days=10))
    admin = browser(world, "admin")

    made = admin.post("/receivables/ladder/", {"new": "1", "name": "重点客户"})
    page = admin.get(made.url).context
    sent = {f"procedure-{name}": page["about"][name].value() for name in ("name", "position", "amount_from")}
    sent |= {
        name: page["form"][name].value()
        for name in page["form"].fields
        if page["form"][name].value() is not False
    }
    sent["procedure-is_active"] = "on"
    tried = admin.post(
        "/receivables/ladder/", _sent(admin) | {"level-1-days": "12", "level-2-days": "13", "trial": "1"}
    )
    saved = admin.post(made.url, sent | {"level-1-days": "2"})

    assert made.status_code == 303 and saved.status_code == 303, (
        saved.context["form"].errors, saved.context["about"].errors
    )  # fmt: skip
    assert {line["level"]: (line["now"], line["then"]) for line in tried.context["trial"]}[0] == (0, 1)
    with world.acting():
        assert DunningLevel.objects.get(procedure__name="重点客户", level=1).days == 2
        assert DunningLevel.objects.get(procedure__is_default=True, level=1).days == 1


def _sent(admin):
    form = admin.get("/receivables/ladder/").context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not False}


# --- what rests ---------------------------------------------------------------------------------------------------


def test_each_pause_is_for_its_own_amount_and_the_rest_is_dunned(tenant, mails):
    customer = make_customer()
    make_contact(customer, email="pay@example.com", function="finance")
    split, promised, plain = (make_open("1000", due_on=DUE, customer=customer) for _n in range(3))
    with on_day(0):
        run(
            split,
            "dispute",
            by=system(),
            fields={"reason": "缺件", "amount": Money(Decimal(400), "CNY").as_json()},
        )
        promise(promised, by=system(), promised_on=after(3))

    play(tenant, (1,))
    steps = {step.receivable_id: step for step in DunningStep.objects.all()}
    post_letters(tenant.pk, after(1))

    assert (steps[split.pk].paused, steps[split.pk].pauses, steps[split.pk].is_paused) == (
        400,
        ["dispute"],
        False,
    )
    assert (steps[promised.pk].is_paused, steps[promised.pk].letter) == (True, None)
    (mail,) = mails()
    assert {row["number"]: row["amount"] for row in mail["context"]["rows"]} == {
        split.number: str(Money(Decimal(600), "CNY")), plain.number: str(Money(Decimal(1000), "CNY")),
    }  # fmt: skip


@pytest.fixture
def mails(tenant):
    return lambda: [row.payload for row in Outbox.objects.filter(kind="mail")]


def test_a_cause_of_ours_pauses_15_days_at_the_most_and_until_it_is_mended(tenant):
    receivable = make_open("1000", due_on=DUE)
    with on_day(3):
        state_cause(receivable, by=system(), code="quality", amount=Decimal(300))

    asked = {day: _asked(receivable, after(day)) for day in (2, 3, 18, 19)}
    with on_day(9):
        run(CorrectiveAction.objects.get(), "finish", by=system(), fields={"evidence": "复检合格报告"})
    asked["mended"] = _asked(receivable, after(9))

    assert asked == {2: 1000, 3: 700, 18: 700, 19: 1000, "mended": 1000}


def _asked(receivable, day):
    return sum(item.asked for item in without_paused([Receivable.objects.get(pk=receivable.pk)], day))


def test_legal_takes_over_the_reminders(tenant):
    receivable = make_open("1000", due_on=DUE)
    with on_day(2):
        run(receivable, "start_legal", by=system())

    assert (_asked(receivable, after(1)), _asked(receivable, after(2))) == (1000, 0)


# --- by hand ------------------------------------------------------------------------------------------------------


@pytest.fixture
def late(tenant):
    return make_open("1000", due_on=local_day() - timedelta(days=10))


def test_a_level_by_hand_comes_before_its_day_once_a_day_with_all_it_does(tenant, late):
    escalate(tenant.pk, local_day() - timedelta(days=1))

    made = step_by_hand(late, by=system(), reason="客户失联")

    assert (made.level, made.how, made.reason) == (2, "manual", "客户失联")
    assert made.letter is not None
    with pytest.raises(Blocked, match="today"):
        step_by_hand(late, by=system(), reason="再来")
    assert escalate(tenant.pk, local_day()).steps == 0


def test_beyond_the_cause_level_one_goes_on_by_hand_only_with_a_cause(tenant, late):
    for ago in (3, 2, 1):
        with acting_at(start_of_day(local_day() - timedelta(days=ago)) + timedelta(hours=9)):
            step_by_hand(late, by=system(), reason="加急")

    with pytest.raises(Blocked, match="has not been stated"):
        step_by_hand(late, by=system(), reason="加急")
    state_cause(late, by=system(), code="unwilling")
    assert step_by_hand(late, by=system(), reason="加急").level == 4
    assert CreditHold.objects.filter(customer=late.customer, released_at=None).exists()


def test_a_skipped_level_is_on_record_and_does_nothing(tenant, late):
    skipped = skip_level(late, by=system(), reason="已当面沟通")
    play_on = escalate(tenant.pk, local_day() + timedelta(days=1)).steps

    assert (skipped.level, skipped.how, skipped.letter) == (1, "skipped", None)
    assert not Todo.objects.filter(kind="dunning_chase").exists()
    assert play_on == 1 and DunningStep.objects.order_by("-made_on").first().level == 2


def test_a_block_stops_item_or_customer_until_its_day_and_can_be_lifted(tenant):
    customer = make_customer()
    one, two, other = (make_open("1000", due_on=DUE, customer=who) for who in (customer, customer, None))
    with on_day(0):
        mine = block(by=system(), customer=customer, until=after(5), reason="正在谈框架协议")
        block(by=system(), receivable=other, until=after(2), reason="对账中")

    play(tenant, range(1, 4))
    before = [steps_of(row) for row in (one, two, other)]
    with on_day(4):
        unblock(mine, by=system(), reason="谈崩")
        with pytest.raises(Blocked):
            unblock(mine, by=system())
    play(tenant, (4,))

    assert before == [[], [], [(3, 1)]]
    assert steps_of(one) == steps_of(two) == [(4, 1)]


def test_a_stranger_stops_and_moves_nothing(tenant, late, person):
    for act in (
        lambda by: step_by_hand(late, by=by, reason="x"),
        lambda by: skip_level(late, by=by, reason="x"),
        lambda by: block(by=by, receivable=late, until=local_day(), reason="x"),
        lambda by: block(by=by, customer=late.customer, until=local_day(), reason="x"),
    ):
        for role in ("sr", "legal", "planner"):
            with pytest.raises(Denied):
                act(person(role))


# --- what levels set going ----------------------------------------------------------------------------------------


def test_the_last_levels_ask_legal_credit_and_finance_once(tenant):
    customer = make_customer()
    items = [make_open("1000", due_on=DUE, customer=customer) for _n in range(2)]
    play(tenant, (1, 7, 15, 30, 60, 90))

    for _twice in range(2):
        for row in Outbox.objects.filter(kind="dunning_follow_up"):
            follow_up(row.payload)

    assert set(LegalRequest.objects.values_list("kind", "state")) == {
        ("review", "proposed"),
        ("action", "proposed"),
    }
    assert LegalRequest.objects.count() == 2
    assert not Todo.objects.filter(kind="dunning_insurance").exists()
    assert customer.confirmationletters.count() == 1
    assert sum(row.specific_provisions.count() for row in items) == 2


def test_a_request_accepted_leads_to_a_case_and_a_paid_one_lapses(tenant, person):
    paid, kept = (make_open("1000", due_on=DUE) for _n in range(2))
    for row in (paid, kept):
        step = DunningStep(
            receivable=row, customer_id=row.customer_id, cycle=1, level=5, days_overdue=60, made_on=after(60),
            balance=row.balance, currency="CNY",
        )  # fmt: skip
        step.save(force_insert=True)
        follow_up({"steps": [str(step.pk)], "wanted": ["legal_review"]})
    asked = {row.receivable_id: row for row in LegalRequest.objects.all()}

    run(asked[kept.pk], "accept", by=person("legal"), fields={"reason": "先发律师函"})
    allocate(make_line("1000"), paid, Money(Decimal(1000), "CNY"), by=system())

    assert LegalRequest.objects.get(receivable=kept).case == LegalCase.objects.get()
    assert LegalRequest.objects.get(receivable=paid).state == "lapsed"
    assert not Todo.objects.filter(kind="legal_request_review", done_at=None).exists()


def test_paid_is_gone_step_to_dos_and_all(tenant, late):
    escalate(tenant.pk, local_day())
    assert DunningStep.objects.with_state().get().state == "open"

    allocate(make_line("1000"), late, Money(Decimal(1000), "CNY"), by=system())

    assert DunningStep.objects.with_state().get().state == "closed"
    assert not Todo.objects.filter(kind__startswith="dunning_", done_at=None).exists()


def test_never_two_open_steps_for_one_receivable(tenant):
    receivable = make_open(due_on=DUE)

    for day in range(1, 95):
        escalate(tenant.pk, after(day))
        states = list(
            DunningStep.objects.with_state().filter(receivable=receivable).values_list("state", flat=True)
        )
        assert states.count("open") == 1 and set(states) <= {"open", "superseded"}


# --- days that are odd --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("due", [date(2026, 2, 28), date(2028, 2, 28), date(2026, 12, 31), date(2026, 1, 31)])
def test_month_end_leap_day_and_year_end_count_days(tenant, due):
    receivable = make_open(due_on=due)

    play(tenant, range(0, 16), due)

    assert steps_of(receivable) == [(1, 1), (7, 2), (15, 3)]


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Asia/Shanghai", date(2026, 3, 28)), ("Europe/Berlin", date(2026, 3, 28)),
        ("Europe/Berlin", date(2026, 10, 24)), ("America/New_York", date(2026, 3, 7)),
        ("America/New_York", date(2026, 10, 31)), ("Pacific/Auckland", date(2026, 4, 4)),
    ],
)  # fmt: skip
def test_nights_that_change_the_clock_neither_leave_out_nor_repeat_a_level(db, zone, due):
    world = make_world(timezone=zone)
    with world.acting():
        receivable = make_open(due_on=due)
        for day in range(0, 9):
            with acting_at(start_of_day(after(day, due)) + timedelta(hours=6)):
                assert local_day() == after(day, due)
                escalate(world.tenant.pk, local_day())

        assert steps_of(receivable) == [(1, 1), (7, 2)]


# --- replay -------------------------------------------------------------------------------------------------------

facts = st.lists(
    st.tuples(
        st.integers(-3, 12),  # due so many days after DUE
        st.lists(st.tuples(st.integers(0, 20), st.integers(100, 1000), st.integers(0, 12)), max_size=2),  # promises
        st.lists(st.tuples(st.integers(0, 20), st.integers(100, 1000)), max_size=2),  # disputes
        st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=1),  # blocks
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(facts)
def test_the_replay_says_what_the_run_then_writes(db, given_facts):
    world = make_world()
    with world.acting():
        set_days({1: 2, 2: 5, 3: 9, 4: 14, 5: 20, 6: 26}, by=system())
        customer = make_customer(admitted=False)
        for late_by, promises, disputes, blocks in given_facts:
            row = make_open("1000", due_on=after(late_by), customer=customer)
            for day, amount, length in promises:
                with on_day(day):
                    _try(promise, row, by=system(), amount=Decimal(amount), promised_on=after(day + length))
            for day, amount in disputes:
                with on_day(day):
                    fields = {"reason": "x", "amount": Money(Decimal(amount), "CNY").as_json()}
                    _try(run, row, "dispute", by=system(), fields=fields)
            for day, length in blocks:
                with on_day(day):
                    block(by=system(), receivable=row, until=after(day + length), reason="x")

        said = replay(system(), after(0), after(30), customer=customer)
        for day in range(31):
            escalate(world.tenant.pk, after(day))

        made = DunningStep.objects.order_by("made_on", "receivable__due_sort", "receivable_id")
        assert sorted(
            (s.day, str(s.receivable.pk), s.level, s.paused, s.pauses, s.speaks) for s in said
        ) == sorted(
            (s.made_on, str(s.receivable_id), s.level, s.paused, s.pauses, s.letter_id is not None)
            for s in made
        )
        again = replay(system(), after(0), after(30), customer=customer)
        assert all(step.on_record and step.by_rule for step in again)


def _try(act, *args, **values):
    with suppress(ValidationError):
        act(*args, **values)


def test_the_replay_of_days_to_come_writes_nothing(tenant, late):
    said = replay(system(), local_day(), local_day() + timedelta(days=90), receivable=late)

    assert [step.level for step in said] == [1, 2, 3, 4, 5, 6]
    assert not DunningStep.objects.exists() and not Letter.objects.exists()


# --- pages and API ------------------------------------------------------------------------------------------------


def test_dunning_by_hand_blocks_replay_and_procedures_over_pages_and_api(world):
    with world.acting():
        late = make_open("1000", due_on=local_day() - timedelta(days=10), ar=world.ar)
        today, tomorrow = (str(local_day() + timedelta(days=n)) for n in (0, 1))
    api, admin = caller(world, "finance"), caller(world, "admin", scopes=("read", "write", "admin"))

    made = api.post(f"/receivables/{late.pk}/dunning-steps/", {"reason": "电话不接"})
    stopped = api.post("/dunning-blocks/", {"receivable": str(late.pk), "until": tomorrow, "reason": "对账"})
    lifted = api.post(f"/dunning-blocks/{stopped.json()['id']}/lift/", {})
    replayed = api.get(f"/dunning-steps/replay/?receivable={late.pk}&from={today}&to={tomorrow}")
    (step,) = api.get(f"/dunning-steps/?receivable={late.pk}").json()["results"]

    assert (made.status_code, stopped.status_code, lifted.status_code) == (201, 201, 200), made.content
    assert (step["how"], step["state"], step["level"]) == ("manual", "open", 1)
    assert [one["level"] for one in replayed.json()["steps"]] == [1, 2]
    assert api.get("/dunning-steps/replay/").json() == {"steps": []}
    assert api.get("/dunning-steps/replay/?from=x").status_code == 400
    ladder = admin.post(
        "/dunning-procedures/", {"name": "API", "amount_from": {"amount": "100", "currency": "CNY"}}
    )
    assert ladder.status_code == 201, ladder.content
    changed = admin.put(f"/dunning-procedures/{ladder.json()['id']}/levels/", [{"level": 1, "days": 2}])
    assert [level["days"] for level in changed.json()["levels"]][:2] == [2, 7]
    assert api.post("/dunning-procedures/", {"name": "x"}).status_code == 403

    page = browser(world, "ar")
    assert page.get(f"/receivables/{late.pk}/").context["stands"]["done"] == 1
    assert page.get(f"/receivables/replay/?receivable={late.pk}&to={tomorrow}").status_code == 200
    again = page.post(f"/receivables/{late.pk}/step/", {"reason": "今天再来"})
    assert again.status_code == 409 and "today already" in again.content.decode()
    sent = page.post(f"/receivables/{late.pk}/block/", {"until": tomorrow, "reason": "对账"})
    assert sent.status_code == 303
    with world.acting():
        (held,) = late.dunning_blocks.filter(lifted_on=None)
        assert DunningProcedure.objects.count() == 2
    assert page.post(f"/receivables/blocks/{held.pk}/lift/", {}).status_code == 303
    assert page.get("/receivables/ageing/").status_code == 200


def test_the_board_groups_customers_by_what_their_level_does_and_the_causes_add_up(world):
    with world.acting():
        today = local_day()
        for n, days in enumerate((3, 20, 40, 70)):
            row = make_open(
                "1000", due_on=today - timedelta(days=days), customer=make_customer(f"客户{n}"), ar=world.ar
            )
            for ago in range(min(days, 6) - 1, -1, -1):
                escalate(world.tenant.pk, today - timedelta(days=ago))
        state_cause(row, by=world.by("ar"), code="delivery", amount=Decimal(400))
        promise(row, by=world.by("ar"), promised_on=today + timedelta(days=2), amount=Decimal(100))
    page = browser(world, "ar")

    shown = page.get("/receivables/ageing/").context
    board = {column["code"]: column for column in shown["board"]["columns"]}
    reminded = board["remind"]["cards"][0]
    moved = page.post(
        "/receivables/board/move/", {"receivable": [str(pk) for pk in reminded.items], "reason": "电话不接"}
    )

    assert {code: column["count"] for code, column in board.items()} == {
        "remind": 1,
        "cause": 1,
        "hold": 1,
        "legal": 1,
    }
    assert board["legal"]["cards"][0].tag[1] == "warn"
    assert reminded.can_move and moved.status_code == 303
    causes = shown["causes"]
    assert (causes["ours_sum"].amount, causes["unexplained"].amount, causes["mend"]["count"]) == (
        400,
        3600,
        1,
    )
    assert page.get("/receivables/ageing/?board=broken").context["board"]["broken"] == 0
