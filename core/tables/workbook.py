"""Rows of a workbook, read as a stream within bounds: a small file that would unpack into a huge one is refused."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from core.tables.reading import Broken, Unreadable, bounded

MB = 1024 * 1024
# Shared texts are held in memory whole, and so are styles and the like; sheets pass through.
MOST_UNPACKED, MOST_TEXTS, MOST_OTHER, MOST_PARTS = 150 * MB, 24 * MB, 6 * MB, 2000
# An honest sheet shrinks to a tenth or so.
MOST_SHRUNK = 200
# One row is held in memory whole too.
LONGEST_ROW = 2 * MB
SIGNATURE = b"PK\x03\x04"
# A sheet has no more rows; a row that claims a higher number would have the empty ones before it made up.
LAST_ROW = 1_048_576


def is_one(file) -> bool:
    """Does the file say of itself that it is a workbook (or any archive)?"""
    file.seek(0)
    return file.read(4) == SIGNATURE


def check(file) -> None:
    """Refuse what is no workbook, or unpacks into more than is read. Raises Unreadable."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            if not _is_within(archive.infolist()) or any(
                map(partial(_has_giant_row, archive), _sheets(archive))
            ):
                raise Unreadable(
                    _(
                        "This workbook unpacks into more than can be read. Save its first sheet as CSV (UTF-8)."
                    )
                )
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise Unreadable(
            _("This is no workbook, or it is damaged. Save it as .xlsx or as CSV (UTF-8).")
        ) from error
    if not is_workbook:
        raise Unreadable(_("This is no workbook. Save it as .xlsx or as CSV (UTF-8)."))


def _is_within(parts: list[zipfile.ZipInfo]) -> bool:
    unpacked, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    texts = sum(one.file_size for one in parts if _is_texts(one.filename))
    other = sum(
        one.file_size
        for one in parts
        if one.filename.endswith((".xml", ".rels")) and not _passes(one.filename)
    )
    shrunk = unpacked > 10 * MB and unpacked > packed * MOST_SHRUNK
    return (
        unpacked <= MOST_UNPACKED and texts <= MOST_TEXTS and other <= MOST_OTHER and len(parts) <= MOST_PARTS
        and not shrunk
    )  # fmt: skip


def _is_texts(name: str) -> bool:
    return "sharedstrings" in name.lower()


def _passes(name: str) -> bool:
    return _is_texts(name) or name.startswith("xl/worksheets/")


def _sheets(archive) -> list[str]:
    return [
        name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]


def _has_giant_row(archive, name: str) -> bool:
    """Is there so much in one row, or around the rows, that reading it would take the memory?"""
    since = 0
    with archive.open(name) as part:
        for piece in iter(lambda: part.read(MB), b""):
            last = piece.rfind(b"row")
            since = len(piece) - last if last >= 0 else since + len(piece)
            if since > LONGEST_ROW:
                return True
    return False


def rows(file, written=None) -> Iterator[tuple[int, list | Broken]]:
    """(row number, cells as text) of the first sheet. Raises Unreadable for a damaged one.

    written(cell): how a cell's value is written as text, where the usual way (text_of) is not wanted.
    """
    # Loaded with its first use: it takes every process a third of a second.
    from openpyxl import load_workbook

    check(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            return
        # What the file says of its own extent may be wrong; rows are read until there are no more.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=LAST_ROW), start=1):
            yield number, _cells(cells, written or text_of)
        book.close()
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, SyntaxError, zipfile.BadZipFile,
            zlib.error) as error:  # fmt: skip
        raise Unreadable(_("This workbook is damaged. Save it again as .xlsx or as CSV (UTF-8).")) from error


def _cells(cells, written) -> list | Broken:
    while cells and cells[-1] is None:
        cells = cells[:-1]
    return bounded([written(cell) for cell in cells])


def text_of(cell) -> str:
    """A cell as one would type it: days as 2026-11-03, whole numbers without .0."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return str(cell)
