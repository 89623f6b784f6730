"""Shipment, receipt and installation; shipping and receiving trigger instalments in proportion (decision 20)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.events import happened
from core.form_fields import pointed
from core.guards import Blocker
from core.workflow import lock, perform, serves
from customers.credit import AT_SHIPMENT
from deals.signals import trigger_happened
from deals.states import Trigger
from delivery.forms import InstallForm, ShipForm
from delivery.models import DeliveryOrder, OrderLine, Shipment, ShipmentLine
from delivery.models.order import BY_DELIVERY
from delivery.quantities import short, step_value
from delivery.services.planning import ask_credit


@serves(DeliveryOrder, "ship", form=ShipForm)
def ship(order, *, by, shipped_on=None, carrier="", tracking="", quantities=None):
    """Record that goods left the house. Raises ValidationError for a day to come or more than is left.

    quantities: {contract line id or order line id: Decimal}; None ships everything that is left.
    """
    shipped_on = shipped_on or order.as_of
    told = {"carrier": carrier, "tracking": tracking or "–"}
    order = perform(order, "ship", by=by, shipped_on=shipped_on, facts_=told)
    not_to_come("shipped_on", shipped_on, order)
    ask_credit(order, AT_SHIPMENT, by=by)
    parts = chosen(order, quantities, "left_to_ship")
    shipment = Shipment.objects.create(
        order=order, carrier=carrier, tracking=tracking, shipped_on=shipped_on, created_by_id=by.user_id
    )
    value = Decimal(0)
    for line, quantity in parts:
        value += step_value(line.contract_line, done_before(line, "shipped_quantity"), quantity)
        line.shipped_quantity += quantity
        line.save()
        ShipmentLine.objects.create(shipment=shipment, order_line=line, quantity=quantity)
    tell(order, Trigger.SHIPPED, value, on=shipped_on, key=f"shipped:{shipment.pk}", by=by)
    return order


@transaction.atomic
def record_receipt(order: DeliveryOrder, *, by, received_on, received_by="", shipment=None) -> Shipment:
    """The customer dated and signed the receipt 收货回执 of a shipment: the `delivered` trigger.

    Raises Denied, Blocked (nothing waits for a receipt), ValidationError (a day that does not fit).
    """
    order = lock(order)
    if not BY_DELIVERY(order, by):
        raise Denied(BY_DELIVERY.sentence)
    found = _awaited(order, shipment)
    not_to_come("received_on", received_on, order)
    if received_on < found.shipped_on:
        raise ValidationError({"received_on": _("It left on {day} only.").format(day=found.shipped_on)})
    found.received_on, found.received_by = received_on, received_by
    found.save()
    happened(order, "order.received", by=by, received_on=str(received_on), tracking=found.tracking)
    tell(order, Trigger.DELIVERED, _value(found), on=received_on, key=f"delivered:{found.pk}", by=by)
    return found


@serves(DeliveryOrder, "install", form=InstallForm)
def install(order, *, by, installed_on=None):
    """Record that the goods stand and run at the customer's."""
    installed_on = installed_on or order.as_of
    order = perform(order, "install", by=by, installed_on=installed_on)
    not_to_come("installed_on", installed_on, order)
    return order


def _awaited(order, shipment_id) -> Shipment:
    waiting = order.shipments.select_for_update().filter(received_on=None)
    found = (
        waiting.filter(pk=shipment_id).first()
        if shipment_id
        else waiting.order_by("-shipped_on", "-id").first()
    )
    if found is None:
        raise Blocked([Blocker("no_shipment", _("No shipment of this order waits for a receipt."))])
    return found


def _value(shipment) -> Decimal:
    """What the shipment carried, tax included; receipts of one line add up as its shipments do."""
    value = Decimal(0)
    for part in shipment.lines.select_related("order_line__contract_line__agreement"):
        line = part.order_line.contract_line
        earlier = ShipmentLine.objects.filter(
            order_line__contract_line=line, shipment__received_on__isnull=False
        )
        before = earlier.exclude(shipment=shipment).aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
        value += step_value(line, before, part.quantity)
    return value


# --- shared with acceptance -----------------------------------------------------------------------------------------


def not_to_come(field: str, day, order):
    """The day, which must not lie in the future of the order's tenant."""
    if day > order.as_of:
        raise ValidationError({field: _("{day} is still to come.").format(day=day)})
    return day


def chosen(order, quantities, left: str) -> list[tuple]:
    """[(order line, quantity)] to ship or accept, above 0 and at most what `left` says is left of the line.

    quantities: {contract line id or order line id: Decimal}; None takes all that is left. Raises ValidationError.
    """
    lines = list(order.lines.select_related("contract_line__agreement").select_for_update(of=("self",)))
    if quantities is None:
        return [(line, getattr(line, left)) for line in lines if getattr(line, left) > 0]
    named = {line.contract_line_id: line for line in lines} | {line.pk: line for line in lines}
    errors = [_problem(key, quantity, named.get(key), left) for key, quantity in quantities.items()]
    if errors := [error for error in errors if error]:
        raise ValidationError({"quantities": errors})
    parts = [(named[key], quantity) for key, quantity in quantities.items() if quantity > 0]
    if not parts:
        raise ValidationError({"quantities": _("Name a quantity of at least one line.")})
    return parts


def _problem(key, quantity, line, left):
    if line is None:
        return pointed(_("The order has no such line."), key)
    if quantity > getattr(line, left):
        text = _("“{line}”: {left} are left, not {quantity}.").format(
            line=line.contract_line.description, left=short(getattr(line, left)), quantity=short(quantity)
        )
        return pointed(text, key)
    return None


def done_before(line, column: str) -> Decimal:
    """How much of the contract line all orders have shipped or accepted so far."""
    rows = OrderLine.objects.filter(contract_line=line.contract_line_id)
    return rows.aggregate(sum=Sum(column))["sum"] or Decimal(0)


def tell(order, trigger, value, *, on, key, by) -> None:
    """Tell the other stages what happened and what it is worth."""
    trigger_happened.send(
        type(order.agreement), agreement=order.agreement, trigger=trigger, value=value, on=on, key=key, by=by
    )
