"""What credit can hold back, registered by the stages: how to ask for it, and at which of its moves.

register_source(DeliveryOrder, {"release": AT_RELEASE, "ship": AT_SHIPMENT}, answer)
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import Blocked
from core.refused import after_refusal
from customers.credit.asking import CREDIT_CODES, Answer, waits

MOST_NAMED = 160


@dataclass(frozen=True)
class Source:
    """A kind of record that credit can hold back. answer(record, point) -> Answer, as its move would be answered."""

    model: type
    moves: dict
    answer: Callable[..., Answer]

    def point_of(self, move: str):
        """Where the move asks credit."""
        return self.moves[move]

    def moves_at(self, point) -> list[str]:
        """The moves that ask credit at the point."""
        return [move for move, asked_at in self.moves.items() if asked_at == point]


SOURCES: dict[type, Source] = {}


def register_source(model, moves: dict, answer) -> None:
    """Let cases be opened for a kind of record: each of these moves opens one when credit holds it back."""
    SOURCES[model] = Source(model, moves, answer)
    for move in moves:
        after_refusal(model, move)(_opens_a_case(move))


def sources_at(point) -> list[Source]:
    """The kinds that ask credit at this point."""
    return [source for source in SOURCES.values() if point in source.moves.values()]


def name_of(record) -> str:
    """What people call what was held back."""
    return str(getattr(record, "number", "") or record)[:MOST_NAMED]


def _opens_a_case(move: str):
    def follow(record, refusal: Blocked, by):
        """The credit controller is asked, once while the question is open; the refused person is told so."""
        from customers.services.credit_cases import ask_for_release, keep_again

        if not refusal.blockers or any(one.code not in CREDIT_CODES for one in refusal.blockers):
            return None
        case = ask_for_release(record, SOURCES[type(record)].point_of(move), by=by)
        if case is None:
            return None
        told = Blocked([waits(one, case) for one in refusal.blockers])
        return told, lambda: keep_again(case, by=by)

    return follow
