"""Dunning by hand: a level made before its day, one skipped, dunning stopped until a day; each with its reason."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from customers.credit import lock_accounts
from deals.models import Deal
from receivables.claim_states import StepOrigin
from receivables.models import DunningBlock, DunningStep, Receivable
from receivables.rules.dunning import is_blocked
from receivables.services.causes import needs_cause
from receivables.services.due_steps import READ, climbs_of, due_step, name_customers
from receivables.services.dunning import carry_out
from receivables.services.pauses import pauses_of
from receivables.services.people import House
from receivables.services.procedures import Procedures
from receivables.services.steps_in_sql import close_earlier, write_steps
from receivables.states import ReceivableState
from receivables.who import chasing, stopping


@transaction.atomic
def step_by_hand(receivable: Receivable, *, by, reason: str) -> DunningStep:
    """Make the next level today, before its day, with all that it does. Raises Denied, Blocked with what is missing."""
    receivable = _locked(receivable, by)
    step = _next(receivable, by, StepOrigin.MANUAL, reason)
    carry_out([step], step.made_on, House())
    return DunningStep.objects.get(pk=step.id)


@transaction.atomic
def skip_level(receivable: Receivable, *, by, reason: str) -> DunningStep:
    """Pass over the next level, which does nothing then; the one after comes on its own day. Raises Denied, Blocked."""
    receivable = _locked(receivable, by)
    step = _next(receivable, by, StepOrigin.SKIPPED, reason)
    write_steps([step.row])
    close_earlier([step])
    return DunningStep.objects.get(pk=step.id)


def _locked(receivable, by) -> Receivable:
    """Deal, credit account, receivable: the lock order of whatever a level may do."""
    if not chasing(receivable, by):
        raise Denied(chasing.sentence)
    Deal.objects.select_for_update().only("pk").get(pk=receivable.deal_id)
    lock_accounts({receivable.customer_id})
    return Receivable.objects.select_for_update().get(pk=receivable.pk)


def _next(receivable, by, how, reason):
    today = local_day()
    found = standing(receivable, today)
    if found["blockers"]:
        raise Blocked(found["blockers"])
    row = {name: getattr(receivable, name) for name in READ} | {"receivable_id": receivable.pk}
    step = due_step(
        row, found["next"], found["ladder"], receivable.days_overdue(today), today, found["pauses"], how=how,
        reason=reason[:300], by_id=by.user_id,
    )  # fmt: skip
    name_customers([step])
    return step


def standing(receivable: Receivable, day: date) -> dict:
    """Where an item stands on its ladder, what comes next, and what holds the next level back."""
    ladder = Procedures(day, receivable.customer_id).of(receivable.pk, receivable.customer_id)
    climb = climbs_of({receivable.pk: receivable.cycle})[receivable.pk]
    pauses = pauses_of({receivable.pk: receivable.customer_id}, day, day).get(receivable.pk, [])
    following = ladder.after(climb.done, receivable.balance_minor)
    return {
        "ladder": ladder, "done": climb.done, "last_on": climb.last_on, "pauses": pauses, "next": following,
        "blockers": _holding_back(receivable, day, ladder, climb, pauses, following),
    }  # fmt: skip


def _holding_back(receivable, day, ladder, climb, pauses, following) -> list[Blocker]:
    if receivable.state != ReceivableState.OPEN or not receivable.days_overdue(day):
        detail = _("{number} is not overdue.").format(number=receivable.number)
        return [Blocker("not_overdue", detail, _("Levels begin the day after the due date."))]
    found = []
    if following is None:
        found.append(
            Blocker("last_level", _("{number} stands on the last level.").format(number=receivable.number))
        )
    if climb.last_on == day:
        found.append(Blocker("one_a_day", _("A level was made today already."), _("Go on tomorrow.")))
    if is_blocked(pauses, day):
        found.append(Blocker("blocked", _("Dunning is stopped."), _("Lift the block first.")))
    now = next((one for one in ladder.levels if one.level == climb.done), None)
    if now is not None and now.does.needs_cause and needs_cause(receivable):
        found.append(
            Blocker("cause", _("Why it is late has not been stated."), _("State the cause, then go on."))
        )
    return found


@transaction.atomic
def block(*, by, until: date, reason: str, receivable=None, customer=None) -> DunningBlock:
    """Stop dunning of a receivable, or of all that a customer owes, until a day. Raises Denied, ValidationError."""
    if (receivable is None) == (customer is None):
        raise ValidationError({"receivable": _("Name a receivable or a customer.")})
    _check_may(by, receivable, customer)
    if until < local_day():
        raise ValidationError({"until": _("The day must not be over.")})
    made = DunningBlock(
        receivable=receivable, customer=customer, from_on=local_day(), until=until, reason=reason[:300],
        created_by_id=by.user_id,
    )  # fmt: skip
    made.save(force_insert=True)
    happened(
        receivable or customer, "dunning.blocked", by=by, until=until.isoformat(), reason=reason,
        block=str(made.pk),
    )  # fmt: skip
    return made


@transaction.atomic
def unblock(found: DunningBlock, *, by, reason: str = "") -> DunningBlock:
    """Dunning goes on: the next level comes on its day, or tomorrow where that is over. Raises Denied, Blocked."""
    found = DunningBlock.objects.select_for_update().get(pk=found.pk)
    _check_may(by, found.receivable, found.customer)
    if found.lifted_on is not None or found.until < local_day():
        raise Blocked([Blocker("over", _("This block is over."))])
    found.lifted_on, found.lifted_by_id = local_day(), by.user_id
    found.save()
    happened(
        found.receivable or found.customer, "dunning.unblocked", by=by, reason=reason, block=str(found.pk)
    )
    return found


def _check_may(by, receivable, customer) -> None:
    allowed = chasing(receivable, by) if receivable is not None else stopping(customer, by)
    if not allowed:
        raise Denied(chasing.sentence)
