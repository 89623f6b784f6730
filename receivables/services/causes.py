"""Why money is late: causes stated with amounts and evidence, reviewed by finance; ours open a task (handbook §8)."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money, base_minor
from core.workflow import perform, run, serves
from receivables.chasing_forms import RestateForm
from receivables.claim_states import CAUSES, OURS, ActionState
from receivables.forms import NoteForm, ReasonForm
from receivables.models import LateCause, Receivable
from receivables.services.corrective import CLOSED_WITH_CAUSE, open_action
from receivables.states import ReceivableState
from receivables.who import chasing
from tenancy.actor import system

# The to-do that dunning leaves where a cause is missing, and the review that finance owes.
WANTED, REVIEW, RETURNED = "dunning_cause", "cause_review", "cause_returned"


@transaction.atomic
def state_cause(
    receivable: Receivable, *, by, code: str, amount: Money | Decimal | None = None, evidence: str = "",
    found_on: date | None = None, action: str = "", owner=None, due_on: date | None = None,
) -> LateCause:  # fmt: skip
    """State why so much of a receivable is late; without an amount all that no cause explains yet.

    action, owner, due_on: of the corrective action that a cause of ours opens; by default the responsible seat's.
    Raises Denied, Blocked where it is not overdue, ValidationError.
    """
    receivable = Receivable.objects.select_for_update().get(pk=receivable.pk)
    if not chasing(receivable, by):
        raise Denied(chasing.sentence)
    if not receivable.days_overdue(local_day()):
        detail = _("{number} is not overdue.").format(number=receivable.number)
        raise Blocked([Blocker("not_overdue", detail, _("A cause explains money that is late."))])
    made = LateCause(
        receivable=receivable, code=code, amount=_amount(receivable, amount), currency=receivable.currency,
        found_on=found_on or local_day(), evidence=evidence, owner_id=by.user_id or receivable.owner_id,
        department_id=receivable.department_id, created_by_id=by.user_id,
    )  # fmt: skip
    made.amount_minor = base_minor(made.amount, made.currency, receivable.triggered_on)
    made.save(force_insert=True)
    happened(
        made, "cause.stated", by=by, number=receivable.number, amount=made.money.as_json(),
        cause=made.code, evidence=evidence,
    )  # fmt: skip
    if code in OURS:
        open_action(made, by=by, text=action, owner=owner, due_on=due_on)
    _ask_review(made)
    _if_explained(receivable)
    return made


def _amount(receivable, amount) -> Decimal:
    """At most what is open and not explained yet. Raises ValidationError."""
    rest = receivable.balance - explained(receivable)
    if amount is None:
        amount = rest
    elif isinstance(amount, Money):
        if amount.currency != receivable.currency:
            text = _("This receivable is in {currency}.").format(currency=receivable.currency)
            raise ValidationError({"amount": text})
        amount = amount.amount
    if amount <= 0 or amount > rest:
        text = _("{rest} of {number} is open without a cause.")
        raise ValidationError({"amount": text.format(rest=f"{rest:,.2f}", number=receivable.number)})
    return amount


def explained(receivable) -> Decimal:
    """How much of what is open has a cause that counts."""
    amounts = receivable.causes.filter(state__in=CAUSES).values_list("amount", flat=True)
    return min(sum(amounts, Decimal(0)), receivable.balance)


def _ask_review(cause: LateCause) -> None:
    todo(
        cause, REVIEW, role="finance", due_on=cause.as_of, key=f"{cause.pk}:{cause.version}",
        customer=cause.receivable.customer.name, number=cause.receivable.number, amount=cause.money.as_json(),
    )  # fmt: skip


def _if_explained(receivable) -> None:
    """Dunning's request is met once all that is open has a cause."""
    if explained(receivable) >= receivable.balance:
        close_todos(receivable, WANTED)


@serves(LateCause, "confirm", form=NoteForm)
def confirm(cause, *, by, note=""):
    """Finance agrees."""
    cause = perform(cause, "confirm", by=by, note=note)
    close_todos(cause, REVIEW)
    return cause


@serves(LateCause, "send_back", form=ReasonForm)
def send_back(cause, *, by, reason):
    """Whoever stated it looks again; its corrective action waits no longer."""
    cause = perform(cause, "send_back", by=by, reason=reason)
    close_todos(cause, REVIEW)
    _drop_actions(cause, reason)
    receivable = cause.receivable
    facts = {"customer": receivable.customer.name, "number": receivable.number, "reason": reason}
    todo(
        cause, RETURNED, user=cause.owner, role="" if cause.owner_id else "sales_manager", due_on=cause.as_of,
        key=f"{cause.pk}:{cause.version}", **facts,
    )  # fmt: skip
    if cause.owner_id:
        notify([cause.owner], RETURNED, record=cause, key=f"{cause.pk}:{cause.version}", **facts)
    return cause


@serves(LateCause, "restate", form=RestateForm)
def restate(cause, *, by, code, evidence):
    """Stated again, with better evidence or as another cause."""
    receivable = Receivable.objects.select_for_update().get(pk=cause.receivable_id)
    if cause.amount > receivable.balance - explained(receivable):
        raise ValidationError(_("Other causes explain this amount meanwhile; drop this one."))
    cause = perform(cause, "restate", by=by, code=code, evidence=evidence)
    close_todos(cause, RETURNED)
    if cause.is_ours:
        open_action(cause, by=by)
    _ask_review(cause)
    _if_explained(receivable)
    return cause


@serves(LateCause, "drop", form=ReasonForm)
def drop(cause, *, by, reason):
    """It was not the cause."""
    cause = perform(cause, "drop", by=by, reason=reason)
    close_todos(cause, REVIEW)
    close_todos(cause, RETURNED)
    _drop_actions(cause, reason)
    return cause


def _drop_actions(cause, reason) -> None:
    for action in cause.actions.filter(state=ActionState.OPEN):
        run(action, "drop", by=system(), fields={"reason": reason or CLOSED_WITH_CAUSE})


def needs_cause(receivable) -> bool:
    """Is a part of what is open still without a cause?"""
    return receivable.state == ReceivableState.OPEN and explained(receivable) < receivable.balance
