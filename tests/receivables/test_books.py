"""The ledger handed over to a general ledger: vouchers that balance, each entry once, in the layouts that are read."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from core.dates import acting_at
from core.money import Money
from core.outbox import HANDLERS
from core.relay import drain
from core.tenancy import current_tenant
from core.workflow import run
from desk.papers import papers_of
from receivables.models import BookAccount, BookPosting, BooksExport, BooksExported, LedgerEntry, Receivable
from receivables.rules.vouchers import Account, Booking, Posting, voucher_of
from receivables.services.allocation import allocate, reverse
from receivables.services.books_export import ask_for_export, cancel_export
from receivables.services.books_journal import Books, entries_between, vouchers
from receivables.services.books_setup import set_books
from receivables.services.provision_runs import prepare_run
from tenancy.actor import actor_for
from tenancy.people import add_member
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open
from tests.receivables.test_invoices import cny, mixed_rates

D = Decimal
YEAR = {"first_on": date(2026, 1, 1), "last_on": date(2026, 12, 31)}
AR, BANK, ADVANCE, LOSS = (Account(code, code, code == "1122") for code in ("1122", "1002", "2203", "6603"))


def file_of(run_) -> bytes:
    with default_storage.open(papers_of(run_).get().path) as file:
        return file.read()


@pytest.fixture
def export(person):
    """`export(target, format)` asks for the year and does what is due."""

    def made(target="journal", format="csv", **more):
        run_ = ask_for_export(by=person("finance"), target=target, format=format, **YEAR | more)
        drain(current_tenant().pk)
        return BooksExport.objects.get(pk=run_.pk)

    return made


def lines_of(run_) -> list[dict]:
    names = (
        "on",
        "voucher",
        "line",
        "account",
        "name",
        "debit",
        "credit",
        "currency",
        "own",
        "rate",
        "number",
        "who",
    )
    rows = list(csv.reader(io.StringIO(file_of(run_).decode("utf-8-sig"))))[1:]
    return [dict(zip(names, row, strict=False)) for row in rows]


def booked(run_) -> dict:
    """{account: debit less credit}."""
    found: dict = {}
    for line in lines_of(run_):
        code = line["account"]
        found[code] = found.get(code, D(0)) + D(line["debit"]) - D(line["credit"])
    return {code: amount for code, amount in found.items() if amount}


# --- vouchers -------------------------------------------------------------------------------------------------


def test_a_reversal_is_booked_in_red_on_the_same_sides():
    opened = Booking(Posting(AR, LOSS), D(100), raises=True, customer=("K1", "甲"))
    back = Booking(Posting(AR, LOSS), D(-100), raises=True, is_reversal=True, customer=("K1", "甲"))

    first, second = (voucher_of(date(2026, 1, 1), [one], Posting(LOSS, AR)) for one in (opened, back))

    assert [(x.account.code, x.debit, x.credit) for x in first.lines] == [("1122", 100, 0), ("6603", 0, 100)]
    assert [(x.account.code, x.debit, x.credit) for x in second.lines] == [
        ("1122", -100, 0),
        ("6603", 0, -100),
    ]
    assert [x.customer for x in first.lines] == [("K1", "甲"), ("", "")]


def test_a_gain_changes_the_sides():
    voucher = voucher_of(
        date(2026, 1, 1), [Booking(Posting(LOSS, AR), D(7), raises=False)], Posting(LOSS, AR)
    )

    assert [(x.account.code, x.debit, x.credit) for x in voucher.lines] == [("1122", 7, 0), ("6603", 0, 7)]


@pytest.mark.parametrize("taken, paid", [(100, 100), (90, 100), (100, 90)])
def test_halves_of_a_pair_balance_whatever_the_rates(taken, paid):
    pair = [
        Booking(Posting(ADVANCE, AR), D(-taken), raises=False, half="debit"),
        Booking(Posting(ADVANCE, AR), D(-paid), raises=False, half="credit"),
    ]

    voucher = voucher_of(date(2026, 1, 1), pair, Posting(LOSS, AR))

    assert voucher.debit == voucher.credit
    assert len(voucher.lines) == (2 if taken == paid else 3)


# --- runs -----------------------------------------------------------------------------------------------------


def some_year(person):
    """Opened with VAT, paid, a part reversed, the rest written off."""
    receivable = mixed_rates(make_customer("苏州瀚成电子有限公司", admitted=False, number="K-1"))
    allocation = allocate(make_line("60000"), receivable, cny(60000), by=person("finance"))
    reverse(allocation, by=person("finance"), reason="错")
    allocate(make_line("123550"), receivable, cny(123550), by=person("finance"))
    return receivable


def test_the_year_is_booked_on_the_accounts_of_chinese_gaap(tenant, person, export):
    some_year(person)

    done = export()

    assert (done.state, done.entries, done.debit == done.credit) == (
        "done",
        LedgerEntry.objects.count(),
        True,
    )
    assert booked(done) == {
        "1122": D(50), "2204": D(-110000), "2221": D(-13600), "1002": D(183550), "2203": D(-60000),
    }  # fmt: skip
    by_voucher: dict = {}
    for line in lines_of(done):
        key = (line["on"][:7], line["voucher"])
        by_voucher[key] = by_voucher.get(key, D(0)) + D(line["debit"]) - D(line["credit"])
    assert set(by_voucher.values()) == {0} and len(by_voucher) == done.vouchers
    assert {line["who"] for line in lines_of(done) if line["account"] == "1122"} == {"苏州瀚成电子有限公司"}


def test_each_entry_goes_to_each_general_ledger_once(tenant, person, export):
    make_open("100")
    first = export()
    make_open("50")
    second, third, other, again = export(), export(), export("kingdee", "xlsx"), export(is_repeat=True)

    assert [one.entries for one in (first, second, third, other, again)] == [1, 1, 0, 2, 2]
    assert BooksExported.objects.filter(target="journal", is_repeat=False).count() == 2


def test_a_provision_run_that_was_reversed_is_taken_back_once_in_red_for_its_month(tenant, person, export):
    clerk = person("finance")
    head = actor_for(add_member(username="head", name="head", password="x" * 12, roles=["finance"]))
    with acting_at(datetime(2026, 11, 2, 1, tzinfo=UTC)):
        make_open("10000", due_on=date(2026, 10, 1))
        first = posted_run(clerk, head)
        given = export()
        run(first, "reverse", by=clerk, fields={"reason": "费率有误"}, approved=True)
        back, never = export(), export()
        second = posted_run(clerk, head)
        anew, all_again = export(), export(is_repeat=True)

    assert (booked(given)["6702"], booked(back)["6702"]) == (D(200), D(-200))
    assert never.vouchers == 0 and lines_of(back)[0]["on"] == "2026-10-31"
    assert first.number != second.number and booked(anew) == {"6702": D(200), "1231": D(-200)}
    assert booked(all_again)["6702"] == D(200)


def posted_run(clerk, head):
    made = prepare_run(by=clerk, closes_on=date(2026, 10, 31))
    run(made, "approve", by=head)
    return run(made, "post", by=clerk).record


def test_done_twice_it_stays_one(tenant, person, export):
    make_open("100")
    done = export()

    HANDLERS["books.export"]({"export": str(done.pk)})

    assert BooksExported.objects.count() == 1 and papers_of(done).count() == 1


def test_a_cancelled_run_hands_nothing_over(tenant, person):
    make_open("100")
    run_ = ask_for_export(by=person("finance"), target="journal", format="csv", **YEAR)

    cancel_export(run_, by=person("finance"))
    drain(current_tenant().pk)

    run_.refresh_from_db()
    assert (run_.state, BooksExported.objects.count()) == ("cancelled", 0)


def test_kinds_may_stay_at_home_and_accounts_are_the_tenants_own(tenant, person, export):
    make_open("100")
    ours = BookAccount.objects.get(code="1122")
    posting = BookPosting.objects.get(kind="opened_advance")
    accounts = [{"id": ours.pk, "code": "1122.01", "name": "应收货款", "has_customer": True}]
    rule = {"debit": ours.pk, "credit": posting.credit_id, "tax": None, "is_exported": True}
    set_books(accounts, {"opened_advance": rule}, by=person("admin"))

    assert booked(export()) == {"1122.01": D(100), "2204": D(-100)}
    set_books([], {"opened_advance": rule | {"is_exported": False}}, by=person("admin"))
    make_open("7")
    assert export().vouchers == 0


def test_kingdee_reads_its_own_columns(tenant, person, export):
    make_open("100", customer=make_customer("=甲厂", admitted=False, number="K-9"))

    done = export("kingdee", "xlsx")

    sheet = load_workbook(io.BytesIO(file_of(done)))["Page1"]
    header, first = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)]
    row = dict(zip(header, first, strict=True))
    assert (row["凭证字"], row["会计年度"], row["会计期间"], row["科目代码"], row["借方金额"], row["币别代码"]) == (
        "记", 2026, 9, "1122", 100, "RMB",
    )  # fmt: skip
    assert row["核算项目"] == "客户---K-9---=甲厂"


def test_ufida_reads_its_own_text(tenant, person, export):
    make_open("100", customer=make_customer("甲,厂", admitted=False, number="K-9"))

    text = file_of(export("ufida", "txt")).decode("gb18030").split("\r\n")

    assert text[0] == "填制凭证,V800"
    fields = text[1].split(",")
    told = (len(fields), fields[1], fields[5], fields[6], fields[7], fields[17])
    assert told == (21, "记", "1122", "100.00", "0", "K-9")


def test_formulas_are_defused(tenant, person, export):
    make_open("100", customer=make_customer("=1+1", admitted=False))

    assert b",'=1+1," in file_of(export())


def test_taken_over_balances_stay_where_they_are(tenant, person, export):
    row = make_open("100")
    Receivable.objects.filter(pk=row.pk).update(is_taken_over=True)

    assert export().vouchers == 0


def test_entries_are_read_in_few_queries(tenant, person, django_assert_max_num_queries):
    customer = make_customer(admitted=False)
    for _each in range(6):
        allocate(
            make_line("10"), make_open("10", customer=customer), Money(D(10), "CNY"), by=person("finance")
        )

    rows = entries_between(date(2026, 1, 1), date(2026, 12, 31))
    with django_assert_max_num_queries(6):
        assert sum(1 for _voucher in vouchers(rows, Books())) == 18


# --- over the API and on pages --------------------------------------------------------------------------------


def test_exports_over_the_api(api, person):
    make_open("100")
    finance = api("finance")
    body = {"target": "ufida", "format": "csv", "first_on": "2026-01-01", "last_on": "2026-12-31"}

    wrong = finance.post("/ledger-exports/", body)
    made = finance.post("/ledger-exports/", body | {"format": "txt"})
    early = finance.get(f"/ledger-exports/{made.json()['id']}/file/")
    drain(current_tenant().pk)
    done = finance.get(f"/ledger-exports/{made.json()['id']}/").json()

    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/format")
    assert (made.status_code, made.json()["state"], early.status_code) == (202, "running", 404)
    assert (done["state"], done["vouchers"], done["debit"], done["credit"]) == (
        "done", 1, {"amount": "100.00", "currency": "CNY"}, {"amount": "100.00", "currency": "CNY"},
    )  # fmt: skip
    assert finance.get(f"/ledger-exports/{done['id']}/file/").status_code == 200
    assert finance.post(f"/ledger-exports/{done['id']}/cancel/", {}).status_code == 409
    (entry,) = finance.get("/ledger-exports/journal/?first_on=2026-01-01&last_on=2026-12-31").json()[
        "results"
    ]
    booked_on = [(line["account"], line["debit"]["amount"]) for line in entry["lines"]]
    assert booked_on == [("1122", "100.00"), ("2204", "0.00")]
    assert finance.get("/ledger-exports/journal/?first_on=x&last_on=2026-12-31").status_code == 400
    assert api("ar").post("/ledger-exports/", body | {"format": "txt"}).status_code == 403
    assert api("ar").get(f"/ledger-exports/{done['id']}/").status_code == 404
    assert api("ar").get("/ledger-exports/journal/?first_on=2026-01-01&last_on=2026-12-31").status_code == 403
