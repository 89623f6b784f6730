"""The spine: a deal's stays along the chain, its team over time, and who may change it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.dates import acting_at
from core.errors import Denied, Unavailable
from core.models import Event
from core.timeline import timeline_of
from deals.models import Deal, DealStay, Seat
from deals.services import end_deal, enter_stage, open_deal, set_team
from deals.signals import deal_ended
from deals.states import Stage
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.leads import make_lead

BORN = datetime(2026, 5, 4, 2, tzinfo=UTC)


@pytest.fixture
def deal(world):
    return open_deal(
        customer=make_customer(owner=world.ar), title="装配线", amount=100, currency="CNY", by=world.by("ar"),
        ar=world.ar,
    )  # fmt: skip


def stays(deal):
    return list(
        DealStay.objects.filter(deal=deal).order_by("entered_at", "pk").values_list("stage", "skipped")
    )


def test_a_stay_in_lead_is_written_back_from_the_lead(world):
    with acting_at(BORN):
        lead = make_lead(world, at="assigned")
    deal = open_deal(
        customer=lead.customer,
        title="x",
        amount=1,
        currency="CNY",
        by=system(),
        lead_id=lead.pk,
        entered_lead_at=BORN,
    )
    enter_stage(deal, Stage.OPPORTUNITY, by=system())

    first = DealStay.objects.get(deal=deal, stage="lead")
    assert first.entered_at == BORN and not first.skipped
    assert first.left_at - BORN > timedelta(days=30)


def test_stages_a_deal_jumps_over_are_marked_as_skipped(deal):
    enter_stage(deal, Stage.CONTRACT, by=system())

    assert stays(deal) == [("lead", True), ("opportunity", True), ("contract", False)]
    assert DealStay.objects.filter(deal=deal, left_at=None).count() == 1


def test_entering_the_stage_it_is_in_changes_nothing(deal):
    enter_stage(deal, Stage.OPPORTUNITY, by=system())
    again = Deal.objects.get(pk=deal.pk)

    assert enter_stage(again, Stage.OPPORTUNITY, by=system()) == {}
    assert DealStay.objects.filter(deal=deal).count() == 2


def test_the_chain_is_not_walked_backwards(deal):
    enter_stage(deal, Stage.CONTRACT, by=system())

    with pytest.raises(Unavailable):
        enter_stage(Deal.objects.get(pk=deal.pk), Stage.OPPORTUNITY, by=system())


def test_the_stage_opens_its_record_and_hears_of_the_end(deal):
    heard = []

    def hear(deal, how, **about):
        heard.append((deal.pk, how))

    opened = enter_stage(deal, Stage.OPPORTUNITY, by=system())
    deal_ended.connect(hear)
    try:
        ended = end_deal(Deal.objects.get(pk=deal.pk), Stage.LOST, by=system())
    finally:
        deal_ended.disconnect(hear)

    assert opened["opportunity"].deal_id == deal.pk
    assert heard == [(deal.pk, Stage.LOST)]
    assert ended.stage == "lost" and ended.closed_on is not None


def test_who_leaves_a_seat_stays_in_the_record(world, deal):
    set_team(deal, by=world.by("ar"), sr=world.sr, fr=world.fr)
    set_team(deal, by=world.by("ar"), sr=world.fr, helpers=[world.legal])

    seats = Seat.objects.filter(deal=deal)
    assert set(seats.filter(code="sr").values_list("user", flat=True)) == {world.sr.pk, world.fr.pk}
    assert seats.get(code="sr", left_on=None).user_id == world.fr.pk
    assert seats.get(code="fr", left_on=None).user_id == world.fr.pk
    assert Deal.objects.get(pk=deal.pk).seat("ar") == world.ar.pk
    assert Event.objects.filter(record_id=deal.pk, kind="deal.team_changed").count() == 2


@pytest.mark.parametrize("role", ["sr", "fr", "finance", "admin"])
def test_only_ar_owner_and_sales_manager_set_the_team(world, deal, role):
    with pytest.raises(Denied):
        set_team(deal, by=world.by(role), sr=world.sr)

    set_team(deal, by=world.by("sales_manager"), sr=world.sr)
    assert Deal.objects.get(pk=deal.pk).seat("sr") == world.sr.pk


def test_strangers_take_no_seat(world, other_world, deal):
    with pytest.raises(ValidationError):
        set_team(deal, by=world.by("ar"), sr=other_world.sr)


def test_a_deals_timeline_begins_with_its_lead(world):
    lead = make_lead(world, at="converted")

    kinds = {entry.sentence for entry in timeline_of(lead.deal, length=500)}

    assert {entry.sentence for entry in timeline_of(lead)} <= kinds
