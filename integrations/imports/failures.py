"""The rows that were not imported: shown, and as a file that can be mended and brought again."""

import csv
from collections import Counter

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from core.imports import Fate
from core.listing.export import Echo, defused
from core.tenancy import acting_for, current_tenant_id
from integrations.models import Import

AT_ONCE = 500


def failed_rows(upload: Import):
    """The failed rows in the order of the file."""
    return upload.rows.filter(fate=Fate.FAILED).order_by("position")


def failures_by_column(upload: Import) -> list[tuple[str, int]]:
    """[(column, failed rows)], the column with most failures first; "" where the whole row is damaged."""
    return Counter(failed_rows(upload).values_list("column", flat=True)).most_common()


def failures_file(upload: Import) -> StreamingHttpResponse:
    """The failed rows as they stood in the file, and what is wrong with each.

    Brought again, the added columns are passed over (mapping.OWN_COLUMNS).
    """
    header = [*upload.columns, _("Row in the file"), _("Column at fault"), _("Reason")]
    tenant = current_tenant_id()

    def lines():
        writer = csv.writer(Echo())
        with acting_for(tenant):
            # Spreadsheets take a file without this mark for the computer's old encoding.
            yield "\ufeff" + writer.writerow([defused(text) for text in header])
            for row in failed_rows(upload).iterator(AT_ONCE):
                cells = (row.cells + [""] * len(upload.columns))[: len(upload.columns)]
                told = [*cells, str(row.number), row.column, row.reason]
                yield writer.writerow([defused(text) for text in told])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{upload.kind}-failures.csv"'
    return response
