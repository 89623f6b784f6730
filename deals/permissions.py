"""Who may see and set what of a deal (decision 12)."""

from deals.states import TRIANGLE
from tenancy.roles import Right, may

# Costs and margins are for those with the right, and for the deal's own triangle.
SEES_COST = may(Right.COST_READ, seats=TRIANGLE)
MAY_EDIT = MAY_SET_TEAM = may(Right.OPPORTUNITY_MANAGE, seats=("ar",), owner=True)


def may_take_over(deal, handover, by) -> bool:
    """The successor, whoever fills the seat now, and whoever appoints the team."""
    return (
        by.user_id == handover.successor_id
        or deal.fills(by.user_id, [handover.code])
        or MAY_SET_TEAM(deal, by)
    )


def may_name_stand_in(deal, code: str, by) -> bool:
    """Whoever appoints the team, and who sits in the seat."""
    return MAY_SET_TEAM(deal, by) or deal.seat(code) == by.user_id
