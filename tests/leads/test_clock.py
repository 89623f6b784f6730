"""The first-response clock: working hours, breach found by a task, and the next in line."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.dates import acting_at
from core.workflow import run
from desk.models import Todo
from leads.clock import hand_on_at, respond_by
from leads.models import Lead
from leads.services.capture import create_lead
from leads.services.rule_changes import save_rule
from leads.tasks import watch_tenant
from tenancy.models import Department
from tenancy.people import add_member


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    "given, due, on",
    [
        ("11-04T09:00", "11-04T14:00", "11-05T09:00"),
        ("11-04T16:00", "11-05T11:00", "11-05T16:00"),
        ("11-06T20:00", "11-09T14:00", "11-09T14:00"),
        ("11-06T10:00", "11-06T15:00", "11-09T09:00"),
        # The national holiday from the 1st to the 7th of October.
        ("09-30T17:00", "10-08T12:00", "10-08T12:00"),
    ],
)
def test_the_clock_counts_working_hours(world, given, due, on):
    assert respond_by(at(given)) == at(due)
    assert hand_on_at(at(given), respond_by(at(given))) == at(on)


@pytest.fixture
def lead(world):
    """Given by a rule to the first of two sellers on a Wednesday morning."""
    place = Department.objects.create(code="west", name="West")
    for n in range(2):
        name = f"west{n}-{world.tenant.code}"
        add_member(username=name, name=f"West {n}", password="x" * 12, department=place, roles=["ar"])
    save_rule(None, by=world.by("admin"), department=place)
    with acting_at(at("11-04T09:00")):
        return create_lead(by=world.by("service"), title="x", company_name="某公司", source="web_form")


def watch(world, lead, when) -> Lead:
    with acting_at(at(when)):
        watch_tenant(str(world.tenant.pk), "")
    return Lead.objects.get(pk=lead.pk)


def late_todos():
    return Todo.objects.filter(kind="lead.response_late", done_at=None)


def test_a_late_response_is_found_by_the_task_once_and_ends_with_the_response(world, lead):
    assert watch(world, lead, "11-04T13:59").late_since is None
    for _ in range(2):
        assert watch(world, lead, "11-04T14:00").late_since == at("11-04T14:00")
    assert [todo.user.name for todo in late_todos()] == ["West 0"]

    run(lead, "verify", by=world.by("sales_manager"))
    assert not late_todos().exists()
    assert watch(world, lead, "11-10T10:00").owner.name == "West 0"


def test_what_nobody_accepts_goes_round_the_line(world, lead):
    assert watch(world, lead, "11-05T08:59").owner.name == "West 0"
    lead = watch(world, lead, "11-05T09:00")
    assert (lead.owner.name, lead.late_since, lead.assigned_at) == ("West 1", None, at("11-05T09:00"))
    assert watch(world, lead, "11-06T09:00").owner.name == "West 0"


def test_a_lead_given_by_hand_stays_where_it_is(world, lead):
    with acting_at(at("11-04T10:00")):
        run(lead, "assign", by=world.by("sales_manager"), fields={"owner": str(world.ar.pk)})
    lead = watch(world, lead, "11-09T10:00")
    assert lead.owner == world.ar and lead.late_since - lead.assigned_at == timedelta(hours=5)
