"""Order review, release, promise and start: what planning decides."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.errors import Blocked
from core.events import happened
from core.workflow import perform, serves
from customers.credit import AT_RELEASE, AT_SHIPMENT, lock_account
from customers.credit.sources import register_source
from customers.services import credit_cases
from delivery.forms import HoldForm, ReleaseForm, ScheduleForm
from delivery.guards import credit_of, not_counted_yet
from delivery.models import DeliveryOrder
from delivery.services.calling import call_is_answered
from delivery.states import COMMITTED, Material
from tenancy.models import User

PROMISED = "order.promised"
TO_SOURCE = "order.to_source"


@serves(DeliveryOrder, "submit_review")
def submit_review(order, *, by):
    """Put the order before planning."""
    return perform(order, "submit_review", by=by)


@serves(DeliveryOrder, "release", form=ReleaseForm)
def release(order, *, by, material="", review_note=""):
    """Let the order be made. Its value counts as exposure from here on, so the account is locked and asked again.

    material, review_note: what the review found; material to be sourced is planning's to-do until work starts.
    """
    order = perform(order, "release", by=by, material=material, review_note=review_note)
    ask_credit(order, AT_RELEASE, by=by)
    call_is_answered(order.deal)
    if material == Material.SOURCING:
        due_on = order.required_on or order.as_of
        todo(
            order,
            TO_SOURCE,
            role="planner",
            due_on=due_on,
            key=str(order.pk),
            number=order.number,
            note=review_note,
        )
    return order


def ask_credit(order, point, *, by, additional=Decimal(0)) -> None:
    """Ask the exposure engine under the account's lock: two releases can't both use the last of a limit.

    An order that is released already in this transaction has its value in the exposure that is asked; of a draft
    `additional` is. A credit case that lets it through is used up; what only warns is noted on the order.
    """
    lock_account(order.customer_id)
    answer = credit_of(order, point, additional)
    if answer.blockers:
        raise Blocked(answer.blockers)
    credit_cases.use(answer, by=by)
    credit_cases.warn(order, answer, by=by)
    if order.state in COMMITTED:
        credit_cases.close_for(order, by=by)


@serves(DeliveryOrder, "schedule", form=ScheduleForm)
def schedule(order, *, by, promised_on=None):
    """Promise a date; a new promise goes to the AR, who tells the customer. Raises ValidationError for a past day."""
    promised_on = promised_on or max(order.required_on or order.as_of, order.as_of)
    former = order.promised_on
    order = perform(order, "schedule", by=by, promised_on=promised_on)
    if promised_on < order.as_of:
        raise ValidationError({"promised_on": _("{day} is past.").format(day=promised_on)})
    if former not in (None, promised_on):
        happened(order, "order.promise_changed", by=by, former=str(former), promised_on=str(promised_on))
    _tell_ar(order)
    return order


def _tell_ar(order) -> None:
    ar = order.deal.seat("ar")
    if ar is not None:
        people = list(User.objects.filter(pk=ar))
        notify(people, PROMISED, record=order, number=order.number, promised_on=str(order.promised_on))


@serves(DeliveryOrder, "start")
def start(order, *, by):
    """Begin production: what was to be sourced is there."""
    order = perform(order, "start", by=by)
    close_todos(order, TO_SOURCE)
    return order


@serves(DeliveryOrder, "hold", form=HoldForm)
def hold(order, *, by, reason):
    """Stop work on the order."""
    return perform(order, "hold", by=by, reason=reason)


@serves(DeliveryOrder, "resume")
def resume(order, *, by):
    """Go on where the order was stopped; the customer's credit is asked again, since it may have shrunk meanwhile."""
    order = perform(order, "resume", by=by)
    ask_credit(order, AT_RELEASE, by=by)
    return order


register_source(
    DeliveryOrder,
    {"release": AT_RELEASE, "resume": AT_RELEASE, "ship": AT_SHIPMENT},
    lambda order, point: credit_of(order, point, not_counted_yet(order)),
)
