"""Who reads what of a contract beyond seeing it."""

from deals.states import TRIANGLE
from tenancy.roles import Right


def sees_cost(deal, by) -> bool:
    """Costs and margins: people with the right, and the deal's own triangle."""
    return by.can(Right.COST_READ) or any(deal.seat(code) == by.user_id for code in TRIANGLE)
