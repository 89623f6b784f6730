"""A run over all bank lines that wait: what is certain is posted, chunk by chunk, with its progress on record.

Each chunk is one posting of the outbox and one transaction, and the next is posted by it. So a worker that is killed
loses nothing and does nothing twice: the chunk's postings and the place it came to are written together or not at all.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.dates import moment
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.outbox import handler, post
from receivables.models import BankLine, MatchRun
from receivables.services import matching
from receivables.services.allocation import ALLOCATING
from tenancy.actor import system

STEP = "receivables.match"
CHUNK = 100


def waiting(statement=None):
    """The lines that nobody has matched, parked or used a part of."""
    rows = BankLine.objects.usable().filter(unallocated__gt=0, parked_at=None)
    return rows.filter(statement=statement) if statement else rows


def start(*, by, statement=None) -> MatchRun:
    """Go through all that waits, of one statement or of all. Raises Denied, Blocked where a run is on its way."""
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    run = MatchRun(statement=statement, total=waiting(statement).count(), created_by_id=by.user_id)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            happened(run, "match_run.started", by=by, count=run.total)
            post(STEP, {"run": str(run.pk)})
    except IntegrityError as error:
        detail = _("A run is on its way already.")
        raise Blocked([Blocker("run_on_its_way", detail, _("Wait for it or cancel it."))]) from error
    return run


@transaction.atomic
def cancel(run: MatchRun, *, by) -> MatchRun:
    """Stop before the next chunk; what was posted stays. Raises Denied, Blocked where it is over."""
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    run = MatchRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not run.at_work:
        raise Blocked([Blocker("run_is_over", _("This run is over."))])
    run.cancelled_at = moment()
    run.save()
    happened(run, "match_run.cancelled", by=by)
    return run


@handler(STEP)
def step(payload: dict) -> None:
    """The next chunk; the one after it is posted with it. A chunk that comes twice finds the run further on."""
    run = MatchRun.objects.select_for_update(of=("self",)).get(pk=payload["run"])
    if not run.at_work or payload.get("after", "") != str(run.after or ""):
        return
    lines = waiting(run.statement).select_related("statement").order_by("pk")
    chunk = list((lines.filter(pk__gt=run.after) if run.after else lines)[:CHUNK])
    if chunk:
        posted = matching.post_certain([line.pk for line in chunk], by=system(), asked=True)
        left = BankLine.objects.filter(pk__in=[line.pk for line in chunk], unallocated__gt=0)
        found = matching.suggest_many(list(left.select_related("statement")))
        run.seen += len(chunk)
        run.posted += posted
        run.suggested += sum(1 for suggestions in found.values() if suggestions)
        run.after = chunk[-1].pk
    if len(chunk) < CHUNK:
        run.finished_at = moment()
        happened(run, "match_run.finished", by=system(), posted=run.posted, count=run.seen)
    else:
        post(STEP, {"run": str(run.pk), "after": str(run.after)})
    run.save()
