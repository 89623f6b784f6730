"""The relay: takes what transactions left in the outbox and passes it on, after commit (decisions 29, 30).

Nothing it does is lost by a crash: a row is only marked when it is handed over, and a hand-over that may have been
cut short is repeated (what receives it asks first whether it is done). Two relays side by side do no harm.
"""

import select
import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from django.apps import apps
from django.db import connections, transaction
from django.utils.timezone import now

from core.models import FeedEntry, Outbox
from core.outbox import CHANNEL, FEED, HANDLERS, broker
from core.tenancy import acting_for, current_tenant_id

log = structlog.get_logger("core.relay")

ROUND_SECONDS = 5
SLICE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60
BATCH = 500
# Handed over and not heard of for so long: the broker lost it, hand it over again. Above its visibility timeout.
HANDED_OVER_FOR = timedelta(minutes=20)
KEEP_TRYING_FOR = timedelta(days=1)
DELIVER = "core.deliver"


class Relay:
    """One relay process: listens for notices, makes its rounds, and waits out a broker or database that is away."""

    def __init__(self):
        self.stopping = False
        self.pause = 0.0
        self.listener = None
        self.next_round = 0.0

    def run(self) -> None:
        """Go on until stop() is called."""
        woken: Iterable[UUID] | None = None
        while not self.stopping:
            woken = self._wait_or_recover(self._round(woken))
        self._hang_up()

    def stop(self, *_signal) -> None:
        """Finish the batch in hand and return from run()."""
        self.stopping = True

    def _round(self, tenants) -> bool:
        """Serve the tenants (all, where None); False after a failure that time may heal."""
        try:
            self._listen()
            if tenants is None:
                self.next_round = time.monotonic() + ROUND_SECONDS
                tenants = all_tenants()
            for tenant_id in tenants:
                while not self.stopping and pass_on(tenant_id):
                    pass
        except Exception as error:
            # The broker's errors have no common base that says "away"; whatever it is, the rows are still there.
            self._failed(error)
            return False
        self.pause = 0.0
        return True

    def _wait_or_recover(self, went_well: bool) -> set[UUID] | None:
        """What to serve next; a connection that breaks while listening is a failure like any other."""
        try:
            if went_well:
                return self._wait()
        except Exception as error:
            self._failed(error)
        self._recover()
        return None

    def _failed(self, error) -> None:
        if not self.pause:
            log.warning("relay waits", reason=f"{type(error).__name__}: {error}"[:300])
        self.pause = min(max(1.0, self.pause * 2), LONGEST_PAUSE_SECONDS)

    def _recover(self) -> None:
        self._hang_up()
        connections["default"].close()
        self.next_round = 0.0
        ends = time.monotonic() + self.pause
        while not self.stopping and time.monotonic() < ends:
            time.sleep(SLICE_SECONDS)

    def _listen(self) -> None:
        """Hold a connection of its own that hears notices; asked again after it broke."""
        if self.listener is None:
            self.listener = connections["default"].get_new_connection(
                connections["default"].get_connection_params()
            )
            self.listener.autocommit = True
            self.listener.cursor().execute(f"listen {CHANNEL}")

    def _wait(self) -> set[UUID] | None:
        """The tenants that were named by notices, or None when the regular round is due."""
        while not self.stopping and (left := self.next_round - time.monotonic()) > 0:
            # In slices: a signal does not end select, it only asks to stop.
            if select.select([self.listener], [], [], min(left, SLICE_SECONDS))[0]:
                self.listener.poll()
                named = {UUID(notice.payload) for notice in self.listener.notifies}
                self.listener.notifies.clear()
                return named
        return None

    def _hang_up(self) -> None:
        if self.listener is not None:
            self.listener.close()
            self.listener = None


def all_tenants() -> list[UUID]:
    """Every tenant, closed ones too: what they posted must still leave."""
    return list(apps.get_model("tenancy", "Tenant").objects.order_by("pk").values_list("pk", flat=True))


def pass_on(tenant_id) -> int:
    """One batch of a tenant: feed positions given, other rows handed to the workers. Returns how many rows."""
    with acting_for(tenant_id):
        placed = place_in_feed()
    with acting_for(tenant_id):
        return placed + hand_over()


def place_in_feed() -> int:
    """Give waiting events their position. The lock makes one writer: a position never appears below a higher one."""
    if not _feed_locked():
        return 0
    with connections["default"].cursor() as cursor:
        cursor.execute(_PLACE, {"tenant": current_tenant_id(), "feed": FEED, "most": BATCH})
        return cursor.fetchone()[0]


# Nothing is left to be known of a feed row: the entry is its trace.
_PLACE = f"""
with waiting as (
  select id, (payload ->> 'event')::uuid as event from {Outbox._meta.db_table}
  where tenant_id = %(tenant)s and kind = %(feed)s and sent_at is null and failed_at is null
  order by id limit %(most)s for update skip locked),
gone as (delete from {Outbox._meta.db_table} o using waiting w where o.tenant_id = %(tenant)s and o.id = w.id),
last as (
  select coalesce(max(position), 0) as position from {FeedEntry._meta.db_table} where tenant_id = %(tenant)s),
placed as (
  insert into {FeedEntry._meta.db_table} (id, tenant_id, position, event)
  select uuidv7(), %(tenant)s, last.position + row_number() over (order by waiting.id), waiting.event
  from waiting, last
  on conflict do nothing)
select count(*) from waiting
"""


def hand_over() -> int:
    """Queue the due rows. Sent before it is noted: a crash between the two repeats the hand-over, losing nothing."""
    due = _waiting().exclude(kind=FEED).filter(next_try_at__lte=now()).order_by("next_try_at", "pk")
    rows = list(due.values_list("pk", flat=True)[:BATCH])
    if rows:
        with broker() as send:
            for row in rows:
                send(DELIVER, tenant_id=str(current_tenant_id()), outbox_id=str(row))
    Outbox.objects.filter(pk__in=rows).update(next_try_at=now() + HANDED_OVER_FOR)
    return len(rows)


def deliver(tenant_id, outbox_id) -> bool:
    """Do what one row asks for; False where it was done already. A failure is noted and tried again later."""
    with acting_for(tenant_id):
        # Waits for the relay, which may still hold the row it has just queued.
        row = Outbox.objects.select_for_update().filter(pk=outbox_id, sent_at=None, failed_at=None).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                HANDLERS[row.kind](row.payload)
            row.sent_at, row.error = now(), ""
        except Exception as error:
            _note_failure(row, error)
        row.save(update_fields=["sent_at", "failed_at", "attempts", "next_try_at", "error"])
        return row.sent_at is not None


def drain(tenant_id) -> int:
    """Do everything that is due for a tenant here and now, without broker or workers: tests and demo data."""
    done = 0
    while True:
        with acting_for(tenant_id):
            placed = place_in_feed()
            due = _waiting().exclude(kind=FEED).filter(next_try_at__lte=now()).order_by("next_try_at", "pk")
            rows = list(due.values_list("pk", flat=True)[:BATCH])
        if not placed and not rows:
            return done
        done += placed + sum(deliver(tenant_id, row) for row in rows)


def purge(keep_days: int = 7) -> int:
    """Delete the tenant's rows that were sent more than `keep_days` ago; failed ones stay. Returns how many."""
    return Outbox.objects.filter(sent_at__lt=now() - timedelta(days=keep_days)).delete()[0]


def _waiting():
    return Outbox.objects.select_for_update(skip_locked=True).filter(sent_at=None, failed_at=None)


def _feed_locked() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock(hashtext('l2c_feed'), hashtext(%s))", [str(current_tenant_id())]
        )
        return cursor.fetchone()[0]


def _note_failure(row: Outbox, error: Exception) -> None:
    """Pauses of 1, 2, 4 … 60 minutes; after a day the row is given up and keeps its error."""
    row.attempts += 1
    row.error = f"{type(error).__name__}: {error}"[:2000]
    row.next_try_at = now() + timedelta(minutes=min(2 ** (row.attempts - 1), 60))
    if row.next_try_at - row.posted_at > KEEP_TRYING_FOR:
        row.failed_at = now()
    log.warning(
        "not delivered", kind=row.kind, row=str(row.pk), attempts=row.attempts, reason=row.error[:300]
    )
