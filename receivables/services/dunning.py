"""Overdue escalation: one level per receivable, cycle and local day, in order (handbook §8, decision 25).

Repeatable and safe to kill: each chunk is a transaction of its own, its rows are locked, and what is on record is
not done again. Row locks skip receivables that somebody is paying right now; the next run finds them.
"""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from core.tenancy import acting_for
from customers.credit import lock_accounts
from customers.services.credit import place_holds
from customers.services.standing import freeze_overdue
from receivables.models import DunningStep, Letter, Receivable
from receivables.services import holds, telling
from receivables.services.due_steps import lock_due, next_level
from receivables.services.letters import letters_for
from receivables.services.levels import ladder
from receivables.services.people import House
from receivables.services.steps_in_sql import write_steps
from receivables.settings import FREEZE_LEVEL, HOLD_LEVEL
from tenancy.actor import system
from tenancy.rules import rule

log = logging.getLogger(__name__)
CHUNK = 500
# Only the first two levels speak to the customer; later ones act in the house.
LAST_REMINDER = 2


@dataclass
class Plan:
    """What a run goes by, read once: the ladder, the levels that hold and freeze, and the people to tell."""

    levels: list[tuple[int, int]]
    hold: int
    freeze: int
    house: House


@dataclass
class Outcome:
    """What a run did: steps written, receivables that failed with their error."""

    steps: int = 0
    failed: list = field(default_factory=list)


def escalate(tenant_id, as_of: date) -> Outcome:
    """Write every step that is due in a tenant on its day `as_of`; a second run of the day changes nothing."""
    outcome = Outcome()
    with acting_for(tenant_id):
        due = due_for_escalation(as_of)
        plan = Plan(ladder(), rule(HOLD_LEVEL.key), rule(FREEZE_LEVEL.key), House())
    for start in range(0, len(due), CHUNK):
        _chunk(tenant_id, due[start : start + CHUNK], as_of, plan, outcome)
    return outcome


def due_for_escalation(as_of: date) -> list:
    """Ids of receivables whose next level is due and which had no step that day, customer by customer."""
    steps, overdue = ladder(), Receivable.objects.overdue(as_of).filter(balance__gt=0)
    seen = DunningStep.objects.filter(receivable__in=overdue).values("receivable_id")
    done = dict(
        seen.filter(cycle=F("receivable__cycle"))
        .annotate(top=Max("level"))
        .values_list("receivable_id", "top")
    )
    today = set(seen.filter(made_on=as_of).values_list("receivable_id", flat=True))
    rows = overdue.order_by("customer_id", "pk").values_list("pk", "due_on")
    return [
        pk
        for pk, due_on in rows
        if pk not in today and next_level(steps, done.get(pk, 0), (as_of - due_on).days)
    ]


def _chunk(tenant_id, ids, as_of, plan, outcome) -> None:
    """One transaction; when it fails it is split until the bad row stands alone and is reported."""
    try:
        with acting_for(tenant_id), transaction.atomic():
            outcome.steps += escalate_rows(ids, as_of, plan)
    except Exception as error:
        if len(ids) == 1:
            log.exception("dunning of receivable %s failed", ids[0])
            outcome.failed.append((ids[0], error))
            return
        middle = len(ids) // 2
        _chunk(tenant_id, ids[:middle], as_of, plan, outcome)
        _chunk(tenant_id, ids[middle:], as_of, plan, outcome)


def escalate_rows(ids, as_of: date, plan: Plan) -> int:
    """Write the due steps of these receivables and what follows from them. Returns how many."""
    _lock_accounts_to_freeze(ids, as_of, plan)
    steps = lock_due(ids, as_of, plan.levels)
    if steps:
        _attach_letters(steps, as_of)
        write_steps(steps)
        _act(steps, plan)
        telling.tell(steps, plan.house)
    return len(steps)


def _lock_accounts_to_freeze(ids, as_of, plan) -> None:
    """Credit accounts come before receivables in the lock order: take those that a freeze will need."""
    days = dict(plan.levels).get(plan.freeze)
    if days is None:
        return
    late = Receivable.objects.open().filter(pk__in=ids, due_on__lte=as_of - timedelta(days=days))
    customers = set(late.filter(customer__frozen=False).values_list("customer_id", flat=True))
    if customers:
        lock_accounts(customers)


def _attach_letters(steps, as_of) -> None:
    """The customer's one letter of the next working day takes its items' steps; paused ones stay in the house."""
    speaking = [step for step in steps if step.level <= LAST_REMINDER and not step.is_paused]
    letters = letters_for({step.customer_id for step in speaking}, Letter.Kind.REMINDER, as_of)
    for step in speaking:
        step.letter_id = letters[step.customer_id]


def _act(steps, plan) -> None:
    """Hold shipments and freeze, by level (handbook §8)."""
    held, frozen = _reached(steps, plan.hold), _reached(steps, plan.freeze)
    if held:
        place_holds(held, key=holds.KEY, by=system())
    if frozen:
        freeze_overdue(frozen)


def _reached(steps, level) -> dict:
    """{customer: the words for its most overdue step of exactly this level}."""
    reached = sorted((step for step in steps if step.level == level), key=lambda step: step.days_overdue)
    return {step.customer_id: _reason(step) for step in reached}


def _reason(step) -> str:
    return _("{number} is {days} days overdue").format(number=step.number, days=step.days_overdue)
