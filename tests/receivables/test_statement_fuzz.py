"""What is written is read back in every format; whatever bytes come, the answer is a statement or a clear refusal."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.currencies import CURRENCIES
from receivables.rules.statements.reading import Asked, read
from receivables.rules.statements.shape import StatementFile, Unreadable
from tests.factories import bank_files
from tests.factories.bank_files import ACCOUNT, Paid

ASKED = Asked(CURRENCIES, "EUR")
BOUNDED = settings(
    max_examples=8, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ苏州恒岳精密机械有限公司", min_size=6, max_size=20)
# A cell that says “none” or “null” is empty.
words = st.text("abcdefghijklmnopqrstuvwxyz0123456789货款", min_size=1, max_size=30).filter(
    lambda text: text not in ("none", "null")
)
lines = st.lists(
    st.builds(
        Paid,
        amount=st.decimals("-99999999.99", "99999999.99", places=2).filter(bool),
        on=st.dates(date(2026, 1, 1), date(2026, 6, 30)),
        payer=names,
        text=words,
        reference=st.integers(10**8, 10**9).map(str),
    ),
    min_size=1,
    max_size=8,
).map(lambda found: sorted(found, key=lambda line: line.on))
WRITERS = {
    "mt940": bank_files.mt940,
    "mt940 of lines ended by a line feed": lambda lines: bank_files.mt940(lines, end="\n"),
    "camt.053 version 2": lambda lines: bank_files.camt053(lines, version="02"),
    "camt.053 version 8, prefixed": lambda lines: bank_files.camt053(lines, prefix="ns2"),
    "ofx sgml": bank_files.ofx,
    "ofx xml": lambda lines: bank_files.ofx(lines, closed=True),
    "csv": lambda lines: bank_files.as_csv(bank_files.table(lines)),
    "csv in GB 18030 with tabs": lambda lines: bank_files.as_csv(bank_files.table(lines), "gb18030", "\t"),
    "csv in UTF-16": lambda lines: bank_files.as_csv(bank_files.table(lines), "utf-16", ";"),
    "xlsx": lambda lines: bank_files.as_xlsx(bank_files.table(lines)),
}


@pytest.mark.parametrize("writer", WRITERS)
@given(written=lines)
@BOUNDED
def test_what_is_written_is_read_back(writer, written):
    found = read(WRITERS[writer](written), ASKED)

    (statement,) = found.statements
    assert [entry.amount for entry in statement.entries] == [line.amount for line in written]
    assert [entry.booked_on for entry in statement.entries] == [line.on for line in written]
    assert [entry.payer for entry in statement.entries] == [line.payer for line in written]
    assert [entry.bank_reference for entry in statement.entries] == [line.reference for line in written]
    assert all(line.text in entry.text for entry, line in zip(statement.entries, written, strict=True))
    assert statement.account == ACCOUNT and not statement.is_held
    assert statement.closing.amount == 1000 + sum(line.amount for line in written)


SOME = [
    Paid(Decimal("250.50"), date(2026, 3, 4), "苏州恒岳", "货款 CT-2026-000001", "777"),
    Paid(Decimal("-12.00"), date(2026, 3, 5), "ACME", "fee", "778"),
]
SAMPLES = [writer(SOME) for writer in WRITERS.values()]


def judged(raw: bytes) -> StatementFile | None:
    """The file read, or None where it was refused with its line."""
    try:
        return read(raw, ASKED)
    except Unreadable as refused:
        assert refused.line >= 0 and refused.detail
        return None


@given(st.data())
@settings(BOUNDED, max_examples=60)
def test_damage_is_refused_or_held_or_harmless(data):
    raw = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _n in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        what = data.draw(st.sampled_from(["set", "cut", "drop", "double", "insert"]))
        if what == "set":
            raw[at] = data.draw(st.integers(0, 255))
        elif what == "cut":
            del raw[at + 1 :]
        elif what == "drop":
            del raw[at : at + data.draw(st.integers(1, 40))]
        elif what == "double":
            raw[at:at] = raw[at : at + 30]
        else:
            raw[at:at] = data.draw(st.binary(max_size=12))
        raw = raw or bytearray(b" ")

    found = judged(bytes(raw))

    for statement in found.statements if found else []:
        assert statement.currency in CURRENCIES
        assert all(entry.amount.is_finite() for entry in statement.entries)
        if statement.opening and statement.closing and not statement.is_held and not statement.interim:
            assert statement.difference == 0


@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff\xfe")
@example(b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
@settings(BOUNDED, max_examples=40)
def test_any_bytes_are_answered(raw):
    judged(raw)


@given(st.text(max_size=300))
@settings(BOUNDED, max_examples=40)
def test_any_text_is_answered(text):
    judged(text.encode("utf-8", "ignore"))
    judged(f":20:{text}".encode("utf-8", "ignore"))
    judged(f"<OFX>{text}</OFX>".encode("utf-8", "ignore"))
    judged(f"交易日期,金额\n{text}".encode("utf-8", "ignore"))


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=8))
@settings(BOUNDED, max_examples=40)
def test_any_rows_are_answered(rows):
    judged(bank_files.as_csv([bank_files.HEADER, *rows]).replace(b"\x00", b""))
