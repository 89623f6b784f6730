"""Every list in a company in which every kind of row exists: its page, its previews, its file."""

import csv
import io

import pytest
from django.urls import resolve
from openpyxl import load_workbook

from core.list_view import ListView
from l2cplat.api import router_of_all_apps
from tests.factories.callers import browser, caller
from tests.repository.routes import routes

RESOURCES = sorted(
    prefix for prefix, view, _name in router_of_all_apps().registry if hasattr(view, "listing")
)
PLAIN = [f"/{route.pattern}" for route in routes() if not set("<(^") & set(route.pattern)]
PAGES = [path for path in PLAIN if issubclass(getattr(resolve(path).func, "view_class", object), ListView)]


@pytest.mark.slow
@pytest.mark.parametrize("resource", RESOURCES)
def test_every_list_is_the_same_table_as_text_and_as_workbook(filled, resource):
    with filled.world.acting():
        record = f"&record={filled.rows['paper'].record_id}" if resource in ("attachments", "notes") else ""
    boss = caller(filled.world, "executive")

    text, book = (boss.get(f"/{resource}/export/?format={kind}{record}") for kind in ("csv", "xlsx"))

    rows = list(csv.reader(io.StringIO(b"".join(text.streaming_content).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert rows[0] == [cell.value for cell in next(sheet.rows)]
    assert len(rows) == sheet.max_row and all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("resource", RESOURCES)
def test_the_page_whose_plan_is_kept_says_what_any_other_says(filled, resource):
    with filled.world.acting():
        record = f"record={filled.rows['paper'].record_id}" if resource in ("attachments", "notes") else ""

    for role in ("executive", "ar", "sales_manager"):
        asks = caller(filled.world, role)
        kept, other = (asks.get(f"/{resource}/?{record}{more}") for more in ("", "&limit=51"))
        assert kept.status_code == other.status_code
        assert kept.json().get("results") == other.json().get("results")


@pytest.mark.slow
@pytest.mark.parametrize("address", PAGES)
def test_every_list_shows_its_rows_beside_itself_and_every_filters_form(filled, address):
    boss = browser(filled.world, "executive")
    everything = f"{address}?ordering={resolve(address).func.view_class.listing.default_order}"

    page = boss.get(everything)

    assert page.context["rows"], "no row to look at"
    for row in page.context["rows"][:2]:
        shown = boss.get(f"{everything}&part=preview&preview={row.pk}", headers={"HX-Request": "true"})
        assert shown.status_code == 200
        for move in shown.context["ready"]:
            assert resolve(f"{row.get_absolute_url()}{move.name}/").kwargs["move"] == move.name
    for one in page.context["filters"]:
        form = boss.get(one["url"], headers={"HX-Request": "true"})
        assert form.status_code == 200 and form.context["list"].editing.operators, one["name"]
