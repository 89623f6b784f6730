"""Acceptance, the end of an order, and the end of its warranty."""

from decimal import Decimal

from core.attention import close_todos
from core.dates import months_after
from core.events import happened
from core.workflow import judge, lock, perform, serves
from deals.services import record_accepted, record_cancelled
from deals.states import Trigger
from delivery.forms import AcceptForm, CancelForm
from delivery.models import Acceptance, AcceptanceLine, DeliveryOrder
from delivery.quantities import step_value
from delivery.services.calling import call_for_orders
from delivery.services.shipping import chosen, done_before, not_to_come, tell
from delivery.states import COMMITTED


@serves(DeliveryOrder, "accept", form=AcceptForm)
def accept(order, *, by, accepted_on=None, quantities=None, certificate="", signed_by=""):
    """Record an acceptance certificate; the order is accepted when nothing of it is left to accept.

    quantities: {contract line id or order line id: Decimal}; None accepts everything that was shipped.
    Raises ValidationError for a day to come, or more than was shipped.
    """
    order = lock(order)
    judge(order, "accept", by=by)
    accepted_on = not_to_come("accepted_on", accepted_on or order.as_of, order)
    parts = chosen(order, quantities, "left_to_accept")
    order = perform(
        order, "accept" if _completes(order, parts) else "accept_part", by=by, accepted_on=accepted_on
    )
    acceptance = _certificate(order, accepted_on, certificate, signed_by, by=by)
    value = _accepted(acceptance, parts)
    tell(order, Trigger.ACCEPTED, value, on=accepted_on, key=f"accepted:{acceptance.pk}", by=by)
    record_accepted(order.agreement, {line.contract_line_id: quantity for line, quantity in parts}, by=by)
    return order


def _completes(order, parts) -> bool:
    """Is nothing left to ship or to accept once these parts are accepted?"""
    taken = {line.pk: quantity for line, quantity in parts}
    return all(line.accepted_quantity + taken.get(line.pk, 0) >= line.quantity for line in order.lines.all())


def _certificate(order, accepted_on, certificate, signed_by, *, by) -> Acceptance:
    return Acceptance.objects.create(
        order=order,
        accepted_on=accepted_on,
        certificate=certificate,
        signed_by=signed_by,
        recorded_by_id=by.user_id,
        created_by_id=by.user_id,
        warranty_ends_on=months_after(accepted_on, order.agreement.warranty_months),
    )


def _accepted(acceptance, parts) -> Decimal:
    """Write the accepted quantities; returns what they are worth, tax included."""
    value = Decimal(0)
    for line, quantity in parts:
        value += step_value(line.contract_line, done_before(line, "accepted_quantity"), quantity)
        line.accepted_quantity += quantity
        line.save()
        AcceptanceLine.objects.create(acceptance=acceptance, order_line=line, quantity=quantity)
    return value


@serves(DeliveryOrder, "close")
def close(order, *, by):
    """Close an order that is accepted whole."""
    return perform(order, "close", by=by)


@serves(DeliveryOrder, "cancel", form=CancelForm)
def cancel(order, *, by, reason, drop_quantities=False):
    """Call the order off; its quantities can be ordered again, or fall away where the customer no longer wants them."""
    was_promised = order.state in COMMITTED
    order = perform(order, "cancel", by=by, reason=reason)
    close_todos(order)
    if drop_quantities:
        dropped = {line.contract_line_id: line.quantity for line in order.lines.all()}
        record_cancelled(order.agreement, dropped, by=by)
        happened(order, "order.quantities_dropped", by=by, number=order.number)
    if was_promised:
        call_for_orders(order.deal, cancelled=order)
    return order


def end_warranty(acceptance: Acceptance, *, by) -> None:
    """The warranty of what a certificate names is over: the `warranty_end` trigger, once."""
    acceptance = Acceptance.objects.select_for_update().get(pk=acceptance.pk)
    if acceptance.warranty_triggered:
        return
    value = Decimal(0)
    for part in acceptance.lines.select_related("order_line__contract_line__agreement"):
        value += step_value(part.order_line.contract_line, _ended_before(part), part.quantity)
    acceptance.warranty_triggered = True
    acceptance.save()
    order = acceptance.order
    happened(order, "order.warranty_ended", by=by, ended_on=str(acceptance.warranty_ends_on))
    key = f"warranty_end:{acceptance.pk}"
    tell(order, Trigger.WARRANTY_END, value, on=acceptance.warranty_ends_on, key=key, by=by)


def _ended_before(part) -> Decimal:
    rows = AcceptanceLine.objects.filter(
        order_line__contract_line=part.order_line.contract_line_id, acceptance__warranty_triggered=True
    )
    return sum(rows.values_list("quantity", flat=True), Decimal(0))
