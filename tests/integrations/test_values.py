"""Amounts, days and answers as people write them; headers of the trade's programs."""

from datetime import date
from decimal import Decimal

import pytest

from integrations.imports import values
from integrations.imports.mapping import guess
from leads.imports import targets

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text, amount, currency",
    [
        ("640", "640", ""), ("3.5万", "35000", ""), ("¥1,200.00", "1200.00", "CNY"),
        ("￥3,000.50 元", "3000.50", "CNY"), ("１２００", "1200", ""),
        ("约 300", "300", ""), ("120-150", "120", ""), ("120-150万", "1200000", ""), ("1.200,50", "1200.50", ""),
        ("1.2亿元", "120000000", "CNY"), ("USD 12k", "12000", "USD"), ("€1.234.567", "1234567", "EUR"),
        ("300万左右", "3000000", ""), ("12 500", "12500", ""), ("0,5", "0.5", ""), ("$1,000", "1000", "USD"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text, amount, currency):
    assert values.amount(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["面议", "-5", "1,2,3", "1.2.3", "12 or 13 or so", "万"])
def test_what_is_no_amount_is_said_to_be_none(text):
    with pytest.raises(ValueError, match="no amount"):
        values.amount(text)


@pytest.mark.parametrize(
    "header, unit", [("预算（万）", 10_000), ("预算(万元)", 10_000), ("Amount (k)", 1000), ("预算", 1)]
)
def test_a_header_may_name_the_unit(header, unit):
    assert values.unit_in(header) == unit


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026/11/3", "2026-11-03"), ("2026-11-03 14:02", "2026-11-03"), ("11月3日", "2026-11-03"),
        ("２０２６.１１.３", "2026-11-03"),
        ("2026年11月3日", "2026-11-03"), ("20261103", "2026-11-03"), ("3 Nov 2026", "2026-11-03"),
        ("Nov 3, 2026", "2026-11-03"), ("2026-11", "2026-11-01"), ("46329", "2026-11-03"), ("5/5/2026", "2026-05-05"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(text, day):
    assert values.day(text, today=TODAY, day_first=None) == date.fromisoformat(day)


@pytest.mark.parametrize("text, first, second", [("3/11/2026", (3, 11), (11, 3)), ("9.8", (9, 8), (8, 9))])
def test_a_day_of_two_orders_is_asked_not_guessed(text, first, second):
    with pytest.raises(ValueError, match="day or the month"):
        values.day(text, today=TODAY, day_first=None)
    assert values.day(text, today=TODAY, day_first=False) == date(2026, *first)
    assert values.day(text, today=TODAY, day_first=True) == date(2026, *second)


@pytest.mark.parametrize("text", ["31.2.2026", "2026-13-01", "soon", "1/1/1200", "99999999"])
def test_what_is_no_day_is_said_to_be_none(text):
    with pytest.raises(ValueError):
        values.day(text, today=TODAY, day_first=True)


@pytest.mark.parametrize(
    "cells, shown",
    [
        (["25/12/2026", "3/4/2026"], True),
        (["12/25/2026"], False),
        (["3/4/2026"], None),
        (["25/12/2026", "12/25/2026"], None),
    ],
)
def test_the_order_of_days_is_shown_by_the_whole_column(cells, shown):
    assert values.order_shown(cells) is shown


@pytest.mark.parametrize(
    "headers, fields",
    [
        ("公司名称,统一信用代码,姓名,电话,感兴趣的产品,预算（万）,来源渠道,跟进人,省市,备注2",
         "company_name,unified_code,contact_name,phone,need,budget,source,owner,region,"),
        ("Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Associated Company,Job Title",
         ",first_name,last_name,email,phone,owner,,company_name,job_title"),
        ("Lead Id,Lead Owner,Company,First Name,Last Name,Title,Email,Phone,Lead Source,Industry,City,Description",
         ",owner,company_name,first_name,last_name,job_title,email,phone,source,industry,region,need"),
    ],
    ids=["fair", "hubspot", "salesforce"],
)  # fmt: skip
def test_columns_of_the_trades_programs_are_known(headers, fields):
    names = headers.split(",")

    found = guess(names, [], targets())

    assert [found.get(at, ("", 0))[0] for at in range(len(names))] == fields.split(",")


def test_a_header_is_doubted_where_the_cells_speak_against_it():
    sure = guess(["手机"], [["13905120001"]], targets())
    doubted = guess(["手机"], [["见名片"], ["无"]], targets())

    assert sure[0] == ("phone", 99)
    assert 0 not in doubted
