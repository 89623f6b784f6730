"""The rhythm of reviews: a to-do once for each cycle, done by a move or a verification."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.bulk import run_many
from core.dates import acting_at, local_day
from core.money import Money
from core.workflow import run
from desk.models import Todo
from leads.models import Lead
from leads.services.capture import update_lead
from leads.services.reviewing import DUE, ask_for_reviews
from leads.services.verification import log_verification
from leads.states import Level
from leads.tasks import review_tenant
from tenancy.rules import set_rule
from tests.factories.customers import make_contact
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = date(2026, 11, 2)
AMOUNT = {Level.A: "6000000", Level.B: "2000000", Level.C: "100000"}


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Shanghai")) + timedelta(hours=9)


def lead_of(world, level) -> Lead:
    """A lead of this level, reviewed on START."""
    with acting_at(at(START)):
        return make_lead(world, at="verifying", expected_amount=Money(AMOUNT[level], "CNY"))


def asked(day: date) -> list[tuple]:
    """The task's run of that day, and the open to-dos after it as (user, role)."""
    with acting_at(at(day)):
        ask_for_reviews(day)
    return sorted(
        (str(todo.user_id or ""), todo.role) for todo in Todo.objects.filter(kind=DUE, done_at=None)
    )


@pytest.mark.parametrize(
    "level, days, judge", [(Level.A, 7, "executive"), (Level.B, 14, "sales_manager"), (Level.C, 30, None)]
)
def test_each_level_is_reviewed_in_its_rhythm_by_who_judges_it(world, level, days, judge):
    lead = lead_of(world, level)
    both = sorted([(str(world.ar.pk), ""), *([("", judge)] if judge else [])])

    assert lead.review_due_on == START + days * DAY
    assert asked(START + (days - 1) * DAY) == []
    assert asked(START + days * DAY) == both
    assert asked(START + (days + 1) * DAY) == both
    assert Todo.objects.filter(kind=DUE).count() == len(both)


def verify(world, lead) -> None:
    contact = make_contact(lead.customer, "骆工", "technology")
    log_verification(lead, by=world.by("ar"), contact=contact, question="?", evidence="!")


REVIEWS = {
    "verification": verify,
    "nurture": lambda world, lead: run(lead, "nurture", by=world.by("ar")),
    "many": lambda world, lead: run_many(Lead.objects.filter(pk=lead.pk), "nurture", by=world.by("ar")),
}


@pytest.mark.parametrize("how", REVIEWS)
def test_a_verification_or_a_move_is_the_review_and_the_next_cycle_begins(world, how):
    lead = lead_of(world, Level.A)
    assert len(asked(START + 7 * DAY)) == 2
    with acting_at(at(START + 8 * DAY)):
        REVIEWS[how](world, lead)

    assert Lead.objects.get(pk=lead.pk).review_due_on == START + 15 * DAY
    assert asked(START + 9 * DAY) == []
    assert len(asked(START + 15 * DAY)) == 2
    assert Todo.objects.filter(kind=DUE).count() == 4


@pytest.mark.parametrize("move, fields", [("pool", {}), ("invalidate", {"reason": "无需求"})])
def test_a_lead_out_of_work_is_not_reviewed(world, move, fields):
    lead = lead_of(world, Level.C)
    assert len(asked(START + 30 * DAY)) == 1
    with acting_at(at(START + 30 * DAY)):
        run(lead, move, by=world.by("sales_manager"), fields=fields)
    assert Lead.objects.get(pk=lead.pk).review_due_on is None
    assert asked(START + 40 * DAY) == []


def test_a_higher_level_is_reviewed_sooner_and_a_lower_one_no_later(world):
    lead = lead_of(world, Level.C)
    with acting_at(at(START + DAY)):
        lead = update_lead(lead, by=world.by("ar"), expected_amount=Money(AMOUNT[Level.A], "CNY"))
        assert lead.review_due_on == START + 8 * DAY
        lead = update_lead(lead, by=world.by("ar"), expected_amount=Money(AMOUNT[Level.B], "CNY"))
        assert lead.review_due_on == START + 8 * DAY


def test_the_days_are_the_companys_rule(world):
    set_rule("leads.review_days_c", 3, by=world.by("admin"))
    assert lead_of(world, Level.C).review_due_on == START + 3 * DAY


def test_leads_from_before_get_a_day_and_the_task_runs_for_a_company(world):
    lead = lead_of(world, Level.B)
    Lead.objects.filter(pk=lead.pk).update(review_due_on=None)
    review_tenant(str(world.tenant.pk), START.isoformat())
    assert Lead.objects.get(pk=lead.pk).review_due_on == START + 14 * DAY
    review_tenant(str(world.tenant.pk), (START + 14 * DAY).isoformat())
    assert Todo.objects.filter(kind=DUE, done_at=None).count() == 2


def test_the_list_and_the_page_show_what_is_due(world, api, signed_in):
    due, later = make_lead(world, at="verifying"), make_lead(world, at="verifying")
    Lead.objects.filter(pk=due.pk).update(review_due_on=local_day() - DAY)

    found = api("ar").get("/leads/?review_due=true").json()["results"]
    assert [row["id"] for row in found] == [str(due.pk)]
    assert found[0]["review_due_on"] == (local_day() - DAY).isoformat()
    listed = signed_in("ar").get("/leads/?review_due=true")
    assert [row.pk for row in listed.context["rows"]] == [due.pk]
    assert "Review due" in signed_in("ar").get(f"/leads/{due.pk}/").content.decode()
    page = signed_in("ar").get(f"/leads/{later.pk}/").content.decode()
    assert "Next review" in page and "the company reviews it" in page
