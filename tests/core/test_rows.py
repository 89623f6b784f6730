"""Rows written together: one statement, and nobody who asks can tell."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.dates import moment
from core.events import describe, write_events
from core.models import Event, Outbox
from core.rows import insert, together
from deals.models import DealStay
from deals.states import Stage
from tenancy.actor import system
from tests.factories.opportunities import make_opportunity


@pytest.fixture
def deal(world):
    return make_opportunity(world).deal


def stay(deal, stage=Stage.DELIVERY) -> DealStay:
    return DealStay(deal=deal, stage=stage, entered_at=moment())


def stays(deal) -> list[str]:
    return sorted(DealStay.objects.filter(deal=deal).values_list("stage", flat=True))


def test_rows_written_together_are_one_statement(deal):
    first = DealStay.objects.filter(deal=deal).first()

    with CaptureQueriesContext(connection) as captured, together():
        stay(deal).save(force_insert=True)
        insert(stay(deal, Stage.CONTRACT))
        first.save()

    assert len(captured) == 1
    assert {"contract", "delivery"} < set(stays(deal))


def test_who_asks_inside_sees_what_was_written(deal):
    with together():
        stay(deal).save(force_insert=True)

        assert "delivery" in stays(deal)


def test_a_row_made_and_changed_in_one_go_is_as_it_was_changed(deal):
    entered = stay(deal)

    with together():
        entered.save(force_insert=True)
        entered.skipped = True
        entered.save()

    assert DealStay.objects.get(pk=entered.pk).skipped


def test_one_within_the_other_is_one(deal):
    with CaptureQueriesContext(connection) as captured, together():
        with together():
            stay(deal).save(force_insert=True)
        stay(deal, Stage.CONTRACT).save(force_insert=True)

    assert len(captured) == 1


def test_what_waits_when_something_fails_is_never_written(deal):
    before = stays(deal)

    with pytest.raises(ZeroDivisionError), together():
        stay(deal).save(force_insert=True)
        1 / 0  # noqa: B018  the failure

    assert stays(deal) == before


def test_an_error_of_the_database_is_raised_at_the_end_and_leaves_nothing_waiting(deal):
    twice = stay(deal)
    twice.save(force_insert=True)

    with pytest.raises(IntegrityError), transaction.atomic(), together():
        again = stay(deal, Stage.CONTRACT)
        again.pk = twice.pk
        insert(again)

    assert "contract" not in stays(deal)


def test_many_events_are_one_statement_and_each_waits_for_the_feed(deal):
    events = [describe(deal, "deal.noted", by=system(), n=n) for n in range(3)]

    with CaptureQueriesContext(connection) as captured:
        write_events(events)

    assert len(captured) == 1
    ids = {str(event.pk) for event in events}
    kept = Event.objects.filter(kind="deal.noted", record_id=deal.pk)
    assert sorted(event.facts["n"] for event in kept) == [0, 1, 2] and {str(one.pk) for one in kept} == ids
    waiting = Outbox.objects.filter(kind="feed", sent_at=None, payload__event__in=ids)
    assert {row.payload["event"] for row in waiting} == ids
