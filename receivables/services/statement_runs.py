"""The monthly statement run: a statement to every customer with open items, in chunks that workers share.

Each chunk is one posting of the outbox and one transaction. All are posted at once, so every worker process takes
part; a worker that dies leaves its chunk to be done again, and what is written is found done. Cancelling ends what
has not begun; statements that went out stay out.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import local_day, moment, working_day_after
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money
from core.outbox import handler, post_many
from core.rows import insert_many, update_many
from core.workflow import lock
from customers.models import Customer
from receivables.letter_settings import MONTHLY_DAY
from receivables.letter_states import Cause, Fate, RunState
from receivables.models import StatementRun, StatementRunRow
from receivables.services.account_statements import make_many, send_many
from receivables.services.balance_figures import open_in_all, owing
from receivables.services.balance_papers import readers_of
from tenancy.actor import system
from tenancy.roles import Right, may
from tenancy.rules import rule

RUNNING = may(Right.ALLOCATE)
CHUNK = 25
KIND = "receivables.statement_run"
# A run that the schedule missed (the platform was away) is made up for within a week, not later.
CATCH_UP = timedelta(days=7)
log = structlog.get_logger("receivables.statement_runs")


def last_month_end(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What a run as of a day would do."""

    counted_on: date
    customers: int
    without_address: list[Customer]
    totals: list[Money]


def preview(counted_on: date, *, by) -> Preview:
    """How many would get a statement, and who has nobody to write to. Raises Denied, ValidationError."""
    _check(counted_on, by)
    ids = owing(counted_on)
    unread = [pk for pk in ids if pk not in readers_of(ids)] if ids else []
    rows = list(Customer.everyone.filter(pk__in=unread).order_by("sort_key", "pk"))
    return Preview(counted_on, len(ids), rows, open_in_all(counted_on))


def _check(counted_on, by) -> None:
    if not RUNNING(None, by):
        raise Denied(RUNNING.sentence)
    if counted_on > local_day():
        raise ValidationError({"as_of": _("Statements can't be made for days to come.")})


@transaction.atomic
def start(counted_on: date, *, by, scheduled_for: date | None = None) -> StatementRun:
    """Begin a run; the statements are made in the background.

    Raises Denied, ValidationError (a day to come, nobody owes anything), Blocked while another one is at work.
    """
    _check(counted_on, by)
    ids = owing(counted_on)
    if not ids:
        raise ValidationError({"as_of": _("No customer has open items on this day.")})
    run = StatementRun(
        counted_on=counted_on, customers=len(ids), created_by_id=by.user_id, scheduled_for=scheduled_for
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise Blocked([_at_work()]) from error
    rows = [StatementRunRow(run=run, customer_id=pk, chunk=place // CHUNK) for place, pk in enumerate(ids)]
    insert_many(rows)
    chunks = range(rows[-1].chunk + 1)
    post_many(
        KIND,
        [{"run": str(run.pk), "chunk": chunk} for chunk in chunks],
        [f"{run.pk}:{chunk}" for chunk in chunks],
    )
    happened(run, "statement_run.started", by=by, day=counted_on.isoformat(), customers=len(ids))
    return run


def _at_work() -> Blocker:
    return Blocker("run_at_work", _("A statement run is at work."), _("Wait for its end, or cancel it."))


@transaction.atomic
def cancel(run: StatementRun, *, by) -> StatementRun:
    """Stop it; what went out stays out. Raises Denied, Blocked when it is over."""
    if not RUNNING(None, by):
        raise Denied(RUNNING.sentence)
    run = lock(run)
    if not run.at_work:
        raise Blocked([Blocker("run_over", _("This run is over."), "")])
    run.state, run.finished_at, run.cancelled_by_id = RunState.CANCELLED, moment(), by.user_id
    run.save()
    happened(run, "statement_run.cancelled", by=by)
    return run


# --- at work --------------------------------------------------------------------------------------------------


@handler(KIND)
def step(payload: dict) -> None:
    """Do one chunk; done twice, the second finds nothing to do."""
    run = (
        StatementRun.objects.filter(pk=payload["run"], state=RunState.RUNNING)
        .select_related("created_by")
        .first()
    )
    if run is None:
        return
    waiting = run.rows.filter(chunk=payload["chunk"], fate="")
    # Waits for whoever is at it: passing over would leave the chunk undone where that one dies.
    rows = list(waiting.select_for_update().order_by("customer_id"))
    language = run.created_by.language if run.created_by_id else "zh-hans"
    with translation.override(language):
        _do(run, rows)
        update_many(rows)
        _note(run, rows)


def _do(run, rows) -> None:
    """Make and send; a customer that breaks the others is found by halving and stands alone as failed."""
    if not rows:
        return
    try:
        with transaction.atomic():
            _make(run, rows)
    except Exception as error:
        if len(rows) > 1:
            middle = len(rows) // 2
            _do(run, rows[:middle])
            _do(run, rows[middle:])
            return
        log.exception(
            "statement not made", run=str(run.pk), customer=str(rows[0].customer_id), exc_info=error
        )
        rows[0].fate = Fate.FAILED
        rows[0].reason = _("The statement could not be made. Tell your administrator.")


def _make(run, rows) -> None:
    by = system()
    customers = Customer.everyone.filter(pk__in=[row.customer_id for row in rows]).select_related("owner")
    made = make_many(customers.order_by("pk"), run.counted_on, cause=Cause.MONTHLY, by=by, run=run)
    unread = {one.customer_id for one in send_many(made, by=by, once=f"run:{run.pk}")}
    for row in rows:
        row.fate = Fate.SKIPPED if row.customer_id in unread else Fate.SENT
        row.reason = _("No contact has an e-mail address.") if row.customer_id in unread else ""


def _note(run, rows) -> None:
    """Count, last in the transaction: other chunks wait for it only a moment."""
    counts = {fate: sum(1 for row in rows if row.fate == fate) for fate in Fate.values}
    StatementRun.objects.filter(pk=run.pk).update(**{fate: F(fate) + count for fate, count in counts.items()})
    run = StatementRun.objects.select_related("created_by").get(pk=run.pk)
    if run.at_work and run.done >= run.customers:
        _finish(run)


def _finish(run) -> None:
    run.state = RunState.PARTIAL if run.failed else RunState.DONE
    run.finished_at = moment()
    run.save()
    facts = {
        "day": run.counted_on.isoformat(),
        "sent": run.sent,
        "skipped": run.skipped,
        "failed": run.failed,
    }
    happened(run, "statement_run.finished", by=system(), **facts)
    if run.created_by_id:
        notify([run.created_by], "run_finished", record=run, email=False, key=str(run.pk), **facts)


# --- by itself ------------------------------------------------------------------------------------------------


def start_scheduled(as_of: date) -> StatementRun | None:
    """Begin the month's run where its day has come and it was not begun yet; in the tenant in force."""
    wanted = rule(MONTHLY_DAY.key)
    if not wanted:
        return None
    for month in (last_month_end(as_of).replace(day=1), as_of.replace(day=1)):
        day = working_day_after(
            month.replace(day=min(wanted, calendar.monthrange(month.year, month.month)[1]))
        )
        if day <= as_of < day + CATCH_UP and not StatementRun.objects.filter(scheduled_for=month).exists():
            try:
                return start(last_month_end(month), by=system(), scheduled_for=month)
            except (ValidationError, Blocked):
                # Nobody owes anything, or somebody has begun one by hand: tried again tomorrow.
                return None
    return None
