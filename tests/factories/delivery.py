"""Orders for tests, walked to their state through the moves that people make. Within acting_for(tenant)."""

from decimal import Decimal

from approvals.models import Approval
from core.workflow import run
from delivery.models import DeliveryOrder
from delivery.services import create_order
from receivables.models import Receivable
from tenancy.actor import system
from tests.factories.contracts import approve_all, fresh, make_contract

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


def closed_contract(world):
    """A contract that was delivered, paid, and passed ATCC."""
    contract = make_contract(world, "in_force")
    make_order(world, "closed", contract=contract)
    pay_everything(contract)
    run(contract, "close", by=world.by("ar"), fields={"lessons": "提前锁定产能"})
    approve_all(contract)
    return fresh(contract)


def pay_everything(contract) -> None:
    """Every receivable of the contract is written off by the system, so that nothing is left to collect."""
    for receivable in Receivable.objects.filter(agreement=contract.agreement_id, state="open"):
        run(receivable, "write_off", by=system(), fields={"reason": "test"}, approved=Approval())
