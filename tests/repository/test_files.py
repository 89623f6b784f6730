"""Every list as a file, in a company in which every kind of row exists."""

import csv
import io

import pytest
from openpyxl import load_workbook

from l2cplat.api import router_of_all_apps
from tests.factories.callers import caller

RESOURCES = sorted(
    prefix for prefix, view, _name in router_of_all_apps().registry if hasattr(view, "listing")
)


@pytest.mark.slow
@pytest.mark.parametrize("resource", RESOURCES)
def test_every_list_is_the_same_table_as_text_and_as_workbook(filled, resource):
    with filled.world.acting():
        record = f"&record={filled.rows['paper'].record_id}" if resource == "attachments" else ""
    boss = caller(filled.world, "executive")

    text, book = (boss.get(f"/{resource}/export/?format={kind}{record}") for kind in ("csv", "xlsx"))

    rows = list(csv.reader(io.StringIO(b"".join(text.streaming_content).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert rows[0] == [cell.value for cell in next(sheet.rows)]
    assert len(rows) == sheet.max_row and all(len(row) == len(rows[0]) for row in rows)
