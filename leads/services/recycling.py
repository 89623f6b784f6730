"""Leads that nobody touches go back to the pool: first the owner is told, some days later they go (handbook §4)."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from core import search
from core.attention import notify
from core.bulk import ManyOutcome, run_many
from core.dates import moment, start_of_day
from core.tenancy import acting_for
from leads import lying
from leads.models import Lead
from leads.rules import POOL_WARNING_DAYS
from tenancy.actor import system
from tenancy.rules import rule

CHUNK = 2000


def untouched(as_of: date, sooner: int = 0):
    """The leads that lie too long on `as_of`, or `sooner` days later."""
    return Lead.objects.filter(lying.untouched(as_of, sooner))


def warn(as_of: date) -> int:
    """Tell the owners which leads go back to the pool soon, each lead once per spell; returns how many leads."""
    days = rule(POOL_WARNING_DAYS.key)
    fresh = Q(warned_at=None) | Q(last_touched_at__gte=F("warned_at"))
    ids = list(untouched(as_of, days).filter(fresh).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            _warn_some(ids[start : start + CHUNK], as_of + timedelta(days=days))
    return len(ids)


def _warn_some(ids, day: date) -> None:
    rows = list(Lead.objects.filter(pk__in=ids).only("owner", "number", "title").select_related("owner"))
    Lead.objects.filter(pk__in=ids).update(warned_at=moment())
    _tell("lead.pool_warning", [(row.owner, row) for row in rows], day=day.isoformat())


def recycle(tenant_id, as_of: date) -> ManyOutcome:
    """Put those back whose owners were told in time and have still not touched them; a repeat does nothing.

    A transaction for each chunk: people work on while a large company's leads go back.
    """
    outcome = ManyOutcome()
    with acting_for(tenant_id):
        ids = list(due(as_of).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        with acting_for(tenant_id):
            # The owners are told: read along, not one by one.
            rows = due(as_of).filter(pk__in=ids[start : start + CHUNK]).select_related("customer", "owner")
            some = run_many(rows, "pool", by=system(), once=f"recycle:{as_of}", follow=_after)
        outcome.done += some.done
        outcome.failed += some.failed
    return outcome


def due(as_of: date):
    """Untouched leads of which the owner was told in time."""
    told_by = start_of_day(as_of - timedelta(days=rule(POOL_WARNING_DAYS.key) - 1))
    return untouched(as_of).filter(warned_at__lt=told_by, last_touched_at__lt=F("warned_at"))


def _after(moved) -> None:
    """The last owners are told, and the search forgets the contacts."""
    search.index([lead for lead in moved if lead.contact_name])
    _tell("lead.pool_returned", [(lead.last_owner, lead) for lead in moved])


def _tell(kind: str, leads: list, **facts) -> None:
    """One notice for each owner, which names the first lead and counts the rest."""
    by_owner = defaultdict(list)
    for owner, lead in leads:
        by_owner[owner].append(lead)
    for owner, theirs in by_owner.items():
        first = theirs[0]
        named = {"number": first.number, "title": first.title, "more": len(theirs) - 1}
        notify([owner], kind, record=first, **named, **facts)
