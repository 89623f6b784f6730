"""Orders for tests, walked to their state through the moves that people make. Within acting_for(tenant)."""

from decimal import Decimal

from core.workflow import run
from delivery.models import DeliveryOrder
from delivery.services import create_order
from tests.factories.contracts import make_contract

MOVES = (
    ("reviewing", "submit_review", "fr"),
    ("released", "release", "planner"),
    ("scheduled", "schedule", "planner"),
    ("producing", "start", "planner"),
    ("shipped", "ship", "fr"),
    ("accepted", "accept", "fr"),
    ("closed", "close", "fr"),
)


def make_order(world, at="draft", *, contract=None, quantity=None, **values) -> DeliveryOrder:
    """An order over the first line of a contract in force (all of it, unless told otherwise), at a state."""
    contract = contract or make_contract(world, "in_force")
    line = contract.agreement.lines.first()
    rows = [{"contract_line": line, "quantity": line.quantity if quantity is None else Decimal(quantity)}]
    order = create_order(by=world.by("fr"), contract=contract.agreement, lines=rows, **values)
    for state, move, role in MOVES:
        if order.state == at:
            break
        order = run(order, move, by=world.by(role)).record
        assert order.state == state
    return DeliveryOrder.objects.get(pk=order.pk)
