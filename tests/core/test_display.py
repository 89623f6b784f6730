"""Figures and days as the glossary's rules 10 and 11 write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from core.display import full_day, gap_after, in_a_row, listed, short_amount, short_day


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        ("12800000", "1,280.0 万", "¥12.80M"),
        ("128000000", "1.28 亿", "¥128.00M"),
        ("99999999", "10,000.0 万", "¥100.00M"),
        ("-1462000", "-146.2 万", "-¥1.46M"),
        ("104949", "10.5 万", "¥0.10M"),
        ("999.99", "999.99 元", "¥999.99"),
        ("1000", "0.1 万", "¥1,000.00"),
        ("0", "0.0 万", "¥0.00M"),
    ],
)
def test_amount_is_short_in_each_language(amount, chinese, english):
    with override("zh-hans"):
        assert str(short_amount(Decimal(amount), "CNY")) == chinese
    with override("en"):
        assert str(short_amount(Decimal(amount), "CNY")) == english


def test_a_foreign_currency_names_itself_in_chinese():
    with override("zh-hans"):
        assert str(short_amount(Decimal(128000), "USD", "CNY")) == "USD 12.8 万"


def test_the_year_is_written_only_where_it_is_another():
    today = date(2026, 11, 23)
    with override("zh-hans"):
        assert short_day(date(2026, 11, 22), today) == "11-22"
        assert short_day(date(2027, 1, 2), today) == "2027-01-02"
    with override("en"):
        assert short_day(date(2026, 11, 22), today) == "22 Nov"
        assert full_day(date(2027, 1, 2)) == "2 Jan 2027"


def test_parts_and_sentences_stand_as_the_language_sets_them():
    with override("zh-hans"):
        assert listed(["法务", "财务"]) == "法务、财务"
    with override("en"):
        assert listed(["Legal", "Finance"]) == "Legal, Finance"

    assert in_a_row(["不能为空。", "不能为空。", "太长。"]) == "不能为空。太长。"
    assert in_a_row(["Empty.", "Too long."]) == "Empty. Too long."
    assert (gap_after("评审中。"), gap_after("In review.")) == ("", " ")
