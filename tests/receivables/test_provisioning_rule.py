"""The arithmetic of provision: every unit is somewhere, and nothing is provided for twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.rules.provisioning import DEFAULT_RATES, Item, Specific, assess, movement, part_of, spread

LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("days", "bucket", "amount"),
    [(0, "not_due", 50), (1, "1-30", 200), (30, "1-30", 200), (31, "31-60", 500), (60, "31-60", 500),
     (61, "61-90", 1000), (90, "61-90", 1000), (91, "91-180", 2000), (180, "91-180", 2000), (181, "181-365", 5000),
     (365, "181-365", 5000), (366, "365+", 10_000), (-40, "not_due", 50)],
)  # fmt: skip
@pytest.mark.parametrize("as_of", [LEAP, date(2026, 12, 31), date(2027, 3, 1)])
def test_matrix_of_the_handbook_on_both_sides_of_each_edge(days, bucket, amount, as_of):
    (found,) = assess([Item(1, as_of - timedelta(days=days), 10_000)], as_of=as_of, rates=DEFAULT_RATES)

    assert (found.bucket, found.base, found.amount, found.doubt) == (bucket, 10_000, amount, "")


def test_without_a_due_date_nothing_is_overdue():
    (found,) = assess([Item(1, None, 10_000)], as_of=LEAP, rates=DEFAULT_RATES)

    assert (found.bucket, found.amount) == ("not_due", 50)


def test_half_a_cent_is_rounded_up():
    assert part_of(100, Decimal("0.005")) == 1
    assert part_of(99, Decimal("0.005")) == 0


def test_insured_share_and_collateral_lower_the_base():
    secured = Specific("s", rate=Decimal("0.5"), insured_share=Decimal("0.9"), collateral=400)

    (found,) = assess([Item(1, LEAP, 10_000)], as_of=LEAP, rates=DEFAULT_RATES, specifics=[secured])

    assert (found.base, found.amount, found.specific) == (600, 300, "s")


def test_item_of_a_receivable_goes_before_the_customers():
    items = [Item(1, LEAP, 10_000), Item(2, LEAP, 10_000)]
    own, all_of_it = Specific("own", receivable=1, rate=Decimal(1), doubt="bad"), Specific("all", amount=500)

    found = {
        one.id: one for one in assess(items, as_of=LEAP, rates=DEFAULT_RATES, specifics=[all_of_it, own])
    }

    assert (found[1].amount, found[1].doubt) == (10_000, "bad")
    assert (found[2].amount, found[2].rate, found[2].specific) == (500, None, "all")


UNITS = st.integers(0, 10**13)


@settings(max_examples=300)
@given(
    balances=st.lists(UNITS, min_size=1, max_size=12), amount=UNITS, collateral=UNITS,
    insured=st.integers(0, 100), delays=st.lists(st.integers(-400, 800), min_size=12, max_size=12),
)  # fmt: skip
def test_what_is_set_is_spread_to_the_unit_and_never_beyond_the_base(
    balances, amount, collateral, insured, delays
):
    items = [Item(at, LEAP - timedelta(days=delays[at]), balance) for at, balance in enumerate(balances)]
    one = Specific("s", amount=amount, collateral=collateral, insured_share=Decimal(insured) / 100)

    found = assess(items, as_of=LEAP, rates=DEFAULT_RATES, specifics=[one])

    assert sum(each.amount for each in found) == min(amount, sum(each.base for each in found))
    assert all(
        0 <= each.amount <= each.base <= balance for each, balance in zip(found, balances, strict=True)
    )


@settings(max_examples=300)
@given(weights=st.lists(UNITS, min_size=1, max_size=30), share=st.integers(0, 1000))
def test_a_spread_adds_up(weights, share):
    whole = sum(weights) * share // 1000

    parts = spread(whole, weights)

    assert sum(parts) == whole
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


@given(opening=UNITS, closing=UNITS, used=UNITS, recovered=UNITS, currency=st.integers(-(10**9), 10**9))
def test_a_movement_adds_up_and_charges_or_releases(opening, closing, used, recovered, currency):
    found = movement(opening, closing, used=used, recovered=recovered, currency=currency)

    assert found.closing == (
        found.opening + found.charge - found.used + found.recovered - found.released + found.currency
    )
    assert min(found.charge, found.released) == 0
