"""The rhythm of reviews: A weekly, B every two weeks, C monthly (handbook §4). A move or a verification is a review."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from core.attention import close_todos, todo
from core.dates import local_day, moment
from leads.models import Lead
from leads.rules import review_days
from leads.states import IN_WORK, Level

DUE = "lead.review_due"
CHUNK = 500
# Level A is judged by the company, B by the department, C by the owner alone.
REVIEWERS = {Level.A: "executive", Level.B: "sales_manager"}


def due(as_of: date):
    """Owned leads in work whose review has come."""
    return Lead.objects.filter(state__in=IN_WORK, owner__isnull=False, review_due_on__lte=as_of)


def ask_for_reviews(as_of: date) -> int:
    """A to-do for the owner and for who judges the lead's level, once for each cycle; returns for how many leads."""
    give_rhythm(as_of)
    take_back_done(as_of)
    ids = list(due(as_of).filter(review_asked_at=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            _ask(Lead.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("owner"))
    return len(ids)


def _ask(leads: Iterable[Lead]) -> None:
    for lead in leads:
        Lead.objects.filter(pk=lead.pk).update(review_asked_at=moment())
        facts = {"number": lead.number, "title": lead.title, "level": lead.level_letter}
        key = f"{DUE}:{lead.pk}:{lead.review_due_on}"
        todo(lead, DUE, user=lead.owner, due_on=lead.review_due_on, key=key, **facts)
        if lead.level in REVIEWERS:
            role = REVIEWERS[Level(lead.level)]
            todo(lead, DUE, role=role, due_on=lead.review_due_on, key=f"{key}:{role}", **facts)


def review_done(lead: Lead) -> None:
    """The lead was judged: nobody is asked for it any more."""
    if lead.review_asked_at is not None:
        close_todos(lead, DUE)
        Lead.objects.filter(pk=lead.pk).update(review_asked_at=None)
        lead.review_asked_at = None


def take_back_done(as_of: date) -> None:
    """Close what was asked for leads that have been judged since, many at once or by the platform."""
    judged = Lead.objects.filter(review_asked_at__isnull=False)
    judged = judged.filter(Q(review_due_on=None) | Q(review_due_on__gt=as_of))
    for lead in judged.order_by("pk"):
        with transaction.atomic():
            review_done(lead)


def give_rhythm(as_of: date) -> None:
    """Leads in work without a day for their review get one: those that were there before there was a rhythm."""
    without = Lead.objects.filter(state__in=IN_WORK, owner__isnull=False, review_due_on=None)
    for level in Level:
        without.filter(level=level).update(review_due_on=as_of + timedelta(days=review_days(level)))


def sooner_review(lead: Lead, level: str) -> date:
    """The day of the next review after a change of level: no later than the new level's rhythm asks."""
    by_rhythm = local_day() + timedelta(days=review_days(level))
    return min(lead.review_due_on or by_rhythm, by_rhythm)
