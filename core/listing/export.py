"""A list as a file: the rows that the filters let through, the columns that are shown, as CSV or workbook.

Bounded to MOST rows; rows are read and written in pieces, so that memory stays flat. Cells that a spreadsheet would
run as a formula are defused.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile

import structlog
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import FileResponse, StreamingHttpResponse
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.custom import cell_of
from core.dates import local_day, local_now
from core.listing.declared import Column, Listing
from core.refusals import BadParameter
from core.tenancy import acting_for, current_tenant_id

MOST = 50_000
PIECE = 500
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Full-width signs too: Chinese and Japanese spreadsheets read them as the plain ones.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
AMOUNTS = ("money", "ledger")
log = structlog.get_logger("core.export")


def export(listing: Listing, asked, rows, columns: list[Column], kind: str, by):
    """The response that carries the file. Raises BadParameter for another format, ValidationError beyond MOST rows."""
    if kind not in TYPES:
        raise BadParameter("format", _("format is csv or xlsx."))
    rows = listing.with_related(rows)
    count = rows[: MOST + 1].count()
    if count > MOST:
        raise ValidationError(
            _("A file takes {most} rows at most; narrow the filters.").format(most=f"{MOST:,}")
        )
    log.info("list exported", listing=listing.name, rows=count, user=str(by.user_id))
    keys = [f"-{key.path}" if key.descending else key.path for key in asked.ordering]
    rows = rows.order_by(*keys, "-pk" if keys and keys[-1].startswith("-") else "pk")
    return _csv(listing, rows, columns) if kind == CSV else _workbook(listing, rows, columns)


def exported(listing: Listing, by, names: list[str] | None = None) -> list[Column]:
    """The columns of a file: those named, else all that the person may see; raises BadParameter for others."""
    known = {column.name: column for column in _all_columns(listing) if column.open_to(by)}
    for name in names or ():
        if name not in known:
            detail = _("There is no column “{name}”; there are {known}.")
            raise BadParameter("fields", detail.format(name=name, known=", ".join(known)))
    return [known[name] for name in names] if names else file_columns(listing, list(known.values()))


def _all_columns(listing: Listing) -> Iterable[Column]:
    """The list's columns; of a list without a page, what it filters by."""
    if listing.columns:
        return listing.columns_now
    kinds = {"money": "text", "moment": "moment", "date": "day", "number": "number"}
    return [
        Column(one.name, one.label, kinds.get(one.kind, "text"))
        for one in listing.by_name.values()
        if not one.asks and "__" not in one.path and one.kind != "money"
    ]


def file_columns(listing: Listing, columns: list[Column]) -> list[Column]:
    """The columns with what a page shows without a column of its own: the number, the customer, the currency."""
    fields = {field.name: field for field in listing.model._meta.get_fields()}
    names = {column.name for column in columns}
    # Records that people don't number have no filter for it either.
    told = [name for name in ("number", "customer") if name != "number" or name in listing.by_name]
    before = [
        Column(name, capfirst(fields[name].verbose_name))
        for name in told
        if name in fields and name not in names
    ]
    money = any(column.kind in AMOUNTS for column in columns)
    after = (
        [Column("currency", _("Currency"))]
        if money and "currency" in fields and "currency" not in names
        else []
    )
    return before + list(columns) + after


# --- files ------------------------------------------------------------------------------------------------------


def _csv(listing, rows, columns) -> StreamingHttpResponse:
    """Streamed: rows are read while they are sent, in a transaction of their own that knows tenant and language."""
    tenant, language = current_tenant_id(), get_language()

    def lines() -> Iterator[str]:
        writer = csv.writer(Echo())
        with acting_for(tenant), override(language):
            # Spreadsheets take a file without this mark for the computer's old encoding.
            yield "\ufeff" + writer.writerow([defused(str(column.label)) for column in columns])
            for row in _pieces(rows):
                yield writer.writerow([_text(cell(row, column)) for column in columns])

    response = StreamingHttpResponse(lines(), content_type=TYPES[CSV])
    response["Content-Disposition"] = f'attachment; filename="{_name(listing, CSV)}"'
    return response


def _workbook(listing, rows, columns) -> FileResponse:
    """Written to a temporary file row by row, then sent."""
    # Loaded with its first use: it takes every process a third of a second.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(listing.model._meta.verbose_name_plural)[:31])
    sheet.freeze_panes = "A2"
    sheet.append([in_sheet(sheet, str(column.label)) for column in columns])
    for row in _pieces(rows):
        sheet.append([in_sheet(sheet, cell(row, column)) for column in columns])
    file = TemporaryFile()  # noqa: SIM115  (closed with the response that sends it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_name(listing, XLSX), content_type=TYPES[XLSX])


def _pieces(rows) -> Iterator[Model]:
    return islice(rows.iterator(chunk_size=PIECE), MOST)


def _name(listing, kind: str) -> str:
    return f"{listing.name}-{local_day().isoformat()}.{kind}"


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


# --- cells ------------------------------------------------------------------------------------------------------


def cell(row, column: Column):
    """A value for a file: Decimal, int, date, datetime of the tenant's zone, or words; None where there is none."""
    if column.kind == "custom":
        return cell_of(row, column.name)
    display = getattr(row, f"get_{column.name}_display", None)
    value = display() if display is not None else _value(row, column.name)
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return local_now(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, Decimal):
        return _short(value)
    if isinstance(value, int | date):
        return value
    return str(getattr(value, "name", "") or value)


def _short(value: Decimal) -> Decimal:
    """Two decimals, and more only where they say something (unit prices)."""
    cents = value.quantize(Decimal("0.01"))
    return cents if cents == value else value.normalize()


def _value(row, path: str):
    """`customer__name` of a row, or None where something on the way is missing."""
    for part in path.split("__"):
        row = getattr(row, part, None)
        if callable(row):
            row = row()
    return row


def defused(text: str) -> str:
    """Text that a spreadsheet shows and never runs."""
    return f"'{text}" if text.startswith(RUNS) else text


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return defused(value) if isinstance(value, str) else str(value)


def in_sheet(sheet, value):
    """A value for a worksheet: text is shown, never run."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    found = WriteOnlyCell(sheet, defused(NOT_IN_XML.sub("", value)))
    # Without this a text that begins with = would become a formula.
    found.data_type = "s"
    return found
