"""A hand-over: nothing open stays with who leaves but what is told, each record once, whoever dies in between."""

import pytest

from core.errors import Blocked, Denied
from core.models import Event, Outbox
from core.relay import drain
from leads.models import Lead
from tenancy import handing_over
from tenancy.handing_over import foresee, start, step
from tenancy.holdings import HOLDINGS, counted
from tenancy.models import Fate, Handover, HandoverRow, Membership
from tenancy.people import add_member
from tenancy.roles import BUILT_IN
from tests.factories.leads import make_lead
from tests.repository.filled import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(world):
    """Somebody who may do everything and is in no deal yet."""
    return add_member(
        username=f"heir-{world.tenant.code}", name="接班人", password="x" * 12, roles=list(BUILT_IN)
    )


def everything_to(person) -> dict:
    return {"": str(person.pk)}


def hand_over(world, former, chosen, **options) -> Handover:
    """Begun and carried through."""
    made = start(former, by=world.by("admin"), chosen=chosen, **options)
    drain(world.tenant.pk)
    return Handover.objects.get(pk=made.pk)


@pytest.mark.parametrize("role", ["ar", "sr", "fr"])
def test_nothing_open_stays_but_what_is_told(world, heir, role):
    fill(world)
    former = world.people[role]
    before = {holding.code: count for holding, count in counted(former.pk)}
    foreseen = {
        line.holding.code: line for line in foresee(former, by=world.by("admin"), chosen=everything_to(heir))
    }
    made = hand_over(world, former, everything_to(heir))

    kept = made.rows.filter(fate=Fate.STAYS)
    assert {holding.code: count for holding, count in counted(former.pk)} == {
        code: count for code in before if (count := kept.filter(kind=code).count())
    }
    assert all(row.reason for row in kept)
    assert made.finished_at and made.done == made.rows.count()
    # Seats take along what waits there, so that a kind may have fewer left than foreseen, never more.
    for code, line in foreseen.items():
        assert line.count == before[code]
        assert made.rows.filter(kind=code, fate=Fate.STAYS).count() <= line.stays
    assert role != "ar" or {"customers", "seats", "deals", "contracts"} <= set(before)


def test_each_record_tells_of_it(world, heir):
    lead = make_lead(world, at="verifying")
    hand_over(world, world.ar, everything_to(heir))
    lead.refresh_from_db()
    assert (lead.owner, lead.state) == (heir, "verifying")
    told = Event.objects.get(record_id=lead.pk, kind="lead.passed_on")
    assert told.facts["former"] == world.ar.name and told.facts["successor"] == heir.name


def test_leads_may_go_back_to_the_pool_and_others_stay(world, heir):
    lead = make_lead(world, at="verifying")
    made = hand_over(world, world.ar, {"leads": "pool", "": str(heir.pk), "customers": "stay"})
    lead.refresh_from_db()
    assert (lead.owner, lead.state, made.pooled) == (None, "pooled", 1)


def test_the_access_ends_once_nothing_is_left(world, heir):
    make_lead(world, at="verifying")
    part = hand_over(world, world.ar, {"": str(heir.pk), "leads": "stay"}, retires=True)
    assert not part.has_ended_access
    whole = hand_over(world, world.ar, everything_to(heir), retires=True)
    assert whole.has_ended_access
    assert not Membership.objects.get(user=world.ar, tenant=world.tenant).is_active


def test_what_the_successor_may_not_have_stays_with_the_reason(world):
    make_lead(world, at="verifying")
    made = hand_over(world, world.ar, everything_to(world.planner))
    row = made.rows.get(kind="leads")
    assert row.fate == Fate.STAYS and world.planner.name in row.reason


def test_a_worker_that_dies_between_two_steps_loses_and_doubles_nothing(world, heir, monkeypatch):
    monkeypatch.setattr(handing_over, "CHUNK", 2)
    for number in range(5):
        make_lead(world, at="assigned", title=f"线索 {number}")
    made = start(world.ar, by=world.by("admin"), chosen=everything_to(heir))
    payload = Outbox.objects.get(kind="handover.step", sent_at=None).payload
    step(payload)
    # Delivered twice, as after a crash between the work and the note that it is done.
    step(payload)
    drain(world.tenant.pk)
    made.refresh_from_db()
    ids = list(HandoverRow.objects.filter(handover=made, kind="leads").values_list("record_id", flat=True))
    assert len(ids) == len(set(ids)) == Lead.objects.filter(owner=heir).count()
    assert made.finished_at and not Lead.objects.filter(owner=world.ar, state="assigned").exists()


def test_one_at_a_time_and_only_by_who_manages_users(world, heir):
    make_lead(world, at="assigned")
    with pytest.raises(Denied):
        start(world.ar, by=world.by("sales_manager"), chosen=everything_to(heir))
    start(world.ar, by=world.by("admin"), chosen=everything_to(heir))
    for former, to in ((world.ar, world.sr), (heir, world.sr), (world.sr, heir)):
        with pytest.raises(Blocked):
            start(former, by=world.by("admin"), chosen=everything_to(to))


def test_api_foresees_and_hands_over(world, heir, api):
    lead = make_lead(world, at="verifying")
    admin, path = api("admin"), f"/users/{world.ar.pk}/handovers/"
    foreseen = admin.post(path, {"successor": str(heir.pk), "dry_run": True})
    assert foreseen.status_code == 200, foreseen.json()
    assert {line["kind"]: line["moves"] for line in foreseen.json()}["leads"] == 1
    begun = admin.post(path, {"successor": str(heir.pk), "kinds": {"customers": "stay"}})
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    drain(world.tenant.pk)
    ended = admin.get(f"/handovers/{begun.json()['id']}/").json()
    assert (ended["state"], ended["former"]["id"]) == ("done", str(world.ar.pk))
    rows = admin.get(f"/handovers/{ended['id']}/records/").json()["results"]
    assert str(lead.pk) in {row["id"] for row in rows if row["fate"] == "moved"}
    wrong = admin.post(path, {"kinds": {"nothing": str(heir.pk)}})
    assert wrong.json()["errors"][0]["pointer"] == "#/kinds/nothing"
    assert api("sales_manager").post(path, {"successor": str(heir.pk)}).status_code == 403


def test_the_page_shows_tries_and_hands_over(world, heir, signed_in):
    lead = make_lead(world, at="verifying")
    browser, address = signed_in("admin"), f"/settings/users/{world.ar.pk}/hand-over/"
    assert str(HOLDINGS["leads"].label) in browser.get(address).content.decode()
    listed = browser.get(f"{address}leads/")
    assert lead.title in listed.content.decode()
    tried = browser.post(address, {"successor": str(heir.pk), "do": "try"})
    assert "would move" in tried.content.decode() and not Handover.objects.exists()
    begun = browser.post(address, {"successor": str(heir.pk), "do": "start"})
    assert begun.status_code == 303
    drain(world.tenant.pk)
    page = browser.get(Handover.objects.get().get_absolute_url()).content.decode()
    assert lead.title in page and heir.name in page
    warned = browser.post(f"/settings/users/{heir.pk}/", {"name": heir.name})
    assert "still answers for these" in warned.content.decode()
