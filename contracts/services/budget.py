"""The budget 预算, second of the four calculations: what the contract brings and costs, frozen at ATC."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contracts.parts import amount_in
from contracts.services.content import changed, open_for_change
from contracts.terms import live_lines
from deals.models import Calculation
from deals.services import cost_of, write_calculation
from deals.states import CalculationKind
from tenancy.roles import Right, may

MAY_CALCULATE = may(Right.CONTRACT_MANAGE, seats=("ar", "sr", "fr"))
# Marks a budget that was added up from the lines, so that it follows them until a person writes one.
FROM_LINES = "from_lines"


@transaction.atomic
def set_budget(contract, *, by, cost=None, revenue=None, kinds=(), expected_version=None):
    """Write the budget, in Money without tax; revenue defaults to the lines' net, cost to the sum of its kinds.

    kinds: [{"kind", "cost": Money}]. Raises ValidationError for another currency, or kinds that miss the cost.
    """
    contract = open_for_change(contract, by=by, right=MAY_CALCULATE, expected_version=expected_version)
    revenue = amount_in(revenue, contract.currency, "revenue")
    by_kind = {row["kind"]: amount_in(row["cost"], contract.currency, "kinds") for row in kinds or ()}
    cost = _cost(amount_in(cost, contract.currency, "cost"), by_kind)
    detail = {"kinds": {kind: str(amount) for kind, amount in by_kind.items()}}
    _write(contract, contract.agreement.net if revenue is None else revenue, cost, detail, by=by)
    return changed(contract, "contract.budget_set", by=by)


def _cost(cost, by_kind) -> Decimal:
    by_kinds = sum(by_kind.values(), Decimal(0))
    if cost is not None and by_kind and cost != by_kinds:
        told = _("The costs by kind add up to {sum}, not {cost}.").format(sum=by_kinds, cost=cost)
        raise ValidationError({"kinds": told})
    return by_kinds if cost is None else cost


def prefill_budget(contract, *, by) -> None:
    """Add the budget up from the lines where each names its cost and nobody wrote one by hand."""
    written = Calculation.objects.filter(deal=contract.deal_id, kind=CalculationKind.BUDGET).first()
    if written and not written.detail.get(FROM_LINES):
        return
    lines = list(live_lines(contract.agreement))
    if lines and all(line.unit_cost > 0 for line in lines):
        _write(contract, contract.agreement.net, cost_of(lines, contract.currency), {FROM_LINES: True}, by=by)


def _write(contract, revenue, cost, detail, *, by) -> None:
    write_calculation(
        contract.deal,
        CalculationKind.BUDGET,
        revenue=revenue,
        cost=cost,
        currency=contract.currency,
        by=by,
        detail=detail,
    )
