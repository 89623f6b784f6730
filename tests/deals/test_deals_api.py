"""Deals, their timeline and the event feed through the API."""

from uuid import uuid4

import pytest

from core.relay import drain
from deals.models import Deal
from tests.factories.callers import caller
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(world):
    """A deal fresh from a converted lead."""
    return Deal.objects.get(lead_id=make_lead(world, at="converted").pk)


def test_detail_tells_stage_amounts_calculations_and_days(world, deal):
    shown = caller(world, "ar").get(f"/deals/{deal.pk}/").json()

    assert shown["stage"] == "opportunity" and shown["customer"]["id"] == str(deal.customer_id)
    assert shown["amounts"]["value"] == shown["amount"]
    assert set(shown["calculations"]) == {"estimate", "budget", "actual", "final"}
    assert [(stay["stage"], stay["skipped"]) for stay in shown["stages"]] == [
        ("lead", False),
        ("opportunity", False),
    ]
    assert shown["team"]["ar"]["id"] == str(world.ar.pk) and shown["team"]["fr"] is None


def test_triangle_is_seated_and_unnamed_seats_stay(world, deal):
    ar = caller(world, "ar")
    people = {"sr": str(world.sr.pk), "fr": str(world.fr.pk), "helpers": [str(world.legal.pk)]}

    team = ar.put(f"/deals/{deal.pk}/team/", people).json()["team"]
    assert [team[seat]["id"] for seat in ("ar", "sr", "fr")] == [
        str(world.people[seat].pk) for seat in ("ar", "sr", "fr")
    ]

    team = ar.put(f"/deals/{deal.pk}/team/", {"sr": str(world.sales_manager.pk)}).json()["team"]
    assert team["sr"]["id"] == str(world.sales_manager.pk) and len(team["helpers"]) == 1


def test_strangers_cannot_be_seated(world, deal, other_world):
    stranger = str(other_world.sr.pk)
    refused = caller(world, "ar").put(f"/deals/{deal.pk}/team/", {"sr": stranger, "helpers": [stranger]})

    assert refused.status_code == 422
    assert {one["pointer"] for one in refused.json()["errors"]} == {"#/sr", "#/helpers/0"}


def test_costs_are_for_the_triangle_and_those_with_the_right(world, deal):
    assert caller(world, "finance").get(f"/deals/{deal.pk}/").json()["calculations"] is not None
    assert caller(world, "legal").get(f"/deals/{deal.pk}/").json()["calculations"] is None


def test_out_of_sight_is_not_found(world, deal, other_world):
    for someone in (caller(world, "fr"), caller(other_world, "admin")):
        assert someone.get(f"/deals/{deal.pk}/").status_code == 404
        assert someone.get(f"/deals/{deal.pk}/timeline/").status_code == 404
        assert someone.put(f"/deals/{deal.pk}/team/", {}).status_code == 404
    assert caller(world, "ar").get(f"/deals/{uuid4()}/").status_code == 404


def test_timeline_runs_newest_first_through_the_lead_by_pages(world, deal):
    ar = caller(world, "ar")
    whole = ar.get(f"/deals/{deal.pk}/timeline/?limit=200").json()["results"]
    assert [event["at"] for event in whole] == sorted((event["at"] for event in whole), reverse=True)
    assert {"deal.stage_changed", "lead.converted"} <= {event["type"] for event in whole}

    first = ar.get(f"/deals/{deal.pk}/timeline/?limit=2").json()
    second = ar.client.get(first["next"]).json()
    assert [e["id"] for e in first["results"] + second["results"]] == [
        e["id"] for e in whole[: 2 + len(second["results"])]
    ]
    assert ar.get(f"/deals/{deal.pk}/timeline/?limit=0").status_code == 400


def test_detail_and_list_need_few_queries(world, deal, django_assert_max_num_queries):
    ar = caller(world, "ar")
    with django_assert_max_num_queries(12):
        ar.get("/deals/")
    with django_assert_max_num_queries(18):
        ar.get(f"/deals/{deal.pk}/")


def test_feed_is_ordered_and_shows_what_the_caller_sees(world, deal):
    place_everything(world)
    admin, stranger = caller(world, "admin"), caller(world, "fr")

    everything = polled(admin)
    places = [event["position"] for event in everything]
    assert places == sorted(places) and str(deal.pk) in {event["record"]["id"] for event in everything}
    assert str(deal.pk) not in {event["record"]["id"] for event in polled(stranger)}
    assert admin.get(f"/events/?after={places[-1]}").json()["results"] == []
    assert admin.get("/events/?after=x").status_code == 400


def place_everything(world):
    """Do what the relay does after commit."""
    drain(world.tenant.pk)


def polled(someone, limit=3):
    """Everything the feed gives, asked for in small pieces."""
    found, answer = [], {"next": None, "cursor": "0"}
    while True:
        answer = someone.get(f"/events/?after={answer['cursor']}&limit={limit}").json()
        found += answer["results"]
        if answer["next"] is None:
            return found
