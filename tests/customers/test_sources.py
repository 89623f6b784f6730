"""Sources of facts: a service over HTTP and files, read in the background, with what goes wrong there."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from openpyxl import Workbook

from core.dates import acting_at, local_day, moment
from core.errors import Denied
from core.models import History, Outbox
from core.outbox import HANDLERS
from customers.fact_file import facts_shown, readings_of
from customers.models import (
    AdmissionCheck,
    AdmissionFact,
    Customer,
    FactSource,
    SourceFile,
    SourceReading,
    SourceRow,
)
from customers.selectors import facts_on_file
from customers.services.fact_files import load, upload
from customers.services.fact_reading import ask_sources, read_again
from customers.services.fact_sources import remove_source, save_source
from tests.factories.customers import GOOD_FACTS, make_customer

SECRET = "sesame-9f3a"
# How often, in seconds, a server looks whether it is to end: half of one unless it is told.
SOON = 0.01
CODE = "91320500MA1XXXXX0K"


class Registry(BaseHTTPRequestHandler):
    """A company registry: answers what `say` holds, and keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, body = self.server.say
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def registry(settings):
    """A service in the house that may be called; `registry.say` is its answer, `registry.asked` its calls."""
    server = HTTPServer(("127.0.0.1", 0), Registry)
    server.asked, server.say = [], (200, {})
    settings.OUTGOING_ALLOW = {f"127.0.0.1:{server.server_port}"}
    Thread(target=server.serve_forever, args=(SOON,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def service(alpha, registry, **values):
    """A source that asks the registry."""
    given = {
        "name": "企业信息服务", "kind": "http", "header_name": "X-Key", "secret": SECRET, "day_from": "as_of",
        "url": f"http://127.0.0.1:{registry.server_port}/v1/{{code}}?n={{name}}",
        "mapping": {"pledge_ratio": "pledge.ratio", "dishonest": "court[0].listed", "lawsuits_12m": "length(suits)"},
    }  # fmt: skip
    return save_source(None, by=alpha.by.admin, **{**given, **values})


def answered(**changed):
    return {
        "pledge": {"ratio": 0.86},
        "court": [{"listed": False}],
        "suits": [1, 2],
        "as_of": str(local_day()),
    } | changed


def deliver():
    """What the worker does with the waiting rows of the outbox; later rows wait for their time."""
    kinds = ("read_facts", "load_fact_file", "check_admissions")
    due = Outbox.objects.filter(kind__in=kinds, sent_at=None).order_by("next_try_at", "pk")
    while rows := list(due.filter(next_try_at__lte=now())):
        for row in rows:
            HANDLERS[row.kind](row.payload)
            Outbox.objects.filter(pk=row.pk).update(sent_at=now())


def test_a_service_is_asked_in_the_background_and_its_facts_are_checked(alpha, registry):
    customer = make_customer(by=alpha.by.ar, unified_code="")
    Customer.objects.filter(pk=customer.pk).update(unified_code=CODE)
    source = service(alpha, registry)
    registry.say = (200, answered())

    assert ask_sources(Customer.objects.get(pk=customer.pk)) == 1
    assert registry.asked == []
    deliver()

    path, headers = registry.asked[0]
    assert path.startswith(f"/v1/{CODE}?n=%E8%8B%8F") and headers["X-Key"] == SECRET
    facts = facts_on_file(customer)
    assert (facts["pledge_ratio"].value, facts["pledge_ratio"].source) == ("0.86", source.name)
    assert (facts["dishonest"].value, facts["lawsuits_12m"].value) == ("false", "2")
    assert Customer.objects.get(pk=customer.pk).state == "rejected"
    assert AdmissionCheck.objects.filter(customer=customer).order_by("at").last().by is None


def test_a_fresh_answer_is_not_asked_for_again_until_its_hours_are_over(alpha, registry):
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}", cache_hours=2)
    registry.say = (200, answered())

    assert (ask_sources(customer), ask_sources(customer)) == (1, 0)
    deliver()
    assert ask_sources(customer) == 0
    assert read_again(customer, by=alpha.by.credit) == 1
    deliver()
    with acting_at(moment() + timedelta(hours=3)):
        assert ask_sources(customer) == 1
    assert len(registry.asked) == 2


@pytest.mark.parametrize(
    ("say", "problem"),
    [
        ((500, {}), "status"), ((302, {}), "status"), ((200, b"<html>"), "no_json"), ((200, b"[" * 20000), "no_json"),
        ((200, b'{"pledge": NaN}'), "no_json"), ((200, {"as_of": "soon"}), "no_day"),
        ((200, {"as_of": "2999-01-01"}), "no_day"),
    ],
)  # fmt: skip
def test_a_source_that_is_down_leaves_the_old_facts_and_is_tried_again(alpha, registry, say, problem):
    customer = make_customer(by=alpha.by.ar)
    before = facts_on_file(customer)
    source = service(
        alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}", attempts=2, pause_minutes=7
    )
    registry.say = say
    ask_sources(customer)

    deliver()

    reading = SourceReading.objects.get()
    assert facts_on_file(customer) == before and reading.problem["code"] == problem and reading.is_waiting
    waiting = Outbox.objects.get(kind="read_facts", sent_at=None)
    assert timedelta(minutes=6) < waiting.next_try_at - waiting.posted_at < timedelta(minutes=8)
    HANDLERS["read_facts"](waiting.payload)
    reading.refresh_from_db()
    assert not reading.is_waiting and reading.tried == 2 and reading.failing_since and reading.read_at is None
    assert readings_of(customer)[0]["problem"]
    registry.say = (200, answered())
    assert ask_sources(customer) == 1
    Outbox.objects.filter(kind="read_facts").update(sent_at=None)
    deliver()
    reading.refresh_from_db()
    assert (reading.failing_since, reading.problem, source.name) == (None, {}, "企业信息服务")


def test_an_unknown_company_is_no_failure_and_bad_values_are_named(alpha, registry):
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    registry.say = (404, {})
    ask_sources(customer)
    deliver()
    assert SourceReading.objects.get().problem == {"code": "unknown"}

    registry.say = (200, answered(pledge={"ratio": "half"}, court=None))
    read_again(customer, by=alpha.by.credit)
    deliver()

    reading = SourceReading.objects.get()
    assert reading.problem == {"code": "values", "facts": "pledge_ratio"} and reading.read_at
    assert facts_on_file(customer)["lawsuits_12m"].value == "2"
    assert facts_on_file(customer)["dishonest"].source != "企业信息服务"


def test_an_older_fact_does_not_replace_a_later_one(alpha, registry):
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    registry.say = (200, answered(as_of="2026/01/02 08:00"))
    ask_sources(customer)

    deliver()

    assert facts_on_file(customer)["pledge_ratio"].value == GOOD_FACTS["pledge_ratio"]


def test_the_secret_is_sealed_written_once_and_shown_nowhere(alpha, registry, caller, caplog):
    customer = make_customer(by=alpha.by.ar)
    source = service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    registry.say = (500, {})
    ask_sources(customer)
    deliver()
    browser = Client()
    browser.force_login(alpha.people["admin"])

    shown = caller(alpha, "admin").get(f"/fact-sources/{source.pk}/")
    pages = [
        browser.get(f"/customers/sources/{source.pk}/"),
        browser.get("/customers/sources/"),
        browser.get("/settings/changes/"),
    ]
    rows = [
        str(row) for model in (FactSource, History, Outbox, SourceReading) for row in model.objects.values()
    ]

    assert shown.json()["has_secret"] is True and "sealed" not in shown.json()
    assert [page.status_code for page in pages] == [200, 200, 200]
    texts = [shown.content.decode(), *(page.content.decode() for page in pages), *rows, caplog.text]
    assert [text for text in texts if SECRET in text] == []
    save_source(source, by=alpha.by.admin, name="另名")
    assert FactSource.objects.get().sealed == source.sealed
    save_source(source, by=alpha.by.admin, url="https://elsewhere.example.com/{code}")
    assert FactSource.objects.get().sealed == ""


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("url", {"url": "https://api.example.com/all"}), ("url", {"url": "ftp://example.com/{code}"}),
        ("header_name", {"header_name": "X Key"}),
        ("header_name", {"header_name": "Host"}), ("mapping", {"mapping": {}}),
        ("mapping", {"mapping": {"pledge_ratio": "a[["}}), ("mapping", {"mapping": {"nonsense": "a"}}),
        ("mapping", {"mapping": {"payment_mode": "a"}}), ("timeout_seconds", {"timeout_seconds": 11}),
        ("kind", {"kind": "magic"}), ("name", {"name": "企业信息服务"}),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_by_field(alpha, registry, field, values):
    if field == "name":
        service(alpha, registry)
    with pytest.raises(ValidationError) as caught:
        service(alpha, registry, **values)
    assert field in caught.value.error_dict


def test_a_target_inside_the_house_is_not_called(alpha, registry, settings):
    settings.OUTGOING_ALLOW = set()
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    ask_sources(customer)

    deliver()

    assert registry.asked == [] and SourceReading.objects.get().problem["code"] == "no_answer"


def test_sources_are_the_administrators_and_reading_is_credits(alpha, registry):
    customer, source = make_customer(by=alpha.by.ar), service(alpha, registry)
    for act in (lambda: save_source(source, by=alpha.by.credit, name="x"),
                lambda: remove_source(source, by=alpha.by.credit),
                lambda: read_again(customer, by=alpha.by.ar),
                lambda: upload(source, by=alpha.by.ar, file=io.BytesIO(b"x"))):  # fmt: skip
        with pytest.raises(Denied):
            act()
    ask_sources(customer)
    remove_source(source, by=alpha.by.admin)
    deliver()
    assert not SourceReading.objects.exists()


# --- files --------------------------------------------------------------------------------------------------------

HEADER = "统一社会信用代码,企业名称,控股股东股权质押比例,失信被执行人,近 12 个月被诉未结,日期"


def files(alpha):
    return save_source(None, by=alpha.by.admin, name="征信文件", kind="file")


def bring(alpha, source, content, name="facts.csv", **columns):
    """Upload, put in force with the guessed columns, and do the work."""
    made = upload(source, by=alpha.by.credit, file=SimpleUploadedFile(name, content))
    source.refresh_from_db()
    guess = {"mapping": source.mapping, "code_column": source.code_column, "name_column": source.name_column,
             "day_from": source.day_from}  # fmt: skip
    load(made, by=alpha.by.credit, **{**guess, **columns})
    deliver()
    return SourceFile.objects.get(pk=made.pk)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_as_people_have_it(alpha, encoding, separator):
    by_code = make_customer(by=alpha.by.ar)
    make_customer("无锡锡澄新能源科技有限公司", by=alpha.by.ar)
    Customer.objects.filter(pk=by_code.pk).update(unified_code=CODE)
    rows = [HEADER, f"{CODE},别名,86%,否,1,2026/11/3", ",无锡锡澄新能源科技（集团）,0.1,是,0,2026年11月3日"]

    file = bring(alpha, files(alpha), "\n".join(rows).replace(",", separator).encode(encoding))

    assert (file.state, file.rows, file.matched, file.failed) == ("loaded", 2, 2, 0), file.problems
    first, second = SourceRow.objects.order_by("-unified_code")
    assert first.values == {"pledge_ratio": "0.86", "dishonest": "false", "lawsuits_12m": "1"}
    assert second.values == {"pledge_ratio": "0.1", "dishonest": "true", "lawsuits_12m": "0"}
    assert first.day == second.day == date(2026, 11, 3)
    # What is on file is of a later day.
    assert not AdmissionFact.objects.filter(source="征信文件").exists()


def test_later_facts_of_a_file_are_taken_in_and_checked(alpha):
    customer = make_customer(by=alpha.by.ar)
    row = f",{customer.name},86%,否,1,{local_day()}"

    file = bring(alpha, files(alpha), f"{HEADER}\n{row}\n".encode())

    facts = facts_on_file(customer)
    assert (facts["pledge_ratio"].value, facts["pledge_ratio"].source) == ("0.86", "征信文件")
    assert Customer.objects.get(pk=customer.pk).state == "rejected" and file.matched == 1


def test_a_customer_added_later_finds_its_row(alpha):
    bring(alpha, files(alpha), f"{HEADER}\n,新来客户有限公司,10%,否,1,{local_day()}\n".encode())
    customer = make_customer("新来客户", by=alpha.by.ar, admitted=False)

    assert ask_sources(customer) == 1
    deliver()

    assert facts_on_file(customer)["pledge_ratio"].value == "0.1"
    assert readings_of(customer)[0]["problem"] == ""


def test_each_bad_row_is_named_and_the_others_are_read(alpha):
    customer = make_customer(by=alpha.by.ar)
    rows = [
        HEADER,
        ",,1%,否,1,2026-11-03",
        f",{customer.name},many,否,1,{local_day()}",
        ",甲公司,1%,否,1,never",
    ]

    file = bring(alpha, files(alpha), "\n".join(rows).encode())

    assert [(one["row"], one["column"]) for one in file.problems] == [
        (2, ""),
        (3, "控股股东股权质押比例"),
        (4, ""),
    ]
    assert (file.rows, file.failed, file.matched) == (1, 3, 1)
    assert facts_on_file(customer)["lawsuits_12m"].value == "1"


def test_a_workbook_is_read_and_a_broken_one_changes_nothing(alpha):
    customer, source = make_customer(by=alpha.by.ar), files(alpha)
    book, kept = Workbook(), io.BytesIO()
    book.active.append(HEADER.split(","))
    book.active.append(["", customer.name, 0.5, False, 1, local_day()])
    book.save(kept)

    assert bring(alpha, source, kept.getvalue(), "facts.xlsx").state == "loaded"
    assert facts_on_file(customer)["pledge_ratio"].value == "0.5"
    for content in (kept.getvalue()[:-200], b"\xff\xfe\xfa", b""):
        with pytest.raises(ValidationError):
            upload(source, by=alpha.by.credit, file=SimpleUploadedFile("facts.xlsx", content))
    assert SourceFile.objects.count() == 1


def test_columns_that_the_file_does_not_have_are_refused(alpha):
    source = files(alpha)
    made = upload(source, by=alpha.by.credit, file=SimpleUploadedFile("a.csv", HEADER.encode()))
    named = {"name_column": "企业名称"}
    for columns in (
        {"mapping": {"dishonest": "别的"}, **named}, {"mapping": {}, **named}, {"mapping": {"dishonest": "日期"}},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            load(made, by=alpha.by.credit, **columns)


def test_pages_and_api_set_up_bring_and_read(alpha, registry, caller):
    customer, admin = make_customer(by=alpha.by.ar), Client()
    admin.force_login(alpha.people["admin"])
    new = {
        "name": "服务",
        "url": "https://api.example.com/{code}",
        "is_active": "on",
        "mapping-dishonest": "a.b",
    }
    assert admin.get("/customers/sources/new/http/").status_code == 200
    assert admin.post("/customers/sources/new/http/", {**new, "url": "x"}).status_code == 422
    assert admin.post("/customers/sources/new/http/", new).status_code == 303
    made = FactSource.objects.get()
    assert made.mapping == {"dishonest": "a.b"}
    assert (
        admin.post(f"/customers/sources/{made.pk}/", {**new, "version": "1", "attempts": "5"}).status_code
        == 303
    )
    assert admin.post(f"/customers/sources/{made.pk}/", {**new, "version": "1"}).status_code == 412
    assert admin.post(f"/customers/sources/{made.pk}/remove/").status_code == 303

    api, credit = caller(alpha, "admin"), caller(alpha, "credit")
    source = api.post("/fact-sources/", {"name": "文件", "kind": "file"}).json()
    page = f"/customers/sources/{source['id']}/"
    content = f"{HEADER}\n,{customer.name},86%,否,1,{local_day()}\n".encode()
    assert admin.post(f"{page}upload/", {"file": SimpleUploadedFile("f.csv", content)}).status_code == 303
    assert "失信被执行人" in admin.get(page).content.decode()
    file = credit.get(f"/fact-files/?source={source['id']}").json()["results"][0]
    columns = {"mapping": {"pledge_ratio": "控股股东股权质押比例"}, "name_column": "企业名称"}
    assert credit.post(f"/fact-files/{file['id']}/load/", columns).status_code == 202
    deliver()
    assert credit.get(f"/fact-files/{file['id']}/").json()["matched"] == 1
    told = credit.get(f"/customers/{customer.pk}/facts/").json()
    pledge = next(one for one in told["facts"] if one["code"] == "pledge_ratio")
    assert (Decimal(pledge["value"]), pledge["source"]) == (Decimal("0.86"), "文件")
    assert credit.post(f"/customers/{customer.pk}/read-facts/", {}).status_code == 202
    assert caller(alpha, "ar").post(f"/customers/{customer.pk}/read-facts/", {}).status_code == 403
    assert caller(alpha, "ar").get("/fact-sources/").json()["results"] == []
    margin = next(one for one in facts_shown(customer, alpha.by.ar) if one["code"] == "expected_gross_margin")
    assert margin["value"] is None and not margin["is_missing"]
