"""The one door: what a refusal leaves, what a move writes down, how collisions end, and the bulk form."""

import contextlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.db.models import F, QuerySet

from core.bulk import run_many
from core.dates import moment
from core.errors import Blocked, Busy, Denied, Stale, Unavailable
from core.models import Event, Outbox, TransitionRecord
from core.tenancy import acting_for
from core.workflow import available_moves, edit, run
from deals.models import Deal
from deals.signals import stage_entered
from leads.models import Lead
from opportunities.models import Opportunity
from tenancy.actor import system
from tests.factories.leads import make_lead
from tests.factories.opportunities import make_opportunity
from tests.factories.people import make_world

PAST = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def lasting(committed):
    """A fresh tenant whose changes commit."""
    return make_world()


def everything(record) -> tuple:
    """The row and how much was written about it."""
    row = type(record).objects.filter(pk=record.pk).values().get()
    return row, TransitionRecord.objects.count(), Event.objects.count(), Outbox.objects.count()


def test_states_stay_guarded_while_another_record_is_read_anew(world):
    read, other = make_lead(world, at="verifying"), make_lead(world)
    Lead.objects.filter(pk=read.pk).update(state="qualified")

    class Meanwhile(QuerySet):
        def get(self, *args, **kwargs):
            with pytest.raises(AttributeError):
                other.state = "converted"
            return super().get(*args, **kwargs)

    read.refresh_from_db(from_queryset=Meanwhile(Lead))

    assert (read.state, other.state) == ("qualified", "new")
    with pytest.raises(AttributeError):
        read.state = "converted"


# --- refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "role", "move", "fields", "error"),
    [
        ("verifying", "sales_manager", "qualify", {}, Blocked),
        ("new", "sales_manager", "qualify", {}, Unavailable),
        ("verifying", "finance", "nurture", {}, Denied),
        ("new", "sales_manager", "invalidate", {}, ValidationError),
        ("new", "sales_manager", "pool", {"state": "converted"}, ValidationError),
        ("new", "sales_manager", "invalidate", {"reason": "x", "owner": "y"}, ValidationError),
    ],
)
def test_a_refused_move_changes_nothing(world, at, role, move, fields, error):
    lead = make_lead(world, at=at)
    before = everything(lead)

    with pytest.raises(error):
        run(lead, move, by=world.by(role), fields=fields)

    assert everything(lead) == before


def test_a_refusal_after_the_move_takes_the_move_back(world):
    """convert moves the lead first, then opens the deal's next stage; where that is refused, nothing has moved."""
    lead = make_lead(world, at="qualified")
    before = everything(lead)

    def refuse(**about):
        raise Blocked(detail="The stage cannot be opened.")

    stage_entered.connect(refuse)
    try:
        with pytest.raises(Blocked):
            run(lead, "convert", by=world.by("ar"))
    finally:
        stage_entered.disconnect(refuse)

    assert everything(lead) == before
    assert not Deal.objects.filter(customer=lead.customer).exists()


def test_an_unknown_field_is_named(world):
    lead = make_lead(world)

    with pytest.raises(ValidationError) as refused:
        run(lead, "pool", by=world.by("sales_manager"), fields={"bonus": 1})

    assert set(refused.value.message_dict) == {"bonus"}


def test_a_move_nobody_declared_is_unknown(world):
    with pytest.raises(KeyError):
        run(make_lead(world), "explode", by=system())


def test_page_and_door_judge_alike(world):
    lead = make_lead(world, at="verifying")
    offered = {move.name: move for move in available_moves(lead, world.by("sales_manager"))}

    with pytest.raises(Blocked) as refused:
        run(lead, "qualify", by=world.by("sales_manager"))

    assert offered["qualify"].blockers == refused.value.blockers and not offered["qualify"].allowed
    assert [blocker.code for blocker in refused.value.blockers]
    assert all(blocker.detail and blocker.fix for blocker in refused.value.blockers)


# --- what a move writes ---------------------------------------------------------------------------------------


def test_a_move_is_recorded_with_who_when_from_to_why_and_checks(world):
    lead = make_lead(world, at="verifying", verified=True)
    Lead.objects.filter(pk=lead.pk).update(state_since=moment() - timedelta(days=3))
    before = moment()

    run(lead, "qualify", by=world.by("sales_manager"))

    noted = TransitionRecord.objects.get(record_id=lead.pk, move="qualify")
    assert (noted.record_type, noted.source, noted.target) == ("leads.lead", "verifying", "qualified")
    assert noted.by_id == world.sales_manager.pk and before <= noted.at <= moment()
    assert timedelta(days=3) <= noted.lasted < timedelta(days=3, minutes=5)
    assert noted.checks and all(check["ok"] for check in noted.checks)
    assert {"needs_second_verification", "customer_blacklisted"} <= {check["code"] for check in noted.checks}
    event = Event.objects.get(record_id=lead.pk, kind="lead.qualified")
    assert event.facts["source"] == "verifying" and event.facts["target"] == "qualified"
    assert Outbox.objects.filter(kind="feed", payload={"event": str(event.pk)}).count() == 1


def test_a_reason_is_kept_with_the_move(world):
    lead = run(
        make_lead(world), "invalidate", by=world.by("sales_manager"), fields={"reason": "无需求"}
    ).record

    assert TransitionRecord.objects.get(record_id=lead.pk, move="invalidate").why == "无需求"
    assert lead.version > 1


def test_a_past_moment_is_written_everywhere_and_is_over_afterwards(world):
    lead = run(make_lead(world), "pool", by=world.by("sales_manager"), at=PAST).record

    lead = Lead.objects.get(pk=lead.pk)
    assert lead.state_since == lead.updated_at == PAST
    assert TransitionRecord.objects.get(record_id=lead.pk, move="pool").at == PAST
    assert Event.objects.filter(record_id=lead.pk).latest("at").at > PAST
    assert Event.objects.get(record_id=lead.pk, at=PAST).kind.startswith("lead.")
    assert moment() > PAST + timedelta(days=30)


def test_a_moment_without_a_zone_is_refused(world):
    with pytest.raises(ValueError, match="aware"):
        run(make_lead(world), "pool", by=system(), at=datetime(2026, 3, 2))


def test_edit_refuses_a_stale_version_and_writes_nothing_for_nothing(world):
    lead = make_lead(world)
    before = everything(lead)

    with pytest.raises(Stale):
        edit(lead, by=world.by("ar"), expected_version=lead.version - 1, title="neu")
    edit(lead, by=world.by("ar"), expected_version=lead.version, title=lead.title)

    assert everything(lead) == before


# --- collisions -----------------------------------------------------------------------------------------------


def against(lasting) -> tuple:
    """An opportunity that was moved while somebody held it and then wanted its deal: the lock order turned round.

    PostgreSQL gives up on whoever has waited for a while, which is the move: the other begins to wait later. On a
    busy machine much later, and is given up itself: then it is tried once more. Returns the opportunity's key and
    what the move raised, if anything.
    """
    for _try in range(5):
        with lasting.acting():
            opportunity = make_opportunity(lasting, at="submitted").pk
        with contextlib.suppress(OperationalError):
            return opportunity, moved_against(lasting, opportunity)
    raise AssertionError("The move never waited long enough.")


def moved_against(lasting, opportunity) -> list:
    held, errors = threading.Event(), []

    def move():
        try:
            held.wait(10)
            with acting_for(lasting.tenant):
                run(Opportunity.objects.get(pk=opportunity), "negotiate", by=lasting.by("ar"))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    mover = threading.Thread(target=move)
    mover.start()
    try:
        with acting_for(lasting.tenant):
            record = Opportunity.objects.select_for_update().get(pk=opportunity)
            held.set()
            until_somebody_waits()
            Deal.objects.select_for_update().get(pk=record.deal_id)
    finally:
        mover.join(30)
    return errors


def until_somebody_waits() -> None:
    """Until another connection waits for a lock of ours."""
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "select 1 from pg_locks where not granted and %s = any(pg_blocking_pids(pid))", [backend()]
            )
            if cursor.fetchone():
                return
            cursor.execute("select pg_sleep(0.02)")
    raise AssertionError("nobody waits")


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_a_deadlock_is_tried_again(lasting):
    opportunity, errors = against(lasting)

    assert errors == []

    with lasting.acting():
        assert Opportunity.objects.get(pk=opportunity).state == "negotiating"
        assert TransitionRecord.objects.filter(record_id=opportunity, move="negotiate").count() == 1


@pytest.mark.slow
def test_a_deadlock_on_the_last_try_is_a_refusal_not_an_error(monkeypatch, lasting):
    monkeypatch.setattr("core.workflow.RETRIES", 0)
    opportunity, (error,) = against(lasting)

    assert isinstance(error, Busy) and error.status == 409
    with lasting.acting():
        assert Opportunity.objects.get(pk=opportunity).state == "submitted"


# --- the bulk form --------------------------------------------------------------------------------------------


def pool_all(leads, **options):
    return run_many(Lead.objects.filter(pk__in=[lead.pk for lead in leads]), "pool", by=system(), **options)


def test_bulk_moves_and_records_each(world):
    leads = [make_lead(world) for _each in range(3)]

    outcome = pool_all(leads)

    assert sorted(outcome.done) == sorted(lead.pk for lead in leads)
    assert set(Lead.objects.values_list("state", flat=True)) == {"pooled"}
    for lead in leads:
        noted = TransitionRecord.objects.get(record_id=lead.pk, move="pool")
        assert (noted.source, noted.target, noted.by_id) == ("new", "pooled", None) and noted.lasted
        assert Event.objects.filter(record_id=lead.pk, facts__target="pooled").count() == 1
        assert Lead.objects.get(pk=lead.pk).version == lead.version + 1


def test_bulk_run_twice_is_harmless(world):
    leads = [make_lead(world) for _each in range(3)]
    pool_all(leads, once="2026-11-23")
    before = [everything(lead) for lead in leads]

    again = pool_all(leads, once="2026-11-23")

    assert (again.done, again.refused, again.failed) == ([], [], [])
    assert [everything(lead) for lead in leads] == before
    assert [blockers[0].code for _pk, blockers in pool_all(leads).refused] == ["wrong_state"] * 3


def test_bulk_refuses_a_row_and_moves_the_others(world):
    good, closed = make_lead(world), make_lead(world, at="invalid")

    outcome = pool_all([good, closed])

    assert outcome.done == [good.pk]
    assert [pk for pk, _blockers in outcome.refused] == [closed.pk]


def test_bulk_writes_the_columns_of_each_row(world):
    leads = [make_lead(world, title=title) for title in ("一", "二")]

    pool_all(leads)

    for lead in leads:
        now = Lead.objects.get(pk=lead.pk)
        assert (now.title, now.owner, now.expected_amount) == (lead.title, None, lead.expected_amount)
        assert now.created_at == lead.created_at and now.state_since > lead.state_since


def test_bulk_tells_whoever_listens_to_events(world, monkeypatch):
    heard = []
    monkeypatch.setattr("core.events._listeners", [heard.append])
    leads = [make_lead(world) for _each in range(2)]
    heard.clear()

    pool_all(leads)

    assert sorted(lead.pk for lead in heard) == sorted(lead.pk for lead in leads)


def test_bulk_splits_off_the_row_that_fails(world):
    leads = [make_lead(world) for _each in range(5)]
    bad = leads[2].pk

    def follow(moved):
        if bad in [lead.pk for lead in moved]:
            Lead.objects.filter(pk=bad).update(version=F("version") / 0)

    outcome = pool_all(leads, follow=follow)

    assert [pk for pk, _error in outcome.failed] == [bad]
    assert sorted(outcome.done) == sorted(lead.pk for lead in leads if lead.pk != bad)
    assert Lead.objects.get(pk=bad).state == "new"
    assert not TransitionRecord.objects.filter(record_id=bad, move="pool").exists()


@pytest.mark.slow
def test_bulk_passes_over_a_row_that_somebody_holds(lasting):
    with lasting.acting():
        leads = [make_lead(lasting) for _each in range(3)]
    outcomes = []

    def others():
        with acting_for(lasting.tenant):
            outcomes.append(pool_all(leads))
        connection.close()

    with lasting.acting():
        Lead.objects.select_for_update().get(pk=leads[1].pk)
        thread = threading.Thread(target=others)
        thread.start()
        thread.join(20)

    (outcome,) = outcomes
    assert sorted(outcome.done) == sorted([leads[0].pk, leads[2].pk])
    with lasting.acting():
        assert pool_all(leads[1:2]).done == [leads[1].pk]
