"""Figures of a deal that its detail shows; stages above add theirs (money received, say) by registering."""

from collections.abc import Callable
from decimal import Decimal

from core.api.serializers import plain_decimal
from core.dates import moment
from core.money import Money
from deals.models import Deal

_amounts: list[Callable] = []


def register_amounts(amounts: Callable) -> None:
    """Take `amounts(deal) -> {name: Money}` of a later stage into the deal's `amounts`."""
    _amounts.append(amounts)


def amounts_of(deal: Deal) -> dict[str, dict]:
    """{"value": what the deal is worth, "contracted", "accepted": by its agreements, …} as money objects."""
    signed = [agreement for agreement in deal.agreements.all() if agreement.signed_on]
    accepted = [line.value_of(line.accepted_quantity) for terms in signed for line in terms.lines.all()]
    found = {
        "value": Money(deal.amount, deal.currency),
        "contracted": Money(sum((terms.total for terms in signed), Decimal(0)), deal.currency),
        "accepted": Money(sum(accepted, Decimal(0)), deal.currency),
    }
    for amounts in _amounts:
        found |= amounts(deal)
    return {name: money.as_json() for name, money in found.items()}


def days_in_stages(deal: Deal) -> list[dict]:
    """Each stay in order: stage, entered_at, left_at (null: still there), days to one decimal, skipped."""
    return [
        {
            "stage": stay.stage,
            "entered_at": stay.entered_at.isoformat(),
            "left_at": stay.left_at.isoformat() if stay.left_at else None,
            "days": round(((stay.left_at or moment()) - stay.entered_at).total_seconds() / 86400, 1),
            "skipped": stay.skipped,
        }
        for stay in deal.stays.all()
    ]


def calculation_json(row, budget=None) -> dict:
    """One of the four calculations: revenue, cost (by kind where known), margin and its share of revenue, frozen_at.

    variance: by how much revenue, cost and margin are above the budget; null for the budget itself and without one.
    """
    share = (row.margin / row.revenue).quantize(Decimal("0.0001")) if row.revenue else None
    return {
        "kind": row.kind,
        "revenue": Money(row.revenue, row.currency).as_json(),
        "cost": Money(row.cost, row.currency).as_json(),
        "margin": Money(row.margin, row.currency).as_json(),
        "margin_share": None if share is None else plain_decimal(share),
        "kinds": {
            kind: Money(Decimal(amount), row.currency).as_json()
            for kind, amount in row.detail.get("kinds", {}).items()
        },
        "variance": _variance(row, budget),
        "frozen_at": row.frozen_at.isoformat() if row.frozen_at else None,
    }


def _variance(row, budget) -> dict | None:
    if budget is None or budget.pk == row.pk or budget.currency != row.currency:
        return None
    return {
        name: Money(getattr(row, name) - getattr(budget, name), row.currency).as_json()
        for name in ("revenue", "cost", "margin")
    }
