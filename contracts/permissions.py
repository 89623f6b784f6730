"""Who reads what of a contract beyond seeing it."""

from deals.permissions import SEES_COST


def sees_cost(deal, by) -> bool:
    """Costs and margins: people with the right, and the deal's own triangle."""
    return SEES_COST(deal, by)
