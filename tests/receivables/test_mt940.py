from datetime import date
from decimal import Decimal

import pytest

from receivables.rules.statements import mt940, narrative
from receivables.rules.statements.mt940_fields import amount_of
from receivables.rules.statements.shape import Unreadable
from receivables.rules.statements.text import text_of

CURRENCIES = {"CNY", "EUR", "USD", "KWD"}
PLAIN = """:20:A
:25:622200001
:28C:1/1
:60F:C261119CNY1000,00
:61:2611201120CR250,5NTRFNONREF//B1
:86:付款人：苏州恒岳精密机械有限公司 货款
:62F:C261120CNY1250,50
-"""


def read(text):
    return mt940.read(text_of(text if isinstance(text, bytes) else text.encode())[0], CURRENCIES)


def test_plain_statement_adds_up():
    (statement,) = read(PLAIN).statements

    (entry,) = statement.entries
    assert statement.adds_up and statement.currency == "CNY"
    assert (entry.amount, entry.value_on, entry.bank_reference) == (
        Decimal("250.50"),
        date(2026, 11, 20),
        "B1",
    )
    assert narrative.read(entry.narrative).payer == "苏州恒岳精密机械有限公司"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_is_read_in_any_encoding(encoding):
    (statement,) = read(PLAIN.encode(encoding)).statements

    assert "苏州恒岳" in statement.entries[0].narrative


def test_latin_letters_are_not_taken_for_chinese():
    text = "Müller & Söhne, Straße 5, für März"

    assert text_of(text.encode("cp1252")) == (text, "cp1252")


def test_swift_envelope_and_two_statements_in_a_file():
    wrapped = "{1:F01BANK}{2:I940}{4:\n" + PLAIN[:-1] + "-}\n{1:F01BANK}{2:I940}{4:\n" + PLAIN[:-1] + "-}"

    assert [s.adds_up for s in read(wrapped).statements] == [True, True]


def test_pages_of_one_statement_are_joined():
    first = PLAIN.replace(":62F:", ":62M:")
    second = PLAIN.replace(":60F:C261119CNY1000,00", ":60M:C261120CNY1250,50").replace(
        "1250,50\n-", "1501,00\n-"
    )
    (statement,) = read(first + "\n" + second).statements

    assert (
        len(statement.entries) == 2 and statement.adds_up and statement.closing.amount == Decimal("1501.00")
    )


def test_impossible_day_is_the_last_of_its_month_and_noted():
    found = read(PLAIN.replace("C261120CNY", "C261131CNY"))

    assert found.statements[0].closing.on == date(2026, 11, 30)
    assert [problem.line for problem in found.problems] == [7]


def test_booking_day_over_new_year():
    found = read(PLAIN.replace(":61:2611201120", ":61:2612310102"))

    assert found.statements[0].entries[0].booked_on == date(2027, 1, 2)


def test_reversal_of_a_credit_takes_money():
    found = read(PLAIN.replace("CR250,5", "RC250,5"))

    assert found.statements[0].entries[0].amount == Decimal("-250.50")
    assert found.statements[0].adds_up is False and found.problems[0].line == 7


def test_missing_closing_balance_is_noted_not_guessed():
    found = read(PLAIN.split(":62F:")[0])

    assert found.statements[0].adds_up is None and found.problems


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("6800,", "6800"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        (",5", "0.5"),
        ("1234,56789", "1234.56789"),
    ],
)
def test_amounts_as_banks_write_them(text, amount):
    assert amount_of(text, 1) == Decimal(amount)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("CNY1000,00", "XXZ1000,00", 4),
        ("CNY1000,00", "CNYNaN", 4),
        ("CNY1000,00", "CNY1000,123456", 4),
        ("CNY1000,00", "CNY12345678901234567,00", 4),
        (":61:261120", ":61:261320", 5),
        (":61:2611201120CR250,5", ":61:garbage", 5),
        (":60F:", ":99X:", None),
        (":20:A\n", "", 1),
    ],
)
def test_what_cannot_be_read_names_its_line(before, after, line):
    text = PLAIN.replace(before, after)

    if line is None:
        assert read(text).statements[0].adds_up is None
        return
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert refused.value.line == line


@pytest.mark.parametrize(
    "raw", [b"", b"   \n", b"hello", b"PK\x03\x04xx", b"\x1f\x8b\x08", b"\x00\x01\x02" * 99, b"\xff" * 99]
)
def test_other_files_are_refused(raw):
    with pytest.raises(Unreadable):
        read(raw)


@pytest.mark.parametrize(
    ("text", "payer", "account"),
    [
        (
            "166?00GUTSCHRIFT?20CT-2026-000001?30BANK?31123456?32ACME GMBH?33 BERLIN",
            "ACME GMBH BERLIN",
            "123456",
        ),
        ("/NAME/ACME BV/REMI/INVOICE 12", "ACME BV", ""),
        ("/CNTP/NL01BANK0123/BANKNL2A/ACME NV///REMI/USTD//12", "ACME NV", "NL01BANK0123"),
        ("对方户名:苏州恒岳;对方账号:6222000012345678;附言:货款", "苏州恒岳", "6222000012345678"),
        ("just a text", "", ""),
    ],
)
def test_payer_is_found_in_the_habits_of_banks(text, payer, account):
    told = narrative.read(text)

    assert (told.payer, told.account) == (payer, account)
