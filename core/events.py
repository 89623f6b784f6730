"""Events: one row per thing that happened, written in the transaction that made it happen."""

from django.db import connection

from core.dates import moment
from core.models import Event, Outbox
from core.outbox import FEED
from core.rows import AT_A_TIME, as_json, insert, insert_text

SENTENCES: dict[str, object] = {}
# Steps inside the machine that another event tells already: in the API's timeline, not on pages.
STEPS: dict[str, object] = {}
_listeners: list = []


def sentences(by_kind: dict) -> None:
    """Register timeline sentences: full lazy strings with {actor} and the event's facts as {names}."""
    SENTENCES.update(by_kind)


def steps(by_kind: dict) -> None:
    """Register the sentences of steps inside the machine, as `sentences` does."""
    STEPS.update(by_kind)


def on_change(listener) -> None:
    """Call `listener(record)` after every event of a record, in its transaction (approvals void themselves so)."""
    _listeners.append(listener)


def happened(record, kind: str, *, by, deal_id=None, customer_id=None, also=(), **facts) -> Event:
    """Write that `kind` happened to `record`. `facts` are JSON-able and fill the sentence of the kind.

    also: new rows that are written in the same statement.
    """
    event = describe(record, kind, by=by, deal_id=deal_id, customer_id=customer_id, **facts)
    insert(*also, event, Outbox(kind=FEED, payload={"event": str(event.pk)}))
    heard(record)
    return event


def happened_to_many(things: list, *, by) -> None:
    """The bulk form of `happened`: (record, kind, facts) each, one statement for all."""
    write_events([describe(record, kind, by=by, **facts) for record, kind, facts in things])
    for record, _kind, _facts in things:
        heard(record)


# An event's id serves its row for the feed as well: an id less to make for each.
_WRITE = f"""
with happened as ({{events}} returning tenant_id, id)
insert into {Outbox._meta.db_table} (id, tenant_id, kind, payload, posted_at, next_try_at, attempts, error)
select id, tenant_id, %s, jsonb_build_object('event', id::text), clock_timestamp(), clock_timestamp(), 0, ''
from happened
"""


def write_events(events: list[Event]) -> None:
    """Save many described events with their rows for the feed; whoever writes so tells the listeners himself."""
    for start in range(0, len(events), AT_A_TIME):
        with connection.cursor() as cursor:
            some = as_json(events[start : start + AT_A_TIME])
            cursor.execute(_WRITE.format(events=insert_text(Event)), [some, FEED])


def heard(record) -> None:
    """Tell the listeners that something happened to a record; bulk writers do so after they wrote."""
    for listener in _listeners:
        listener(record)


def describe(record, kind, *, by, deal_id=None, customer_id=None, **facts) -> Event:
    """The unsaved event; bulk writers save many at once."""
    return Event(
        kind=kind,
        record_type=record._meta.label_lower,
        record_id=record.pk,
        deal_id=deal_id or deal_of(record),
        customer_id=customer_id or customer_of(record),
        by_id=by.user_id,
        at=moment(),
        facts=facts,
    )


def deal_of(record):
    """The deal whose timeline shows the record's events, or None."""
    return record.pk if record._meta.label == "deals.Deal" else getattr(record, "deal_id", None)


def customer_of(record):
    """The customer on whose page the record's events appear, or None."""
    return record.pk if record._meta.label == "customers.Customer" else getattr(record, "customer_id", None)


def sentence_of(event: Event, actor_name: str) -> str:
    """The event in words, in the language in force; an unknown fact leaves its name in braces, never an error."""
    sentence = SENTENCES.get(event.kind) or STEPS.get(event.kind)
    if sentence is None:
        return f"{actor_name} {event.kind}"
    return str(sentence).format_map(_Known(event.facts, actor=actor_name))


class _Known(dict):
    def __missing__(self, name):
        return "{" + name + "}"
