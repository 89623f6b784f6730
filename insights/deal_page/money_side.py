"""Money on the deal page: the four calculations, the payment promises, what the customer already owes."""

from decimal import Decimal

from customers.credit import exposure
from deals.models import Agreement, Calculation
from deals.permissions import SEES_COST
from deals.states import CalculationKind
from receivables.models import Receivable
from receivables.states import ReceivableState
from tenancy.roles import Right


def calculations(deal, by) -> list[Calculation]:
    """The four calculations that exist, in their order; none for people who may not see costs.

    Each with `against`: its margin less the budget's, None for the budget itself or where there is none to compare.
    """
    if not SEES_COST(deal, by):
        return []
    order = list(CalculationKind.values)
    rows = sorted(Calculation.objects.filter(deal=deal), key=lambda row: order.index(row.kind))
    budget = next((row for row in rows if row.kind == CalculationKind.BUDGET), None)
    for row in rows:
        same = budget is not None and row is not budget and row.currency == budget.currency
        row.against = row.margin - budget.margin if same else None
    return rows


def promises(deal) -> list[dict]:
    """What is to be paid when: receivables where the terms are agreed, else the planned schedule."""
    receivables = Receivable.objects.filter(deal=deal).exclude(state=ReceivableState.CANCELLED)
    rows = [
        {"name": r.name, "amount": r.amount, "currency": r.currency, "due_on": r.due_on, "record": r}
        for r in receivables.order_by("due_sort", "created_at")
    ]
    return rows or [
        {
            "name": part.name,
            "amount": part.amount,
            "currency": agreement.currency,
            "due_on": part.due_on,
            "record": None,
        }
        for agreement in Agreement.objects.filter(deal=deal).prefetch_related("instalments")
        for part in agreement.instalments.all()
    ]


def credit(deal, by):
    """The customer's exposure, and by how much this deal's amount would go beyond the limit; None without the right."""
    if not by.can(Right.CREDIT_READ):
        return None
    now = exposure(deal.customer)
    return {
        "now": now,
        "over": max(now.total - (now.limit or Decimal(0)), Decimal(0)) if now.limit is not None else None,
    }
