"""A file as a table: how it is read, its header, the first rows, and then all of them, within bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from core.tables import workbook
from core.tables.reading import (
    Broken,
    Unreadable,
    csv_rows,
    delimiter_of,
    encoding_of,
    header_among,
    lines_of,
)

MOST_ROWS = 100_000
# Of a table that is hardly readable, a list of its rows helps nobody.
MOST_BROKEN = 1000
LOOKED_AT = 200
HEADER_WITHIN = 15


@dataclass(frozen=True)
class Shape:
    """How a file is read: encoding and delimiter are empty for workbooks. header_row: its line, as people count."""

    encoding: str
    delimiter: str
    header_row: int
    header: list[str]
    first: list[list[str]]


def shape_of(file, known) -> Shape:
    """Look at the file's first rows. known(text): is it a header we know? Raises Unreadable."""
    encoding = delimiter = ""
    if not workbook.is_one(file):
        encoding = encoding_of(file)
        delimiter = delimiter_of([line for _n, line in islice(lines_of(file, encoding), LOOKED_AT)])
    found = islice(rows_of(file, encoding, delimiter), LOOKED_AT)
    head = [(number, cells) for number, cells in found if isinstance(cells, list) and any(cells)]
    if not head:
        raise Unreadable(_("There are no rows in this file."))
    at = header_among([cells for _n, cells in head[:HEADER_WITHIN]], known)
    number, header = head[at]
    return Shape(encoding, delimiter, number, header, [cells for _n, cells in head[at + 1 :]])


def rows_of(file, encoding: str, delimiter: str) -> Iterator[tuple[int, list | Broken]]:
    """(line or row number, cells) of the whole table, from the first line on."""
    if not encoding:
        return workbook.rows(file)
    return csv_rows(lines_of(file, encoding), delimiter)


def content_of(file, encoding: str, delimiter: str, header_row: int) -> Iterator[tuple[int, list | Broken]]:
    """The rows below the header, without empty ones. Raises Unreadable beyond what is read."""
    count = broken = 0
    for number, cells in rows_of(file, encoding, delimiter):
        if number <= header_row or (isinstance(cells, list) and not any(cells)):
            continue
        count, broken = count + 1, broken + isinstance(cells, Broken)
        if count > MOST_ROWS:
            raise Unreadable(_("The file has more than {most} rows. Split it.").format(most=MOST_ROWS))
        if broken > MOST_BROKEN:
            raise Unreadable(
                _("More than {most} rows are damaged. Save the file again.").format(most=MOST_BROKEN)
            )
        yield number, cells
