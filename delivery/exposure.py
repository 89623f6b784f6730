"""What released orders add to a customer's exposure, and what delivery asks before a contract closes."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.guards import Blocker
from core.money import from_minor
from core.tenancy import current_tenant
from customers.credit import RELEASED, register_exposure
from deals.closing import register_check
from delivery.models import DeliveryOrder
from delivery.quantities import left_to_order, short
from delivery.states import COMMITTED, ENDED


def released(customer_ids):
    """(customer, agreement, label, released order value incl. tax in the tenant's currency) per contract."""
    rows = (
        DeliveryOrder.objects.filter(
            customer_id__in=customer_ids, state__in=COMMITTED, agreement__is_over=False
        )
        .values("customer_id", "agreement_id", "agreement__number")
        .annotate(minor=Sum("amount_minor"))
        .order_by("agreement__number")
    )
    currency = current_tenant().currency
    for row in rows:
        label = _("Contract {number}: released, not yet billed").format(number=row["agreement__number"])
        yield row["customer_id"], row["agreement_id"], label, from_minor(row["minor"], currency)


def closing_check(deal) -> list[Blocker]:
    """Every order closed or cancelled, and no contracted quantity without one."""
    orders = DeliveryOrder.objects.filter(deal=deal).exclude(state__in=ENDED).order_by("number")
    found = [_open_order(order) for order in orders]
    for agreement in deal.agreements.filter(is_over=False):
        found += [_not_delivered(line, left) for line, left in left_to_order(agreement)]
    return found


def _open_order(order) -> Blocker:
    detail = _("Order {number} is in state “{state}”.").format(
        number=order.number, state=order.get_state_display()
    )
    return Blocker("order_open", detail, _("Close or cancel it."), order.get_absolute_url())


def _not_delivered(line, left: Decimal) -> Blocker:
    detail = _("“{line}”: {left} of the contract are neither ordered nor cancelled.")
    fix = _("Order them, or amend the contract.")
    return Blocker("quantity_open", detail.format(line=line.description, left=short(left)), fix)


register_exposure(RELEASED, released)
register_check(closing_check)
