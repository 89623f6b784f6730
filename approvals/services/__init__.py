"""One mechanism for every gate."""

from .asking import ask, holding, pending_of
from .deciding import add_approver, close_condition, current_step, decide, hand_on, may_vote, void, withdraw

__all__ = [
    "add_approver",
    "ask",
    "close_condition",
    "current_step",
    "decide",
    "hand_on",
    "holding",
    "may_vote",
    "pending_of",
    "void",
    "withdraw",
]
