"""Payments as they come, by hundreds: nothing wrong is ever certain, and the best suggestion is mostly right."""

from collections import Counter

import pytest

from receivables.rules.matching import certain
from receivables.rules.suggesting import suggestions
from receivables.rules.weighing import CERTAIN, Tolerance
from tests.factories.payments import payments

SEEDS = range(8)
TOLERANCE = Tolerance(fee=50)


@pytest.fixture(scope="module")
def judged():
    """[(payment, its certain set, its best suggestion)] over all sets."""
    found = []
    for seed in SEEDS:
        made = payments(seed)
        book = made.book()
        for paid in [*made.ordinary, *made.traps]:
            best = next(iter(suggestions(paid.line, book, TOLERANCE)), None)
            found.append((paid, certain(paid.line, book), best))
    return found


def test_what_is_certain_is_never_wrong(judged):
    wrong = [
        f"{paid.kind}: {paid.line.text} of {paid.line.payer}"
        for paid, sure, _best in judged
        if sure and {item: item.balance for item in sure} != paid.meant
    ]
    posted = sum(1 for _paid, sure, _best in judged if sure)

    assert posted > len(judged) / 3 and not wrong


def test_the_best_suggestion_is_right_though_a_fifth_of_the_references_is_damaged_or_absent(judged):
    ordinary = [(paid, best) for paid, _sure, best in judged if paid.kind.count(",")]
    right = [paid for paid, best in ordinary if best and _means(best, paid)]
    unsure = [paid for paid, _best in ordinary if paid.kind.endswith(("damaged", "absent"))]

    assert len(unsure) / len(ordinary) > 0.18
    assert len(right) / len(ordinary) >= 0.85, Counter(
        paid.kind for paid, _b in ordinary if paid not in right
    )


def test_only_what_is_certain_is_as_sure_as_that(judged):
    for paid, sure, best in judged:
        is_sure = best is not None and best.confidence >= CERTAIN
        assert is_sure == (sure is not None), paid
        if is_sure:
            assert {item for item, _amount in best.allocations} == {*sure}


def _means(best, paid) -> bool:
    chosen = dict(best.allocations)
    return {*chosen} == {*paid.meant} and all(
        amount is None or chosen[item] == amount for item, amount in paid.meant.items()
    )
