"""Money: rounding, splitting, rates."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.models import Rate
from core.money import (
    CurrencyMismatch,
    Money,
    base_amount,
    base_minor,
    from_minor,
    minor_units,
    round_money,
    split,
    total,
)


def test_half_a_cent_is_rounded_away_from_zero():
    assert round_money(D("1.005"), "CNY") == D("1.01")
    assert round_money(D("-1.005"), "CNY") == D("-1.01")
    assert round_money(D("1.5"), "JPY") == D("2")
    assert round_money(D("1.0005"), "KWD") == D("1.001")


def test_json_has_the_digits_of_the_currency():
    assert Money(D("1234.5"), "CNY").as_json() == {"amount": "1234.50", "currency": "CNY"}
    assert Money(D("1234.500000"), "JPY").as_json()["amount"] == "1234.5"
    assert Money(D("0.123456"), "CNY").as_json()["amount"] == "0.123456"
    assert Money(D("-0.00"), "CNY").as_json()["amount"] == "0.00"
    assert Money(D("1E+3"), "JPY").as_json()["amount"] == "1000"


def test_float_unknown_currency_and_infinity_are_refused():
    for amount, currency in ((1.5, "CNY"), (D(1), "XXX"), (D("NaN"), "CNY"), (D("Infinity"), "CNY")):
        with pytest.raises(ValueError):
            Money(amount, currency)


def test_sums_keep_their_currency():
    assert sum([Money(D(1), "CNY"), Money(D(2), "CNY")]) == Money(D(3), "CNY")
    assert total([], "USD") == Money(D(0), "USD")
    with pytest.raises(CurrencyMismatch):
        Money(D(1), "CNY") + Money(D(1), "USD")


def test_times_a_share_is_rounded():
    assert Money(D("100.01"), "CNY") * D("0.3") == Money(D("30.00"), "CNY")


def test_minor_units_there_and_back():
    assert minor_units(D("12.345"), "CNY") == 1235
    assert from_minor(1235, "CNY") == D("12.35")
    assert from_minor(1235, "JPY") == D("1235")


@given(
    whole=st.integers(-(10**15), 10**15),
    weights=st.lists(st.integers(1, 1000), min_size=1, max_size=12),
    currency=st.sampled_from(["CNY", "JPY", "KWD"]),
)
def test_parts_always_add_up(whole, weights, currency):
    amount = from_minor(whole, currency)

    parts = split(amount, [D(weight) for weight in weights], currency)

    assert sum(parts) == amount
    assert all(part == round_money(part, currency) for part in parts)


def test_weights_that_add_up_to_nothing_are_refused():
    with pytest.raises(ValueError):
        split(D(1), [D(0)], "CNY")


def test_own_currency_needs_no_rate(tenant):
    assert base_amount(Money(D("10.005"), "CNY")) == D("10.01")
    assert base_minor(D("10.01"), "CNY") == 1001


def test_newest_rate_of_the_day_or_before_counts(tenant):
    Rate.objects.create(currency="USD", day=date(2026, 11, 1), rate=D("7.10"))
    Rate.objects.create(currency="USD", day=date(2026, 11, 23), rate=D("7.20"))

    assert base_amount(Money(D(100), "USD"), date(2026, 11, 22)) == D("710.00")
    assert base_amount(Money(D(100), "USD"), date(2026, 11, 23)) == D("720.00")


def test_missing_rate_names_currency_and_day(tenant):
    with pytest.raises(ValidationError) as caught:
        base_amount(Money(D(1), "EUR"), date(2026, 11, 23))

    [sentence] = caught.value.messages
    assert "EUR" in sentence and "2026-11-23" in sentence
