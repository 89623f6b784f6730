"""The score: its parts add up to it, and it says nothing before every part has three facts."""

from decimal import Decimal
from itertools import product

import pytest

from leads.scoring import FACTS_NEEDED, LeadFacts, Part, parts, points, score

WEIGHTS = {"fit": 20, "intent": 20, "budget": 20, "timing": 15, "relation": 15, "source": 10}
WORTHS = (0, Decimal("0.3"), Decimal("0.45"), 1)


def whole(worths) -> list[Part]:
    """Six parts that stand on three facts of the same worth each."""
    return [
        Part(code, (("fact", worth),) * FACTS_NEEDED) for code, worth in zip(WEIGHTS, worths, strict=True)
    ]


def test_the_parts_as_shown_add_up_to_the_score_within_its_bounds():
    for worths in product(WORTHS, repeat=len(WEIGHTS)):
        found = whole(worths)
        total = score(found, WEIGHTS)
        assert total == sum(points(part, WEIGHTS) for part in found)
        assert 0 <= total <= 100
        assert all(0 <= points(part, WEIGHTS) <= WEIGHTS[part.code] for part in found)


@pytest.mark.parametrize("code", WEIGHTS)
def test_one_part_short_of_facts_keeps_the_score_back(code):
    found = [Part(p.code, p.facts[:2]) if p.code == code else p for p in whole([1] * len(WEIGHTS))]
    assert score(found, WEIGHTS) is None


def test_a_lead_of_which_nothing_is_known_has_six_parts_and_no_score():
    found = parts(LeadFacts())
    assert [part.code for part in found] == list(WEIGHTS)
    assert score(found, WEIGHTS) is None
