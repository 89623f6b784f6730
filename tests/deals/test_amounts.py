"""Arithmetic of the terms: whatever the shares, nothing is lost to rounding."""

from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deals.amounts import line_amounts, schedule_amounts, schedule_gap

D = Decimal


def part(kind="share", share=None, amount="0"):
    return SimpleNamespace(kind=kind, share=None if share is None else D(share), amount=D(amount))


@pytest.mark.parametrize(
    ("quantity", "price", "rate", "currency", "expected"),
    [
        ("2", "100000", "0.13", "CNY", ("200000", "26000", "226000")),
        ("3", "0.333333", "0.13", "CNY", ("1.00", "0.13", "1.13")),
        ("1", "0.005", "0", "CNY", ("0.01", "0.00", "0.01")),
        ("1", "100.5", "0.10", "JPY", ("101", "10", "111")),
        ("1", "1.2345", "0", "KWD", ("1.235", "0.000", "1.235")),
    ],
)
def test_line_is_rounded_in_the_minor_unit(quantity, price, rate, currency, expected):
    assert line_amounts(D(quantity), D(price), D(rate), currency) == tuple(map(D, expected))


def test_last_of_the_shares_takes_the_rounding():
    thirds = [part(share="0.333333"), part(share="0.333333"), part(share="0.333334")]

    assert schedule_amounts(D("100.01"), "CNY", thirds) == [D("33.34"), D("33.34"), D("33.33")]


def test_rest_and_share_of_rest_go_by_what_is_left():
    parts = [part("amount", amount="300"), part("share_of_rest", "0.5"), part("rest")]

    assert schedule_amounts(D(1000), "CNY", parts) == [D(300), D(350), D(350)]


def test_shares_that_miss_the_whole_leave_a_gap_and_are_not_patched():
    amounts = schedule_amounts(D(1000), "CNY", [part(share="0.3"), part(share="0.6")])

    assert amounts == [D(300), D(600)] and schedule_gap(D(1000), amounts) == D(100)


def test_fixed_amounts_are_never_patched():
    amounts = schedule_amounts(D("1000"), "CNY", [part("amount", amount="999.99")])

    assert schedule_gap(D(1000), amounts) == D("0.01")


@given(
    total=st.decimals("0.01", "99999999.99", places=2),
    cuts=st.lists(st.integers(1, 9999), min_size=1, max_size=11, unique=True),
)
def test_shares_of_the_whole_always_add_up_to_the_cent(total, cuts):
    edges = [0, *sorted(cuts), 10000]
    parts = [part(share=D(b - a) / 10000) for a, b in pairwise(edges)]

    amounts = schedule_amounts(total, "CNY", parts)

    assert schedule_gap(total, amounts) == 0
    assert all(amount == amount.quantize(D("0.01")) for amount in amounts)


@given(
    total=st.decimals("0.01", "20.00", places=2),
    cuts=st.lists(st.integers(1, 999), min_size=1, max_size=60, unique=True),
    rest=st.booleans(),
)
def test_no_part_of_a_tiny_total_falls_below_nothing(total, cuts, rest):
    edges = [0, *sorted(cuts), 1000]
    parts = [part(share=D(b - a) / 1000) for a, b in pairwise(edges)]
    if rest:
        parts = [*parts[:-1], part("share_of_rest", "0.5"), part("rest")]

    amounts = schedule_amounts(total, "CNY", parts)

    assert min(amounts) >= 0 and schedule_gap(total, amounts) == 0


def test_an_overdrawn_schedule_shows_its_negative_rest():
    amounts = schedule_amounts(
        D(1000), "CNY", [part("amount", amount="900"), part(share="0.2"), part("rest")]
    )

    assert amounts == [D(900), D(200), D(-100)]
