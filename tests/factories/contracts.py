"""Contracts for tests, walked to their state through the moves that people make. Within acting_for(tenant)."""

from decimal import Decimal

from approvals.models import Approval
from approvals.services import current_step, decide
from contracts.models import Contract
from contracts.services import draft_contract, set_schedule
from core.money import Money
from core.workflow import run
from deals.models import Deal
from deals.services import set_team
from tenancy.actor import actor_for
from tests.factories.customers import make_customer, make_live_limit

ORDER = ("drafting", "reviewing", "approved", "signed", "handed_over", "in_force")
SCHEDULE = (
    {"name": "预付款", "kind": "share", "share": Decimal("0.30"), "trigger": "signed", "days": 0},
    {"name": "发货款", "kind": "share", "share": Decimal("0.40"), "trigger": "shipped", "days": 30},
    {"name": "验收款", "kind": "share", "share": Decimal("0.30"), "trigger": "accepted", "days": 30},
)


def line(
    quantity="2", price="100000", cost="60000", tax_rate="0.13", description="柔性装配线", **more
) -> dict:
    """One line as the services take it."""
    return {
        "description": description,
        "quantity": Decimal(quantity),
        "unit_price": Decimal(price),
        "unit_cost": Decimal(cost),
        "tax_rate": Decimal(tax_rate),
        **more,
    }


def make_contract(world, at="drafting", **terms):
    """A contract of the world's AR with a full triangle, at a state; `handed_over` waits for the FR's acceptance.

    terms: as for `draft`. Without any, one that the world has ready is taken.
    """
    if at in world.ready and not terms:
        return Contract.objects.get(pk=world.ready.pop(at))
    contract = draft(world, **terms)
    for step in ORDER[1 : ORDER.index(at) + 1]:
        advance(world, fresh(contract), step)
    return fresh(contract)


def draft(world, *, customer=None, lines=None, schedule=SCHEDULE, limit="2000000", **values) -> Contract:
    """A contract that is being written, with its team and its schedule."""
    customer = customer or make_customer(owner=world.ar)
    if limit:
        make_live_limit(customer, limit)
    contract = draft_contract(
        by=world.by("ar"),
        customer=customer,
        title="设备采购合同",
        lines=lines or [line()],
        currency="CNY",
        **values,
    )
    set_team(Deal.objects.get(pk=contract.deal_id), by=world.by("ar"), ar=world.ar, sr=world.sr, fr=world.fr)
    set_schedule(contract, [dict(part) for part in schedule], by=world.by("ar"))
    return contract


def advance(world, contract, step) -> None:
    """One step further on the way to in_force."""
    match step:
        case "reviewing":
            run(contract, "submit_review", by=world.by("ar"))
        case "approved":
            approve_all(contract)
        case "signed":
            run(contract, "sign", by=world.by("ar"), fields={"place": "苏州"})
        case "handed_over":
            run(contract, "hand_over", by=world.by("ar"))
        case "in_force":
            run(contract, "accept_handover", by=world.by("fr"))


def approve_all(record) -> Approval:
    """Every step of the pending request at the record's gate agrees; returns the approval as it then stands."""
    approval = Approval.objects.get(record_id=record.pk, state="pending")
    while approval.state == "pending":
        voter = current_step(approval).voters.filter(vote="").select_related("user").first()
        approval = decide(approval, by=actor_for(voter.user), decision="approve")
    return approval


def fresh(contract) -> Contract:
    """The contract as it is in the database now."""
    return Contract.objects.get(pk=contract.pk)


def cny(amount) -> Money:
    """So many yuan."""
    return Money(Decimal(amount), "CNY")
