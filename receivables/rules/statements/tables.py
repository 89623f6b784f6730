"""A bank's CSV or workbook as a table: title lines, header, rows. What the columns mean is layout's business."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from core.tables import workbook
from core.tables.reading import DELIMITERS, Broken, csv_rows, delimiter_of
from core.tables.reading import Unreadable as TableUnreadable
from receivables.rules.statements import headers
from receivables.rules.statements.cells import has_day
from receivables.rules.statements.shape import MOST_ENTRIES, MappingAsked, Unreadable
from receivables.rules.statements.text import text_of

HEADER_WITHIN, LOOKED_AT = 60, 200
NEEDED = ("booked_on", "value_on"), ("amount", "credit", "debit")
ACCOUNT = re.compile(
    r"(?:本方|查询|银行|我方)?(?:账号|帐号|卡号|账户号码|账户|帐户|微信支付商户号|商户号)(?:\(.*?\)|（.*?）)?"
    r"\s*[:：]\s*[\[【]?\s*([A-Za-z0-9*@._ -]{4,50})"
    r"|(?:\bIBAN|Account(?: number| no\.?)?|Kontonummer|Konto|Rekening(?:nummer)?|Rachunek)"
    r"\s*[:：;,]\s*[\"'\[]?\s*([A-Za-z0-9* /-]{4,50})",
    re.IGNORECASE,
)
CURRENCY = re.compile(
    r"(?:币种|货币|币别|Currency|Währung|Waluta|Munt)\s*[:：;,]\s*[\"'\[]?\s*([^\s,;，\]\"]{1,12})",
    re.IGNORECASE,
)


@dataclass
class Row:
    """A row below the header: its line in the file, its cells, and the section (account) of the file it stands in."""

    line: int
    cells: list[str]
    section: int = 0

    def cell(self, at: int | None) -> str:
        return self.cells[at] if at is not None and at < len(self.cells) else ""


@dataclass
class Table:
    """header_line: the header's line, as people count. titles: what stands above each section's header, as text."""

    format: str
    encoding: str
    header_line: int
    header: list[str]
    rows: list[Row]
    titles: list[str] = field(default_factory=list)

    @property
    def bare(self) -> list[str]:
        return [headers.bare(name) for name in self.header]

    def account(self, section: int) -> str:
        """The account that a section's title names; empty where none does."""
        found = ACCOUNT.search(self.titles[section])
        return "".join((found[1] or found[2] or "").split()).strip("*:/-") if found else ""

    def currency_word(self, section: int) -> str:
        """The currency that a section's title names, as written."""
        found = CURRENCY.search(self.titles[section])
        return found[1] if found else ""


def is_workbook(raw: bytes) -> bool:
    """Does the file say of itself that it is a workbook?"""
    return raw.startswith(workbook.SIGNATURE) and b"xl/" in raw[:200_000] + raw[-200_000:]


def read(raw: bytes, encoding: str = "", is_header: Callable[[list[str]], bool] | None = None) -> Table:
    """The table in a file. is_header(cells): is this the header that somebody has said how to read?

    Raises Unreadable, and MappingAsked where no header can be found.
    """
    if is_workbook(raw):
        lines, found, name = _workbook_rows(raw), "xlsx", ""
    else:
        text, name = text_of(raw, encoding)
        lines, found = _csv_rows(text, is_header), "csv"
    return _table(lines, found, name, is_header)


def _csv_rows(text: str, is_header):
    """The rows by the separator that makes a header readable, else by the one that parts the lines most evenly."""
    lines = list(enumerate(text.split("\n"), start=1))
    head = lines[:HEADER_WITHIN]
    best = delimiter_of([line for _n, line in lines[:LOOKED_AT]])
    for delimiter in (best, *(one for one in DELIMITERS if one != best)):
        rows = [cells for _n, cells in csv_rows(iter(head), delimiter) if isinstance(cells, list)]
        if _header_at(rows, is_header) is not None:
            return csv_rows(iter(lines), delimiter)
    return csv_rows(iter(lines), best)


def _workbook_rows(raw: bytes):
    try:
        yield from workbook.rows(io.BytesIO(raw), _cell_text)
    except TableUnreadable as error:
        raise Unreadable(1, str(error)) from error


def _cell_text(cell) -> str:
    """A cell as text whose reading is not in doubt: days as 2026-11-03, numbers with a point and without thousands."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        # What a workbook calculates has dust beyond the fifth decimal.
        exact = Decimal(repr(cell))
        rounded = round(exact, 5) if exact.is_finite() and abs(exact) < 10**12 else exact
        text = (
            f"{(rounded if abs(exact - rounded) < Decimal('1e-8') else exact).normalize():f}"
            if exact.is_finite()
            else str(cell)
        )
        # One mark and three decimals could be thousands: a trailing zero says that it isn't.
        return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
    return str(cell)


def _table(lines, format_: str, encoding: str, is_header) -> Table:
    head = []
    for number, cells in islice(lines, HEADER_WITHIN):
        head.append((number, _sound(number, cells)))
    rows = [cells for _n, cells in head]
    at = _header_at(rows, is_header)
    if at is None:
        raise _no_header(head, format_, encoding)
    number, header = head[at]
    while header and not header[-1]:
        header = header[:-1]
    table = Table(format_, encoding, number, header, [], [_as_text(head[:at])])
    _fill(table, [*head[at + 1 :]], lines)
    return table


def _sound(number: int, cells) -> list[str]:
    if isinstance(cells, Broken):
        raise Unreadable(number, cells.reason)
    return [cell.lstrip("`").strip() for cell in cells]


def _as_text(rows) -> str:
    return "\n".join(",".join(filter(None, cells)) for _n, cells in rows)


def _header_at(rows: list[list[str]], is_header) -> int | None:
    """The header that somebody has explained, else the one whose words say enough."""
    at = next((n for n, cells in enumerate(rows) if is_header and is_header(cells)), None)
    return _header_among(rows) if at is None else at


def _header_among(rows: list[list[str]]) -> int | None:
    """The row whose cells name a day and an amount, and most roles besides; None where no row does."""
    best, most = None, 0
    for at, cells in enumerate(rows):
        roles = {role for cell in cells for role in headers.roles_of(cell)}
        complete = all(any(role in roles for role in needed) for needed in NEEDED)
        count = sum(headers.is_known(cell) for cell in cells if cell)
        if complete and count > most:
            best, most = at, count
    return best


def _no_header(head, format_: str, encoding: str) -> Unreadable:
    """The question for a mapping where there is a table; that there is none else."""
    wide = [(number, cells) for number, cells in head if sum(bool(cell) for cell in cells) >= 2]
    if not wide:
        return Unreadable(
            1, _("This is no bank statement in a format that is read: MT940, MT942, CAMT, OFX or a table.")
        )
    number, cells = _likely_header(wide)
    rows = [Row(line, row) for line, row in wide if line > number]
    table = Table(format_, encoding, number, cells, rows, [""])
    return MappingAsked(
        number, _("It is not known what the columns of this file mean. Say it in a mapping."), table,
        missing=("booked_on", "amount"),
    )  # fmt: skip


def _likely_header(wide):
    """The last row before the first one with a day in it, as wide as that one if there is such a row."""
    for at, (_number, cells) in enumerate(wide):
        if any(has_day(cell) for cell in cells):
            before = [one for one in wide[:at] if len(one[1]) == len(cells)] or wide[:at]
            return (
                before[-1] if before else (0, [_("Column {n}").format(n=n) for n in range(1, len(cells) + 1)])
            )
    return wide[0]


def _fill(table: Table, first, rest) -> None:
    """All rows below the header; the header again, with an account above it, begins another section."""
    between: list = []
    section, names = 0, [name for name in table.bare if name]
    for number, cells in _all_of(first, rest):
        if not any(cells):
            continue
        if [name for name in map(headers.bare, cells) if name] == names:
            table.titles.append(_as_text(between[-20:]))
            section += 1
            continue
        if sum(bool(cell) for cell in cells) <= 3:
            between.append((number, cells))
        table.rows.append(Row(number, cells, section))
        if len(table.rows) > MOST_ENTRIES:
            raise Unreadable(
                number, _("The file has more than {most} entries. Split it.").format(most=MOST_ENTRIES)
            )
    for at in range(1, len(table.titles)):
        if not table.account(at):
            table.titles[at] = table.titles[at - 1]


def _all_of(first, rest):
    yield from first
    for number, cells in rest:
        yield number, _sound(number, cells)
