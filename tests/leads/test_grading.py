"""Cross-verification: the handbook's rule and its worked example, in plain values."""

from decimal import Decimal

import pytest

from leads.grading import Verified, grade, level, standing

OWNER, COLLEAGUE = "owner", "colleague"
PRODUCTION = ("c1", "production", "uses")
PURCHASING = ("c2", "purchasing", "buys")
DECIDER = ("c3", "management", "decides")
CFO = ("c4", "finance", "budget")


def graded(*found, budget=True, start=True):
    judged = standing([Verified(*contact, verifier) for contact, verifier in found], OWNER)
    return grade(judged, has_budget=budget, has_start=start)


def test_two_verifications_by_the_owner_alone_stay_raw():
    assert graded((PRODUCTION, OWNER), (PURCHASING, OWNER)) == "raw"


def test_a_colleague_with_another_function_makes_it_credible():
    assert graded((PRODUCTION, OWNER), (PURCHASING, COLLEAGUE)) == "credible"


def test_a_colleague_with_the_same_function_leaves_it_raw():
    other = ("c9", "Production ", "uses")
    assert graded((PRODUCTION, OWNER), (other, COLLEAGUE)) == "raw"


@pytest.mark.parametrize("money_holder", [DECIDER, CFO])
def test_a_third_from_who_decides_or_holds_the_budget_makes_it_an_opportunity(money_holder):
    assert graded((PRODUCTION, OWNER), (PURCHASING, COLLEAGUE), (money_holder, OWNER)) == "opportunity"


@pytest.mark.parametrize("missing", [{"budget": False}, {"start": False}])
def test_without_budget_or_start_it_stays_credible(missing):
    assert graded((PRODUCTION, OWNER), (PURCHASING, COLLEAGUE), (DECIDER, OWNER), **missing) == "credible"


def test_three_without_a_money_holder_stay_credible():
    other = ("c5", "quality", "influences")
    assert graded((PRODUCTION, OWNER), (PURCHASING, COLLEAGUE), (other, COLLEAGUE)) == "credible"


def test_asking_the_same_contact_again_counts_once():
    assert graded((PRODUCTION, OWNER), (DECIDER, COLLEAGUE), (DECIDER, COLLEAGUE)) == "credible"


def test_one_contact_in_two_offices_is_still_one_voice():
    moved = ("c1", "purchasing", "buys")
    assert graded((PRODUCTION, OWNER), (moved, COLLEAGUE)) == "raw"


def test_a_verification_made_as_owner_stays_the_owners_after_a_hand_over():
    found = [Verified(*PRODUCTION, "former", was_owner=True), Verified(*PURCHASING, OWNER)]
    assert not standing(found, OWNER).credible


@pytest.mark.parametrize(
    ("amount", "strategic", "expected"),
    [("5000000", False, "a"), ("4999999.99", False, "b"), ("1000000", False, "b"), ("999999.99", False, "c"),
     ("0", True, "a")],
)  # fmt: skip
def test_level_by_amount_and_strategic_weight(amount, strategic, expected):
    found = level(Decimal(amount), is_strategic=strategic, from_a=Decimal(5000000), from_b=Decimal(1000000))

    assert found == expected
