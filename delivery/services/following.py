"""What an amendment does to orders that are released and to warranties that run: they follow the terms in force."""

from core.dates import months_after
from core.events import happened
from delivery.models import Acceptance, DeliveryOrder, OrderLine
from delivery.quantities import order_value
from delivery.states import UNDER_WAY, OrderState


def follow_prices(agreement, *, by) -> list[DeliveryOrder]:
    """Released orders take over the prices agreed anew; a draft's owner is asked to save its lines again.

    Returns the orders that are worth more now.
    """
    dearer = []
    orders = DeliveryOrder.objects.filter(agreement=agreement, state__in=(*UNDER_WAY, OrderState.ON_HOLD))
    for order in orders.select_for_update().order_by("pk"):
        stale = [
            line
            for line in order.lines.select_related("contract_line")
            if line.unit_price != line.contract_line.unit_price
        ]
        before = order.amount
        if stale:
            _reprice(order, stale, by=by)
        if order.amount > before:
            dearer.append(order)
    return dearer


def _reprice(order, lines, *, by) -> None:
    for line in lines:
        line.unit_price = line.contract_line.unit_price
    OrderLine.objects.bulk_update(lines, ["unit_price"])
    order.amount = order_value(order)
    order.save()
    happened(order, "order.repriced", by=by, number=order.number)


def follow_warranty(agreement) -> None:
    """A warranty that still runs ends by the months agreed anew."""
    running = list(Acceptance.objects.filter(order__agreement=agreement, warranty_triggered=False))
    for acceptance in running:
        acceptance.warranty_ends_on = months_after(acceptance.accepted_on, agreement.warranty_months)
    Acceptance.objects.bulk_update(running, ["warranty_ends_on"])
