"""The outbox: everything that leaves a transaction is written here first, in that transaction (decision 29).

`post` writes, the relay (core.relay) sends after commit, a handler does the work in a worker, at least once.
"""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import timedelta

from celery import current_app
from django.utils.timezone import now

from core.models.outbox import Outbox
from core.rows import insert_many

CHANNEL = "l2c_outbox"
# Kinds that the relay itself looks after; all others need a handler.
FEED = "feed"

HANDLERS: dict[str, Callable[[dict], None]] = {}


def post(kind: str, payload: dict, key: str = "", *, pause: timedelta | None = None) -> None:
    """Have `kind` done after this transaction's commit, at least once. `payload` is JSON and carries ids, not rows.

    With a `key` a second posting of the same kind and key does nothing, however often it is tried. pause: how long
    to wait first.
    """
    post_many(kind, [payload], [key] if key else None, pause=pause)


def post_many(
    kind: str,
    payloads: list[dict],
    keys: Sequence[str | None] | None = None,
    *,
    pause: timedelta | None = None,
) -> None:
    """The bulk form of `post`: one statement for all; without a key of its own a row is kept however often."""
    begins = now() + (pause or timedelta())
    rows = [Outbox(kind=kind, payload=payload, next_try_at=begins) for payload in payloads]
    for row, key in zip(rows, keys or (), strict=False):
        row.key = key
    # The table's trigger wakes the relay: one notice per statement, none for what is rolled back.
    insert_many(rows, ignore_conflicts=keys is not None)


def handler(kind: str):
    """Register the function that does `kind`: fn(payload), in the tenant, in a transaction; it may run twice."""

    def register(function: Callable[[dict], None]):
        if kind in HANDLERS or kind == FEED:
            raise RuntimeError(f"outbox kind {kind} has two handlers")
        HANDLERS[kind] = function
        return function

    return register


def queue(task_name: str, **arguments) -> None:
    """Hand a task to the broker now. Raises at once where the broker is away: the caller keeps its row.

    Only the relay and the fan-out of periodic tasks come here; everything else posts.
    """
    with broker() as send:
        send(task_name, **arguments)


@contextmanager
def broker():
    """A connection to the broker for a batch: yields `send(task_name, **arguments)`."""
    with current_app.connection_for_write(transport_options=_IMPATIENT) as connection:
        connection.ensure_connection(max_retries=1, timeout=2, interval_start=0.1, interval_step=0)

        def send(task_name: str, **arguments) -> None:
            current_app.send_task(task_name, kwargs=arguments, connection=connection, retry=False)

        yield send


# The row stays in the outbox anyway: rather try again in a moment than hang on a dead broker.
_IMPATIENT = {"max_retries": 1, "socket_connect_timeout": 2, "socket_timeout": 5}
