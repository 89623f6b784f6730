"""What may be done with contracts; importing the package registers every move and gate."""

from contracts.services.amending import (
    delete_amendment,
    draft_amendment,
    edit_amendment,
    put_in_force,
    withdraw,
)
from contracts.services.budget import set_budget
from contracts.services.clauses import give_opinion, set_clauses
from contracts.services.closing import close, terminate
from contracts.services.drafting import draft_contract, edit_contract, open_draft, set_lines
from contracts.services.handover import accept_handover, hand_over
from contracts.services.library import create_clause, edit_clause, install_library
from contracts.services.review import approve
from contracts.services.schedule import set_schedule
from contracts.services.signing import sign

__all__ = [
    "accept_handover", "approve", "close", "create_clause", "delete_amendment", "draft_amendment", "draft_contract",
    "edit_amendment", "edit_clause", "edit_contract", "give_opinion", "hand_over", "install_library", "open_draft",
    "put_in_force", "set_budget", "set_clauses", "set_lines", "set_schedule", "sign", "terminate", "withdraw",
]  # fmt: skip
