"""Corrective actions: what the house mends of its own faults, by a day and with evidence (handbook §8)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.attention import close_todos, notify, todo
from core.bulk import run_many
from core.dates import local_day
from core.events import happened
from core.ids import one_of
from core.workflow import perform, serves
from receivables.chasing_forms import EvidenceForm, HandOnForm
from receivables.claim_states import ActionState, CauseCode
from receivables.forms import ReasonForm
from receivables.models import CorrectiveAction, LateCause
from receivables.services.people import House
from receivables.settings import CORRECTIVE_DAYS, CORRECTIVE_TOLD
from tenancy.actor import system
from tenancy.rules import rule

MEND, OVERDUE, ESCALATED = "corrective_action", "corrective_overdue", "corrective_escalated"
CLOSED_WITH_CAUSE = _l("The cause was taken back.")
# Who answers for a cause of ours: the deal's seat, else everybody with a role.
SEAT: dict[str, str] = {CauseCode.DELIVERY: "fr", CauseCode.QUALITY: "fr", CauseCode.CONTRACT_DISPUTE: "ar"}
ROLE: dict[str, str] = {CauseCode.DELIVERY: "planner", CauseCode.QUALITY: "service", CauseCode.PAPER_ERROR: "finance",
        CauseCode.CONTRACT_DISPUTE: "sales_manager"}  # fmt: skip
WHAT: dict[str, Promise] = {
    CauseCode.DELIVERY: _l("Deliver what is missing"),
    CauseCode.QUALITY: _l("Mend the quality problem"),
    CauseCode.PAPER_ERROR: _l("Correct the invoice or paper"),
    CauseCode.CONTRACT_DISPUTE: _l("Settle what the contract leaves open"),
}


def open_action(cause: LateCause, *, by, text: str = "", owner=None, due_on: date | None = None):
    """The task that a cause of ours opens. Raises ValidationError on a day gone by."""
    if due_on is not None and due_on < local_day():
        raise ValidationError({"due_on": _("The day must not be over.")})
    seat = SEAT.get(cause.code)
    owner_id = (
        owner.pk
        if owner
        else (cause.receivable.deal.seat(seat) if seat and cause.receivable.deal_id else None)
    )
    made = CorrectiveAction(
        cause=cause, receivable_id=cause.receivable_id, text=text or str(WHAT[cause.code]), owner_id=owner_id,
        role="" if owner_id else ROLE[cause.code], opened_on=local_day(),
        due_on=due_on or local_day() + timedelta(days=rule(CORRECTIVE_DAYS.key)),
        department_id=_department(owner_id), created_by_id=by.user_id,
    )  # fmt: skip
    made.save(force_insert=True)
    happened(
        made, "corrective_action.opened", by=by, text=made.text, due_on=made.due_on.isoformat(),
        number=cause.receivable.number,
    )  # fmt: skip
    _ask(made)
    return made


def _department(owner_id):
    return House().department_of(owner_id) if owner_id else None


def _ask(action) -> None:
    todo(
        action, MEND, user=action.owner, role=action.role, due_on=action.due_on, key=f"{action.pk}:{action.version}",
        customer=action.receivable.customer.name, number=action.receivable.number, text=action.text,
    )  # fmt: skip


@serves(CorrectiveAction, "finish", form=EvidenceForm)
def finish(action, *, by, evidence):
    """Mended; reminders to the customer go on, and the AR knows what to say."""
    action = perform(action, "finish", by=by, evidence=evidence)
    close_todos(action, MEND)
    receivable = action.receivable
    if receivable.owner_id:
        notify(
            [receivable.owner], "corrective_done", record=action, key=str(action.pk), text=action.text,
            customer=receivable.customer.name, number=receivable.number,
        )  # fmt: skip
    return action


@serves(CorrectiveAction, "hand_on", form=HandOnForm)
def hand_on(action, *, by, to, reason=""):
    """Somebody else mends it."""
    action = perform(action, "hand_on", by=by, to=to, reason=reason)
    close_todos(action, MEND)
    _ask(action)
    return action


@serves(CorrectiveAction, "drop", form=ReasonForm)
def drop(action, *, by, reason):
    """Nothing is left to mend."""
    action = perform(action, "drop", by=by, reason=reason)
    close_todos(action, MEND)
    return action


def end_actions(receivable_ids) -> None:
    """What is paid needs no mending for the money's sake."""
    rows = CorrectiveAction.objects.filter(one_of("receivable", receivable_ids), state=ActionState.OPEN)
    if not rows.exists():
        return
    outcome = run_many(
        rows.select_related("receivable"), "drop", by=system(), fields={"reason": _("Settled.")},
        follow=lambda done: [close_todos(one, MEND) for one in done],
    )  # fmt: skip
    for _pk, error in outcome.failed:
        raise error


def escalate_actions(as_of: date) -> int:
    """Tell owner and manager once of each action that is overdue, and the executives some days later."""
    late = CorrectiveAction.objects.filter(state=ActionState.OPEN, due_on__lt=as_of)
    house = House()
    rows = list(late.select_related("receivable__customer", "owner").order_by("due_on", "pk"))
    for one in rows:
        facts = {
            "customer": one.receivable.customer.name, "number": one.receivable.number, "text": one.text,
            "due_on": one.due_on.isoformat(),
        }  # fmt: skip
        told = {
            user.pk: user for user in house.managers_above(one.owner_id) or house.with_role("sales_manager")
        }
        told |= {one.owner_id: one.owner} if one.owner_id else {u.pk: u for u in house.with_role(one.role)}
        notify(told.values(), OVERDUE, record=one, key=f"{one.pk}:{one.due_on}", **facts)
        if one.opened_on + timedelta(days=rule(CORRECTIVE_TOLD.key)) < as_of:
            notify(house.with_role("executive"), ESCALATED, record=one, key=f"{one.pk}:{one.due_on}", **facts)
    return len(rows)
