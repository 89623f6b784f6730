"""Payments suggested and posted: companies of their own, loaded here."""

from bench import matching
from bench.load.payments import load_payments
from bench.load.people import company
from bench.load.world import _loader, _vacuum

TITLE = "payments matched"


def measure(ask, moves):
    """One company for each size of bench.matching, its figures, then the bench's next line among what is left."""
    ask.world.payments = []
    for lines, items, _most in matching.SIZES:
        owner = company(f"paid-{items}")
        with _loader(owner) as cursor:
            ask.world.payments.append(load_payments(cursor, owner, items, lines, ask.world.as_of))
    _vacuum()
    figures, errors = matching.matched(ask, moves)
    further, timings = matching.next_lines(ask, moves)
    return figures + further, errors | timings
