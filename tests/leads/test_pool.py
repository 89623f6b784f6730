"""The pool: warning, return, who may claim how much, and contacts that stay hidden until then."""

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from core import search
from core.dates import acting_at, local_day, moment
from core.errors import Blocked
from core.models import Event, FeedEntry
from core.workflow import run
from desk.models import Notice
from leads.lying import goes_soon
from leads.models import Lead
from leads.services.recycling import recycle, warn
from leads.tasks import recycle_tenant
from tenancy.rules import set_rule
from tests.factories.customers import make_customer
from tests.factories.leads import make_lead, verify_fully

DAY = timedelta(days=1)
START = date(2026, 11, 2)


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Shanghai")) + timedelta(hours=9)


def lie(world, **values) -> Lead:
    """A lead that was last touched on START."""
    with acting_at(at(START)):
        return make_lead(world, at="verifying", **values)


def on(world, day: date) -> None:
    """What the task does on that day."""
    with acting_at(at(day)):
        warn(day)
        recycle(world.tenant.pk, day)


def state(lead) -> str:
    return Lead.objects.get(pk=lead.pk).state


@pytest.mark.parametrize("strategic, days", [(False, 15), (True, 7)])
def test_a_lead_goes_back_after_its_days_with_a_warning_three_days_before(world, strategic, days):
    lead = lie(world, is_strategic=strategic, expected_amount=None)
    told, soon_listed = [], []
    for n in range(1, days + 1):
        soon_listed.append(Lead.objects.filter(goes_soon(START + n * DAY)).exists())
        on(world, START + n * DAY)
        told.append(Notice.objects.filter(user=world.ar, kind="lead.pool_warning").count())
        assert state(lead) == ("pooled" if n == days else "verifying")
    assert told == [0] * (days - 4) + [1] * 4
    assert soon_listed == [False] * (days - 4) + [True] * 4
    assert lead.back_to_pool_on == START + days * DAY
    for left, soon in ((4, False), (3, True)):
        day = START + (days - left) * DAY
        with acting_at(at(day)):
            assert (lead.days_to_pool, lead.is_back_soon) == (left, soon)

    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.owner, lead.last_owner) == (None, world.ar)
    assert Notice.objects.filter(user=world.ar, kind="lead.pool_returned").count() == 1


def test_who_takes_it_up_after_the_warning_keeps_it_and_is_warned_anew(world):
    lead = lie(world, expected_amount=None)
    on(world, START + 12 * DAY)
    with acting_at(at(START + 13 * DAY)):
        run(run(lead, "nurture", by=world.by("ar")).record, "verify", by=world.by("ar"))
    on(world, START + 15 * DAY)
    on(world, START + 25 * DAY)

    assert state(lead) == "verifying"
    assert Notice.objects.filter(user=world.ar, kind="lead.pool_warning").count() == 2


def test_nobody_loses_a_lead_without_having_been_told(world):
    lead = lie(world, expected_amount=None)
    on(world, START + 40 * DAY)
    assert state(lead) == "verifying"
    on(world, START + 43 * DAY)
    assert state(lead) == "pooled"


def test_the_days_are_the_companys_rules_and_a_repeat_changes_nothing(world):
    set_rule("leads.pool_days", 5, by=world.by("admin"))
    set_rule("leads.pool_warning_days", 1, by=world.by("admin"))
    lead = lie(world, expected_amount=None)
    on(world, START + 4 * DAY)
    on(world, START + 5 * DAY)
    on(world, START + 5 * DAY)
    assert state(lead) == "pooled"
    assert Notice.objects.filter(kind__startswith="lead.pool").count() == 2


def test_the_task_does_it_for_a_company(world):
    Lead.objects.filter(pk=make_lead(world, at="verifying").pk).update(
        last_touched_at=moment() - 30 * DAY, warned_at=moment() - 10 * DAY
    )
    recycle_tenant(str(world.tenant.pk), local_day().isoformat())
    assert Lead.objects.get().state == "pooled"


# --- claiming -------------------------------------------------------------------------------------------------


def pooled(world, **values) -> Lead:
    return make_lead(world, at="pooled", **values)


def refusal(lead, by) -> str:
    with pytest.raises(Blocked) as refused:
        run(lead, "claim", by=by)
    return refused.value.blockers[0].code


def test_a_person_claims_so_many_a_day(world):
    set_rule("leads.claims_a_day", 2, by=world.by("admin"))
    customer = make_customer(owner=world.ar)
    for _ in range(2):
        run(pooled(world, customer=customer), "claim", by=world.by("sr"))
    third = pooled(world, customer=customer)

    assert refusal(third, world.by("sr")) == "claims_used_up"
    with acting_at(moment() + DAY):
        assert run(third, "claim", by=world.by("sr")).record.owner == world.sr


def test_the_last_owner_waits_a_week_while_others_claim(world):
    lead = make_lead(world, at="verifying")
    lead = run(lead, "pool", by=world.by("ar")).record

    assert refusal(lead, world.by("ar")) == "last_owner"
    with acting_at(moment() + 7 * DAY):
        assert run(lead, "claim", by=world.by("ar")).record.owner == world.ar


def test_the_button_says_before_why_a_claim_would_be_refused(world, api, signed_in):
    lost = run(make_lead(world, at="verifying"), "pool", by=world.by("ar")).record

    (claim,) = [m for m in api("ar").get(f"/leads/{lost.pk}/transitions/").json() if m["name"] == "claim"]
    page = signed_in("ar").get("/leads/?view=pool").content.decode()
    assert (claim["allowed"], [b["code"] for b in claim["blockers"]]) == (False, ["last_owner"])
    assert "You were the last owner" in page and f"/leads/{lost.pk}/claim/" not in page

    set_rule("leads.claims_a_day", 0, by=world.by("admin"))
    (claim,) = [m for m in api("sr").get(f"/leads/{lost.pk}/transitions/").json() if m["name"] == "claim"]
    page = signed_in("sr").get("/leads/?view=pool").content.decode()
    assert [b["code"] for b in claim["blockers"]] == ["claims_used_up"]
    assert "No claims left today" in page and f"/leads/{lost.pk}/claim/" not in page


# --- contacts -------------------------------------------------------------------------------------------------

TOLD = {"contact_name": "鹤鸣先生", "phone": "13900001111", "email": "hm@example.com"}


@pytest.fixture
def hidden(world):
    lead = make_lead(world, at="assigned", **TOLD)
    verify_fully(world, lead)
    return run(Lead.objects.get(pk=lead.pk), "pool", by=world.by("sales_manager")).record


def shown(api, role, lead) -> dict:
    return api(role).get(f"/leads/{lead.pk}/").json()


def test_contacts_of_a_pooled_lead_are_hidden_until_it_is_claimed(world, api, signed_in, hidden):
    Lead.objects.filter(pk=hidden.pk).update(last_owner=None)
    names = [*TOLD.values(), "陆总"]
    answer = shown(api, "sr", hidden)
    assert [answer[name] for name in TOLD] == [None, None, None]
    assert [row["contact"] for row in answer["verifications"]] == [None] * 3
    for address in (
        f"/leads/{hidden.pk}/",
        f"/leads/?view=pool&preview={hidden.pk}",
        "/leads/?view=pool&export=csv",
    ):
        response = signed_in("sr").get(address)
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert "柔性" in text and not [name for name in names if name in text], address
    assert not Lead.objects.filter(search.matching(Lead, "鹤鸣")).exists()

    assert shown(api, "sales_manager", hidden)["phone"] == TOLD["phone"]
    run(hidden, "claim", by=world.by("sr"))
    assert shown(api, "sr", hidden)["phone"] == TOLD["phone"]
    assert Lead.objects.filter(search.matching(Lead, "鹤鸣")).exists()


def test_what_the_search_knew_before_is_brought_in_line(world, hidden):
    Lead.objects.filter(pk=hidden.pk).update(state="assigned")
    search.index([Lead.objects.get(pk=hidden.pk)])
    Lead.objects.filter(pk=hidden.pk).update(state="pooled")
    assert Lead.objects.filter(search.matching(Lead, "鹤鸣")).exists()

    call_command("index_again", "leads.lead", stdout=StringIO())
    assert not Lead.objects.filter(search.matching(Lead, "鹤鸣")).exists()
    assert Lead.objects.filter(search.matching(Lead, "柔性")).exists()


def test_the_feed_names_no_contact_of_a_pooled_lead(world, api, hidden):
    for position, event in enumerate(Event.objects.order_by("at"), start=1):
        FeedEntry.objects.create(position=position, event=event.pk)  # as the relay does after commit

    def told(role) -> list[dict]:
        events = api(role).get("/events/?limit=200").json()["results"]
        return [event["facts"] for event in events if event["type"] == "lead.verification_logged"]

    assert told("sr") and not [facts for facts in told("sr") if "contact" in facts]
    assert all("contact" in facts for facts in told("sales_manager"))


def test_who_entered_a_pooled_lead_does_not_edit_it(signed_in, hidden):
    assert signed_in("ar").get(f"/leads/{hidden.pk}/edit/").status_code == 403


def test_the_pool_is_claimed_from_where_the_rows_are(world, signed_in, hidden):
    sr = signed_in("sr")
    page = sr.get("/leads/?view=pool")
    assert page.context["claims_left"] == 20
    assert f"/leads/{hidden.pk}/claim/" in page.content.decode()
    sr.post(f"/leads/{hidden.pk}/claim/")
    assert Lead.objects.get(pk=hidden.pk).owner == world.sr
    assert sr.get("/leads/?view=pool").context["claims_left"] == 19
