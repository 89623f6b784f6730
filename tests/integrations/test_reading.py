"""Files as people have them: encodings, separators, header rows, workbooks; and those that are refused."""

import csv
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.reading import Broken, Unreadable
from integrations.imports.files import content_of, shape_of
from integrations.imports.mapping import known
from leads.imports import targets

ROWS = [
    ["公司名称", "姓名", "预算（万）"],
    ["苏州瀚成电子有限公司", "骆启航", "640"],
    ["常州启明", "单文静", "1,200"],
]


def text_of(rows, separator) -> str:
    return "\r\n".join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows
    )


def table_of(raw: bytes) -> list:
    """Header and rows of a file, as they are read."""
    file = io.BytesIO(raw)
    shape = shape_of(file, known(targets()))
    found = content_of(file, shape.encoding, shape.delimiter, shape.header_row)
    return [shape.header, *(cells for _number, cells in found)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encoding_and_separator_are_found(encoding, separator):
    assert table_of(text_of(ROWS, separator).encode(encoding)) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_bytes_that_are_no_characters_damage_their_own_row_alone(encoding):
    lines = text_of([*ROWS, ["无锡某厂", "尤明", "120"]], ",").encode(encoding).split(b"\r\n")
    lines[2] = lines[2].replace(b",", b"\xff,", 1)

    header, first, damaged, last = table_of(b"\r\n".join(lines))

    assert (header, first, last[0]) == (ROWS[0], ROWS[1], "无锡某厂")
    assert isinstance(damaged, Broken)


def test_a_stray_nul_is_no_letter():
    assert table_of(text_of(ROWS, ",").encode().replace(b"64", b"6\x004")) == ROWS


def test_western_letters_are_not_taken_for_chinese():
    assert table_of("Company,City\nMüller,Düsseldorf\n".encode("cp1252"))[1] == ["Müller", "Düsseldorf"]


def test_the_header_is_found_below_a_title():
    assert table_of(text_of([["工博会观众名单"], [""], *ROWS], ",").encode()) == ROWS


def test_line_ends_within_quotes_belong_to_the_cell():
    assert table_of('公司名称,需求\n某厂,"一线\n二线, ""三线"""\n'.encode())[1] == [
        "某厂",
        '一线\n二线, "三线"',
    ]


def test_a_quotation_mark_that_stays_open_breaks_its_own_line_alone():
    rows = table_of('公司名称,需求\n甲,"开\n乙,AGV\n'.encode())

    assert [isinstance(row, Broken) for row in rows] == [False, True, False]


SEEN = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"])
CELL = st.text(SEEN, min_size=1, max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_whatever_a_spreadsheet_writes_is_read_back(rows):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["公司名称", "需求"], *rows])
    # The mark that keeps a cell from being run is taken off again.
    kept = [
        [cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1:2] in "=+-@" else cell for cell in row]
        for row in rows
    ]
    assert table_of(text.getvalue().encode())[1:] == kept


def workbook_of(rows) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_as_one_would_type_it():
    rows = table_of(
        workbook_of(
            [["公司名称", "预算", "日期"], ["某厂", 640.0, datetime(2026, 11, 3)], [None], ["乙", 1.5, None]]
        )
    )

    assert rows[1:] == [["某厂", "640", "2026-11-03"], ["乙", "1.5"]]


def bomb(name="xl/worksheets/sheet1.xml", size=60_000_000, opening=b"<worksheet><sheetData><row>") -> bytes:
    """A small workbook that unpacks into a giant one."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_of(ROWS))) as honest,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in honest.namelist():
            if part != name:
                made.writestr(part, honest.read(part))
        made.writestr(name, opening + b"<c><v>1</v></c>" * (size // 15))
    return file.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 50,
        b"PK\x03\x04 this is no archive",
        workbook_of(ROWS)[:-200],
        bomb(),
        bomb("xl/sharedStrings.xml", 40_000_000, b"<sst>"),
        bomb("xl/styles.xml", 12_000_000, b"<styleSheet>"),
    ],
    ids=["empty", "blank", "picture", "no archive", "cut off", "giant row", "giant texts", "giant styles"],
)
def test_what_is_no_table_is_refused_in_words(raw):
    with pytest.raises(Unreadable, match=r"\w+ \w+"):
        table_of(raw)


def test_more_rows_than_are_read_are_refused(monkeypatch):
    monkeypatch.setattr("integrations.imports.files.MOST_ROWS", 3)

    with pytest.raises(Unreadable, match="more than 3 rows"):
        table_of("公司名称\n甲\n乙\n丙\n丁\n".encode())
