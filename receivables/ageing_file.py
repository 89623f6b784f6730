"""The ageing report as a file: every row, with the total and the ledger's own sum under it."""

import csv
import io

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core.listing.export import TYPES, XLSX, defused, in_sheet
from core.refusals import BadParameter
from receivables.ageing import Ageing
from receivables.rules.ageing import BUCKETS


def ageing_file(found: Ageing, kind: str, by) -> HttpResponse:
    """The response that carries it. Raises BadParameter for another format."""
    if kind not in TYPES:
        raise BadParameter("export", _("format is csv or xlsx."))
    table = _table(found)
    content = _workbook(table) if kind == XLSX else _text(table)
    response = HttpResponse(content, content_type=TYPES[kind])
    name = f"ageing-{found.group}-{found.as_of.isoformat()}-{found.basis}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table(found: Ageing) -> list[list]:
    head = [_("Number"), _("Name"), *(str(bucket.label) for bucket in BUCKETS), _("Total"), _("Currency")]
    rows = [
        [row.number, row.name, *(row.amounts[bucket.code] for bucket in BUCKETS), row.total, found.currency]
        for row in found.rows
    ]
    total = ["", _("Total"), *(found.amounts[bucket.code] for bucket in BUCKETS), found.total, found.currency]
    ledger = ["", _("Ledger"), *("" for _bucket in BUCKETS), found.ledger, found.currency]
    return [head, *rows, total, ledger]


def _text(table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in table:
        writer.writerow([defused(value) if isinstance(value, str) else f"{value:.2f}" for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _workbook(table) -> bytes:
    # Loaded with its first use: it takes every process a third of a second.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Ageing")[:31])
    sheet.freeze_panes = "A2"
    for row in table:
        sheet.append([in_sheet(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
