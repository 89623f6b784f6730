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

from core.ids import Ids, one_of
from core.prepared import plan_anew
from core.tenancy import acting_for
from customers.credit import lock_accounts
from customers.services.credit import place_holds
from customers.services.standing import freeze_overdue
from receivables.models import DunningStep, Letter, Receivable
from receivables.services import holds
from receivables.services.due_steps import lock_due
from receivables.services.follow_up import ask_follow_up
from receivables.services.letters import letters_for
from receivables.services.pauses import blocked_on
from receivables.services.people import House
from receivables.services.procedures import Procedures
from receivables.services.steps_in_sql import close_earlier, write_steps
from receivables.services.telling import words_of
from tenancy.actor import system

log = logging.getLogger(__name__)
# Each transaction asks and writes the same few dozen statements, whatever it has to do.
CHUNK = 1000


@dataclass
class Plan:
    """What a run goes by, read once: whose ladder is which, and the people to tell."""

    procedures: Procedures
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
        plan = Plan(Procedures(as_of), House())
        due = due_for_escalation(as_of, plan.procedures)
    for start in range(0, len(due), CHUNK):
        _chunk(tenant_id, due[start : start + CHUNK], as_of, plan, outcome)
    return outcome


def due_for_escalation(as_of: date, procedures: Procedures | None = None) -> list:
    """Ids of receivables whose next level is due and which had no step that day, customer by customer."""
    procedures, overdue = (
        procedures or Procedures(as_of),
        Receivable.objects.overdue(as_of).filter(balance__gt=0),
    )
    seen = DunningStep.objects.filter(receivable__in=overdue).values("receivable_id")
    top = seen.filter(cycle=F("receivable__cycle")).annotate(top=Max("level"))
    done = dict(top.values_list("receivable_id", "top"))
    today = set(seen.filter(made_on=as_of).values_list("receivable_id", flat=True))
    items, customers = blocked_on(as_of)
    rows = overdue.order_by("customer_id", "pk").values_list("pk", "customer_id", "due_on", "balance_minor")
    return [
        pk
        for pk, customer, due_on, minor in rows
        if pk not in today
        and pk not in items
        and customer not in customers
        and procedures.of(pk, customer).due(done.get(pk, 0), (as_of - due_on).days, minor)
    ]


def _chunk(tenant_id, ids, as_of, plan, outcome) -> None:
    """One transaction; when it fails it is split until the bad row stands alone and is reported."""
    try:
        with acting_for(tenant_id), transaction.atomic():
            plan_anew()
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
    asked = Ids(ids)
    _lock_accounts_to_freeze(asked, as_of, plan)
    steps = lock_due(asked, as_of, plan.procedures)
    carry_out(steps, as_of, plan.house)
    return len(steps)


def carry_out(steps, as_of: date, house: House) -> None:
    """Write these steps; their letters, holds, freezes, to-dos and notices in the same transaction, the rest after."""
    if not steps:
        return
    _attach_letters(steps, as_of)
    # The chase of the level before is over: one item has one open step.
    close_earlier([step for step in steps if step.level > 1])
    write_steps([step.row | words_of(step, house) for step in steps], mailed=house.addressed)
    _act(steps)
    ask_follow_up(steps)


def _lock_accounts_to_freeze(ids, as_of, plan) -> None:
    """Credit accounts come before receivables in the lock order: take those that a freeze will need."""
    days = plan.procedures.freezing_days()
    if days is None:
        return
    late = Receivable.objects.open().filter(one_of("pk", ids), due_on__lte=as_of - timedelta(days=days))
    customers = set(late.filter(customer__frozen=False).values_list("customer_id", flat=True))
    if customers:
        lock_accounts(customers)


def _attach_letters(steps, as_of) -> None:
    """The customer's one letter of the next working day takes its items' steps; what rests stays in the house."""
    speaking = [step for step in steps if step.does.letter and not step.is_paused]
    letters = letters_for({step.customer_id for step in speaking}, Letter.Kind.REMINDER, as_of)
    for step in speaking:
        step.letter_id = letters[step.customer_id]


def _act(steps) -> None:
    """Hold shipments and freeze, by what the level does (handbook §8)."""
    held, frozen = _reached(steps, "holds"), _reached(steps, "freezes")
    if held:
        place_holds(held, key=holds.KEY, by=system())
    if frozen:
        freeze_overdue(frozen)


def _reached(steps, what: str) -> dict:
    """{customer: the words for its most overdue step of a level that does this}."""
    doing = [step for step in steps if getattr(step.does, what)]
    return {step.customer_id: reason_of(step) for step in sorted(doing, key=lambda step: step.days_overdue)}


def reason_of(step) -> str:
    """Why a level acts, in words."""
    return _("{number} is {days} days overdue").format(number=step.number, days=step.days_overdue)
