"""Who may do what on an opportunity and its quotes (decision 12)."""

from deals.permissions import SEES_COST
from deals.states import SeatCode
from tenancy.roles import Right, may

# The AR seat and the sales manager move the opportunity and keep its estimate.
may_move = may(Right.OPPORTUNITY_MANAGE, seats=(SeatCode.AR,))
# AR or SR keep insight, risks and quotes.
may_edit_insight = may(Right.INSIGHT_EDIT, seats=(SeatCode.AR, SeatCode.SR))
may_quote = may(Right.QUOTE_EDIT, seats=(SeatCode.AR, SeatCode.SR))
# Nobody speaks for the delivery manager.
may_give_opinion = may(seats=(SeatCode.FR,))


def may_see_cost(record, by) -> bool:
    """Costs and margins are for those with the right, and for the deal's own triangle."""
    return SEES_COST(record.deal, by)
