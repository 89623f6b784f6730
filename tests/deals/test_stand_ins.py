"""Stand-ins: who has a seat's rights and sight, on which days, and what is shown where nobody fills a seat."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from core.dates import acting_at, local_day, moment
from core.errors import Denied
from core.events import sentence_of
from core.models import Event
from core.sight import visible
from customers.models import Customer
from deals.listing import deals_listing
from deals.models import Deal, Seat
from deals.permissions import SEES_COST
from deals.services import set_team, stand_in
from desk.models import Notice, Todo
from insights.selectors.tasks import open_todos
from insights.selectors.triangle import seat_risks, teams
from tenancy.actor import system
from tenancy.models import Absence
from tenancy.roles import may
from tenancy.sight import sees
from tests.factories.callers import browser, caller
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db
BY_FR = may(seats=("fr",))


@pytest.fixture
def deal(world):
    """A deal with its whole triangle."""
    deal = Deal.objects.get(lead_id=make_lead(world, at="converted").pk)
    return set_team(deal, by=world.by("ar"), sr=world.sr, fr=world.fr)


def day(days: int):
    return local_day() + timedelta(days=days)


def name(world, deal, first, last, code="fr", by="ar", user="planner"):
    return stand_in(deal, code, by=world.by(by), user=world.people[user], since=day(first), until=day(last))


@pytest.mark.parametrize(("first", "last", "later", "may_now"), [
    (0, 3, 0, True), (0, 3, 3, True), (0, 0, 0, True), (0, 3, 4, False), (1, 3, 0, False), (1, 3, 1, True),
])  # fmt: skip
def test_rights_and_sight_hold_on_the_days_only(world, deal, first, last, later, may_now):
    name(world, deal, first, last)
    by, customer = world.by("planner"), Customer.objects.get(pk=deal.customer_id)

    with acting_at(moment() + timedelta(days=later)):
        seen = Deal.objects.get(pk=deal.pk)
        assert [BY_FR(seen, by), SEES_COST(seen, by), sees(seen, by), sees(customer, by)] == [may_now] * 4
        assert not may(seats=("ar", "sr"))(seen, by)
        assert BY_FR(seen, world.by("fr")) and seen.seat("fr") == world.fr.pk


@pytest.mark.parametrize("change", ["ended", "left", "replaced"])
def test_rights_end_with_the_standing_in_and_with_the_seat(world, deal, change):
    name(world, deal, 0, 9)
    match change:
        case "ended":
            stand_in(deal, "fr", by=world.by("fr"), user=None, since=None, until=None)
        case "left":
            set_team(deal, by=world.by("ar"), fr=world.service)
        case "replaced":
            name(world, deal, 0, 9, user="legal")

    assert not BY_FR(Deal.objects.get(pk=deal.pk), world.by("planner"))


@pytest.mark.parametrize(("role", "code", "allowed"), [
    ("ar", "fr", True), ("sales_manager", "fr", True), ("fr", "fr", True), ("sr", "fr", False), ("fr", "ar", False),
    ("executive", "fr", False),
])  # fmt: skip
def test_whoever_sets_the_team_or_sits_there_names_the_stand_in(world, deal, role, code, allowed):
    if not allowed:
        with pytest.raises(Denied):
            name(world, deal, 0, 1, code, role)
    else:
        name(world, deal, 0, 1, code, role)
    assert Seat.objects.filter(deal=deal, code=code, stand_in=world.planner).exists() is allowed


@pytest.mark.parametrize(("first", "last", "user", "field"), [
    (2, 1, "planner", "until"), (-3, -1, "planner", "until"), (0, 1, "fr", "user"), (0, 5, "legal", "user"),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(world, deal, first, last, user, field):
    Absence.objects.create(user=world.legal, starts_on=day(3), ends_on=day(4))

    with pytest.raises(ValidationError) as refused:
        name(world, deal, first, last, user=user)

    assert list(refused.value.message_dict) == [field]


def test_an_empty_seat_has_no_stand_in(world):
    deal = Deal.objects.get(lead_id=make_lead(world, at="converted").pk)

    with pytest.raises(ValidationError, match="Nobody sits"):
        name(world, deal, 0, 1, "sr")


def test_dates_belong_to_a_stand_in_whoever_writes(world, deal):
    for values in ({"stand_in_from": day(0)}, {"stand_in": world.planner, "stand_in_from": day(0)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.filter(deal=deal, code="fr").update(**values)


def test_it_is_told_and_its_to_dos_are_there(world, deal):
    Todo.objects.create(kind="order.plan", user=world.fr, deal_id=deal.pk)
    Todo.objects.create(kind="approval.vote", user=world.fr, deal_id=deal.pk)
    name(world, deal, 0, 2)

    event = Event.objects.get(record_id=deal.pk, kind="deal.stand_in_named")
    assert event.facts["stand_in"] == world.planner.name and world.planner.name in sentence_of(event, "x")
    assert Notice.objects.filter(user=world.planner, kind="deal.stand_in").count() == 1
    assert [todo.kind for todo in open_todos(world.by("planner"))] == ["order.plan"]


def test_an_absence_without_stand_in_is_named_to_the_manager(world, deal):
    def listed():
        asked = deals_listing.asked(QueryDict("seat_gap=true"))
        rows = deals_listing.matching(asked, world.by("sales_manager"))
        return deal in rows

    def named():
        return [risk.title for team in teams(world.by("sales_manager")) for risk in seat_risks(team)]

    assert not listed() and named() == []
    Absence.objects.create(user=world.fr, starts_on=day(0), ends_on=day(5))
    assert listed() and world.fr.name in named()[0]
    assert (
        "Away, nobody stands in" in browser(world, "sales_manager").get(f"/deals/{deal.pk}/").content.decode()
    )

    name(world, deal, 0, 5)
    assert not listed() and named() == []
    board = browser(world, "planner").get("/triangle/").content.decode()
    assert f"{world.fr.name} → {world.planner.name}" in board


def test_it_is_named_and_ended_through_the_api(world, deal):
    ar = caller(world, "ar")
    body = {"user": str(world.planner.pk), "until": day(2).isoformat()}

    team = ar.put(f"/deals/{deal.pk}/stand-ins/fr/", body).json()["team"]
    assert team["stand_ins"] == {"fr": {
        "user": {"id": str(world.planner.pk), "name": world.planner.name},
        "since": day(0).isoformat(), "until": day(2).isoformat(),
    }}  # fmt: skip
    assert caller(world, "planner").get(f"/deals/{deal.pk}/").status_code == 200

    assert ar.put(f"/deals/{deal.pk}/stand-ins/fr/", body | {"until": None}).status_code == 422
    assert ar.put(f"/deals/{deal.pk}/stand-ins/helper/", body).status_code == 404
    assert caller(world, "sr").put(f"/deals/{deal.pk}/stand-ins/fr/", body).status_code == 403
    assert ar.put(f"/deals/{deal.pk}/stand-ins/fr/", {"user": None}).json()["team"]["stand_ins"] == {}


def test_it_is_named_on_the_deals_page(world, deal):
    page, address = browser(world, "fr"), f"/deals/{deal.pk}/stand-in/"
    sent = {"seat": "fr", "user": str(world.planner.pk), "since": day(0), "until": day(2)}

    assert page.post(address, sent | {"until": day(-1)}).status_code == 422
    assert page.post(address, sent | {"seat": "ar"}).status_code == 403
    assert page.post(address, sent).status_code == 303
    assert Deal.objects.get(pk=deal.pk).fills(world.planner.pk, ["fr"])
    assert world.planner.name in page.get(f"/deals/{deal.pk}/").content.decode()


def test_nobody_of_the_platform_fills_a_seat(world, deal):
    assert not Deal.objects.get(pk=deal.pk).fills(system().user_id, ["ar", "sr", "fr"])
    assert visible(Deal.objects.all(), world.by("planner")).count() == 0
