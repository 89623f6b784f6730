"""How much of a contract line is ordered, shipped, accepted and left, and what that is worth."""

from decimal import Decimal

from django.apps import apps
from django.db.models import Sum

from core.money import Money, base_amount, round_money
from delivery.states import COMMITTED


def short(quantity: Decimal) -> str:
    """A quantity without trailing zeros: 2.5000 → 2.5."""
    return f"{Decimal(quantity).normalize():f}"


def ordered_by_line(agreement_id, *, without=None) -> dict:
    """{contract line id: quantity} over the agreement's orders that are released and not cancelled.

    without: an order that is left out, because it is being judged.
    """
    lines = apps.get_model("delivery", "OrderLine").objects.filter(
        order__agreement_id=agreement_id, order__state__in=COMMITTED
    )
    if without is not None:
        lines = lines.exclude(order=without)
    sums = lines.values("contract_line").annotate(quantity=Sum("quantity"))
    return {row["contract_line"]: row["quantity"] for row in sums}


def contracted(line) -> Decimal:
    """What the contract still obliges us to deliver of a line, delivered quantities included."""
    return line.quantity - line.cancelled_quantity


def over_ordered(order) -> list[tuple]:
    """[(contract line, ordered over all orders, contracted, left for this order)] where more is ordered than agreed."""
    others = ordered_by_line(order.agreement_id, without=order)
    found = []
    for row in order.lines.select_related("contract_line"):
        line, elsewhere = row.contract_line, others.get(row.contract_line_id, Decimal(0))
        if elsewhere + row.quantity > contracted(line):
            left = max(contracted(line) - elsewhere, Decimal(0))
            found.append((line, elsewhere + row.quantity, contracted(line), left))
    return found


def left_to_order(agreement) -> list[tuple]:
    """[(contract line, quantity that no order covers)] of the lines that still need an order."""
    ordered = ordered_by_line(agreement.pk)
    rows = [
        (line, contracted(line) - ordered.get(line.pk, Decimal(0)))
        for line in agreement.lines.filter(is_removed=False, is_deliverable=True).select_related("product")
    ]
    return [(line, left) for line, left in rows if left > 0]


def value_of(line, quantity: Decimal) -> Decimal:
    """What `quantity` of a contract line is worth, tax included, in the minor unit."""
    return round_money(line.value_of(quantity), line.agreement.currency)


def step_value(line, before: Decimal, quantity: Decimal) -> Decimal:
    """What the next `quantity` is worth after `before`: the steps add up to the line's total to the cent."""
    return value_of(line, before + quantity) - value_of(line, before)


def order_value(order) -> Decimal:
    """The order's value, tax included, in the contract's currency."""
    rows = order.lines.select_related("contract_line__agreement")
    return sum((value_of(row.contract_line, row.quantity) for row in rows), Decimal(0))


def order_value_base(order) -> Decimal:
    """The same in the tenant's currency, at the rate of the day acted on."""
    return base_amount(Money(order.amount, order.currency), order.as_of)
