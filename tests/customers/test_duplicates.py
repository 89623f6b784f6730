"""Which customers are found to be the same company, however their names are written."""

import pytest

from customers.duplicates import known, possible_duplicates
from customers.names import normalised
from tests.factories.customers import make_customer

CODE = "91110000600037341L"
NAME = "苏州恒岳精密机械有限公司"
SAME = [
    "苏州恒岳精密机械股份有限公司", "苏州恒岳精密机械有限责任公司", "蘇州恆岳精密機械有限責任公司",
    "苏州恒岳（精密机械）集团", "　苏州·恒岳精密机械 ", "苏州恒岳精密机械 Co., Ltd.",
]  # fmt: skip
ANOTHER = ["重庆长江机器人有限公司", "苏州机械有限公司", "苏州精密仪器有限公司", "有限公司", "？？？", ""]


@pytest.mark.parametrize("written", SAME)
def test_the_same_name_however_it_is_written(alpha, written):
    there = make_customer(NAME, admitted=False)

    assert normalised(written) == normalised(NAME)
    assert possible_duplicates(name=written) == [(there, 100, "name")]


@pytest.mark.parametrize(
    "written", ["苏州恒岳精密机械制造有限公司", "苏州恒越精密机械有限公司", "恒岳精密机械"]
)
def test_a_name_that_is_alike(alpha, written):
    there = make_customer(NAME, admitted=False)

    ((found, likeness, why),) = possible_duplicates(name=written)

    assert (found, why) == (there, "similar") and 85 <= likeness < 100


@pytest.mark.parametrize("written", ANOTHER)
def test_another_company(alpha, written):
    make_customer(NAME, admitted=False)

    assert possible_duplicates(name=written) == []


def test_a_code_is_found_however_it_is_typed(alpha):
    there = make_customer("无锡锡澄新能源科技有限公司", unified_code=CODE, admitted=False)

    assert possible_duplicates(unified_code=f" {CODE[:4]} {CODE[4:].lower()} ") == [(there, 100, "code")]
    assert possible_duplicates(unified_code=CODE, exclude=there.pk) == []


def test_the_code_comes_before_names_and_the_likest_before_others(alpha):
    like, same = make_customer("苏州恒岳精密机械制造", admitted=False), make_customer(NAME, admitted=False)
    coded = make_customer("无锡锡澄新能源科技", unified_code=CODE, admitted=False)

    found = [one for one, _likeness, _why in possible_duplicates(name=NAME, unified_code=CODE)]

    assert found == [coded, same, like]


def test_a_telling_name_is_found_among_many_of_its_town_and_trade(alpha):
    """Pieces that everybody has (苏州, 机械) say nothing; the rare ones do."""
    for n in range(40):
        make_customer(f"苏州{chr(0x4E00 + 37 * n)}{chr(0x5000 + 41 * n)}精密机械有限公司", admitted=False)
    there = make_customer(NAME, admitted=False)

    assert (there, 87, "similar") in possible_duplicates(name="苏州恒岳精工机械")


def test_a_files_rows_are_known_by_code_then_by_name(alpha, django_assert_num_queries):
    named, coded = (
        make_customer(NAME, admitted=False),
        make_customer("无锡锡澄新能源科技", unified_code=CODE, admitted=False),
    )

    with django_assert_num_queries(2):
        found = known(names=[*SAME, *ANOTHER], codes=[CODE.lower(), ""])

    assert {found.find(name=name) for name in SAME} == {named.pk}
    assert {found.find(name=name) for name in ANOTHER} == {None}
    assert found.find(name=NAME, unified_code=CODE.lower()) == coded.pk
