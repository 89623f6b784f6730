"""Facts brought in a file: as people have it, with its bad rows and missing columns."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from core.dates import local_day
from customers.fact_file import facts_shown, readings_of
from customers.models import AdmissionFact, Customer, FactSource, SourceFile, SourceRow
from customers.selectors import facts_on_file
from customers.services.fact_files import load, upload
from customers.services.fact_reading import ask_sources
from customers.services.fact_sources import save_source
from tests.customers.fact_services import CODE, deliver
from tests.factories.customers import make_customer

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
