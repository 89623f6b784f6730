"""Names and codes made comparable."""

import pytest
from django.core.exceptions import ValidationError

from core.tenancy import acting_for
from customers.codes import check_phone, check_unified_code, tidy_code
from customers.names import normalised, sort_key


@pytest.mark.parametrize(
    "name",
    [
        "苏州恒岳精密机械有限公司",
        "苏州恒岳精密机械股份有限公司",
        "苏州 恒岳（精密机械）集团",
        "苏州恒岳精密机械",
    ],
)
def test_company_form_and_punctuation_do_not_tell_companies_apart(name):
    assert normalised(name) == "苏州恒岳精密机械"


def test_western_forms_are_stripped_and_width_is_ignored():
    assert normalised("ＡＣＭＥ Robotics Co., Ltd.") == normalised("Acme-Robotics GmbH") == "acmerobotics"


def test_a_name_that_is_nothing_but_form_stays_itself():
    assert normalised("集团有限公司") == "集团有限公司"


def test_names_sort_by_pinyin():
    assert sorted(["无锡", "苏州", "重庆"], key=sort_key) == ["重庆", "苏州", "无锡"]


def test_code_is_tidied_and_its_check_digit_asked():
    for typed in ("9111 0000 6000 3734 1l", "９１１１００００６０００３７３４１Ｌ", " 911100006-00037341L "):
        assert tidy_code(typed) == "91110000600037341L"
    check_unified_code("91110000600037341L")
    with pytest.raises(ValidationError, match=r"check digit|校验"):
        check_unified_code("91110000600037341M")


def test_short_code_says_how_long_it_is():
    with pytest.raises(ValidationError, match="17"):
        check_unified_code("91110000600037341")


@pytest.mark.parametrize("number", ["0512-6888 1234", "+86 138 0000 1234", "13800001234", "+1 650 253 0000"])
def test_numbers_as_people_write_them_are_taken(alpha, number):
    with acting_for(alpha.tenant):
        check_phone(number)


@pytest.mark.parametrize("number", ["12", "see card", "138000012341234567890"])
def test_what_no_number_can_be_is_refused(alpha, number):
    with pytest.raises(ValidationError):
        check_phone(number)
