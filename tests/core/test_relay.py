"""Outbox and relay: nothing lost, nothing sent for what was rolled back, retried when it fails."""

import functools
import time
import uuid
from datetime import timedelta

import pytest
from celery import current_app
from django.core import mail as mailbox
from django.db import connection
from django.utils.timezone import now

from core import outbox, relay, tasks
from core.dates import acting_at
from core.mail import post_mail
from core.models import FeedEntry, Outbox
from core.outbox import post
from core.tenancy import acting_for

done = []


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch):
    done.clear()

    def fail(payload):
        done.append("tried")
        raise RuntimeError("no service today")

    monkeypatch.setitem(outbox.HANDLERS, "note", done.append)
    monkeypatch.setitem(outbox.HANDLERS, "fail", fail)


def rows(tenant):
    with acting_for(tenant):
        return list(Outbox.objects.order_by("pk"))


def test_posted_work_is_done_once(lasting):
    with acting_for(lasting):
        post("note", {"n": 1})
    [row] = rows(lasting)

    assert relay.deliver(lasting.pk, row.pk)
    assert not relay.deliver(lasting.pk, row.pk)
    assert done == [{"n": 1}]


def test_rolled_back_posting_never_leaves(lasting):
    with pytest.raises(RuntimeError), acting_for(lasting):
        post("note", {"n": 1})
        raise RuntimeError

    assert relay.drain(lasting.pk) == 0
    assert done == []


def test_same_key_is_posted_once(lasting):
    for _again in range(2):
        with acting_for(lasting):
            post("note", {"n": 1}, key="first")
            post("note", {"n": 1}, key="first")
            post("note", {"n": 2}, key="second")

    assert relay.drain(lasting.pk) == 2
    assert done == [{"n": 1}, {"n": 2}]


def test_failure_is_noted_and_tried_again_later(lasting):
    with acting_for(lasting):
        post("fail", {})

    relay.drain(lasting.pk)
    [row] = rows(lasting)

    assert (row.attempts, row.sent_at, row.failed_at) == (1, None, None)
    assert "no service today" in row.error
    assert row.next_try_at > now()
    assert relay.drain(lasting.pk) == 0


def test_after_a_day_it_is_given_up_with_its_error(lasting):
    with acting_for(lasting):
        post("fail", {})
        Outbox.objects.update(posted_at=now() - timedelta(hours=24), attempts=30)

    relay.drain(lasting.pk)
    [row] = rows(lasting)

    assert row.failed_at is not None
    assert "no service today" in row.error


def test_unknown_kind_is_kept_as_a_failure(lasting):
    with acting_for(lasting):
        post("nobody_does_this", {})

    relay.drain(lasting.pk)

    assert "nobody_does_this" in rows(lasting)[0].error


def test_feed_positions_rise_without_gap_and_a_repeat_changes_nothing(lasting):
    events = [str(uuid.uuid4()) for _ in range(5)]
    for event in events[:3]:
        with acting_for(lasting):
            post("feed", {"event": event})
    relay.drain(lasting.pk)
    with acting_for(lasting):
        outbox.post_many("feed", [{"event": event} for event in events[3:]])
    relay.drain(lasting.pk)
    relay.drain(lasting.pk)

    with acting_for(lasting):
        entries = list(FeedEntry.objects.order_by("position").values_list("position", "event"))
    assert [(position, str(event)) for position, event in entries] == list(enumerate(events, 1))
    assert rows(lasting) == []


def test_a_second_feed_writer_keeps_out(lasting):
    with acting_for(lasting):
        post("feed", {"event": str(uuid.uuid4())})
    other = connection.copy()
    with other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("select pg_advisory_xact_lock(hashtext('l2c_feed'), hashtext(%s))", [str(lasting.pk)])
        with acting_for(lasting):
            assert relay.place_in_feed() == 0
        other.rollback()
    other.close()

    with acting_for(lasting):
        assert relay.place_in_feed() == 1


def test_commit_wakes_the_relay_for_its_tenant(lasting):
    listening = relay.Relay()
    listening._listen()
    listening.next_round = time.monotonic() + 3
    with acting_for(lasting):
        post("note", {})
        post("note", {})

    assert listening._wait() == {lasting.pk}
    listening._hang_up()


def test_broker_away_keeps_the_rows_due(lasting, monkeypatch):
    nowhere = functools.partial(current_app.connection_for_write, "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_write", nowhere)
    with acting_for(lasting):
        post("note", {})

    started = time.monotonic()
    with pytest.raises(Exception, match="refused"):
        relay.pass_on(lasting.pk)

    assert time.monotonic() - started < 8
    assert rows(lasting)[0].next_try_at <= now()


def test_handed_over_row_is_not_handed_over_again_at_once(lasting):
    with acting_for(lasting):
        post("note", {})

    assert relay.pass_on(lasting.pk) == 1
    assert relay.pass_on(lasting.pk) == 0
    assert rows(lasting)[0].sent_at is None


def test_mail_leaves_in_the_recipients_language(lasting):
    with acting_for(lasting):
        post_mail(
            ["lu@example.com"],
            "对账单\r\nBcc: x@example.com",
            "message",
            {"lines": ["<b>陆总</b>"]},
            "zh-hans",
        )
    relay.drain(lasting.pk)

    [sent] = mailbox.outbox
    assert sent.subject == "对账单 Bcc: x@example.com"
    assert "<b>陆总</b>" in sent.body
    assert "&lt;b&gt;陆总&lt;/b&gt;" in sent.alternatives[0].content


def test_periodic_task_starts_once_a_day_at_the_tenants_morning(lasting, monkeypatch):
    started = []
    monkeypatch.setattr(tasks, "queue", lambda name, **arguments: started.append((name, arguments)))
    for hour in (21, 22, 23):  # 05:00, 06:00, 07:00 in Shanghai
        with acting_at(now().replace(year=2026, month=11, day=22, hour=hour)):
            tasks._start_for(lasting, "receivables.escalate_tenant", tasks.MORNING)
    relay.drain(lasting.pk)

    assert started == [("receivables.escalate_tenant", {"tenant_id": str(lasting.pk), "as_of": "2026-11-23"})]


def test_sent_rows_are_purged_after_a_week(lasting):
    with acting_for(lasting):
        post("note", {})
        post("note", {})
    relay.drain(lasting.pk)
    with acting_for(lasting):
        Outbox.objects.filter(pk=rows(lasting)[0].pk).update(sent_at=now() - timedelta(days=8))
        assert relay.purge() == 1
