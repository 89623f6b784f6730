"""Rows of a file of facts: CSV in the encodings and separators people have, or the first sheet of a workbook.

Bounded: a file that would unpack into a huge one is refused before it is unpacked.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 1024 * 1024
MOST_BYTES, MOST_UNPACKED = 10 * MB, 100 * MB
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 50_000, 100, 500
WORKBOOK = b"PK\x03\x04"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENCODINGS = ("utf-8-sig", "gb18030")


def content_type_of(content: bytes) -> str:
    """What a file whose rows were read is kept as."""
    return WORKBOOK_TYPE if content.startswith(WORKBOOK) else "text/plain"


def rows_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells as text); empty rows are left out. Raises ValidationError for a file that can't be read."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file has more than {most} MB.").format(most=MOST_BYTES // MB))
    found = _workbook(content) if content.startswith(WORKBOOK) else _csv(content)
    for number, cells in enumerate(found, start=1):
        if number > MOST_ROWS + 1:
            raise ValidationError(_("The file has more than {most} rows.").format(most=MOST_ROWS))
        texts = [_text(cell) for cell in cells[:MOST_COLUMNS]]
        if any(texts):
            yield number, texts


def _csv(content: bytes) -> Iterator[list]:
    text = _decoded(content)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        yield from csv.reader(io.StringIO(text), dialect)
    except csv.Error as error:
        raise ValidationError(_("The file can't be read as rows; save it as CSV (UTF-8).")) from error


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ENCODINGS:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise ValidationError(_("The characters can't be read; save the file as CSV (UTF-8)."))


def _workbook(content: bytes) -> Iterator[tuple]:
    # Loaded with its first use: it takes every process a third of a second.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise ValidationError(
                _("This workbook unpacks into more than can be read; save it as CSV (UTF-8).")
            )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own extent may be wrong.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    except (
        ValueError, KeyError, TypeError, AttributeError, IndexError, EOFError, OSError, SyntaxError,
        zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise ValidationError(_("This workbook is damaged; save it again, or as CSV (UTF-8).")) from error


def _text(cell) -> str:
    """A cell as one would type it: days as 2026-11-03, whole numbers without .0."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return " ".join(str(cell).split())[:LONGEST_CELL]
