"""Promise something to a customer, keep it or not; remind whoever has to keep it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.errors import Denied
from core.events import happened
from core.workflow import edit, perform, serves
from customers.forms.moves import KeptForm, ReasonForm
from customers.models import Commitment, Customer
from customers.models.commitment import ANSWERING
from customers.states import CommitmentState
from tenancy.roles import Right, may

# The to-do of whoever has to keep it, and the notice once its day is over.
KEEP, OVERDUE = "commitment_due", "commitment_overdue"


@transaction.atomic
def commit(
    *, by, customer: Customer, text: str, due_on: date, contact=None, visit=None, owner=None
) -> Commitment:
    """Note a promise; it becomes a to-do of its owner. Raises Denied, ValidationError."""
    if not by.can(Right.VISIT_LOG):
        raise Denied(may(Right.VISIT_LOG).sentence)
    for name, other in (("contact", contact), ("visit", visit)):
        if other is not None and other.customer_id != customer.pk:
            raise ValidationError({name: _("This belongs to another customer.")})
    made = Commitment(
        customer=customer, contact=contact, visit=visit, text=text, due_on=due_on,
        owner_id=owner.pk if owner else by.user_id, department_id=by.department_id, created_by_id=by.user_id,
    )  # fmt: skip
    made.save(force_insert=True)
    happened(made, "commitment.made", by=by, text=text, due_on=due_on.isoformat())
    _remind(made)
    return made


@transaction.atomic
def change_commitment(
    commitment: Commitment, *, by, expected_version: int | None = None, **values
) -> Commitment:
    """Another wording, day or owner, while it is open; the to-do moves along. Raises Denied, Stale, ValidationError."""
    if commitment.state != CommitmentState.PENDING:
        raise ValidationError(_("Only an open commitment can be changed."))
    changed = edit(commitment, by=by, right=ANSWERING, expected_version=expected_version, **values)
    if changed.version != commitment.version:
        remind_anew(changed)
    return changed


def remind_anew(commitment: Commitment) -> None:
    """The promise's to-do for whoever has to keep it now, in the words and with the day that hold now."""
    close_todos(commitment, KEEP)
    _remind(commitment)


def _remind(commitment: Commitment) -> None:
    todo(
        commitment, KEEP, user=commitment.owner, due_on=commitment.due_on,
        key=f"{commitment.pk}:{commitment.version}", customer=commitment.customer.name, text=commitment.text,
    )  # fmt: skip


@serves(Commitment, "keep", form=KeptForm)
def keep(commitment, *, by, kept_on):
    """The promise was kept on this day."""
    kept = perform(commitment, "keep", by=by, kept_on=kept_on)
    close_todos(kept, KEEP)
    return kept


@serves(Commitment, "give_up", form=ReasonForm)
def give_up(commitment, *, by, reason):
    """The promise will not be kept."""
    broken = perform(commitment, "give_up", by=by, reason=reason)
    close_todos(broken, KEEP)
    return broken


def tell_overdue(as_of: date) -> int:
    """Tell owner and customer's owner once of each promise whose day is over; a second run tells nobody again."""
    late = Commitment.objects.filter(state=CommitmentState.PENDING, due_on__lt=as_of)
    count = 0
    for one in late.select_related("owner", "customer__owner").order_by("due_on", "pk"):
        people = {person.pk: person for person in (one.owner, one.customer.owner) if person is not None}
        facts = {"customer": one.customer.name, "text": one.text, "due_on": one.due_on.isoformat()}
        notify(people.values(), OVERDUE, record=one, key=f"{one.pk}:{one.due_on}", **facts)
        count += 1
    return count
