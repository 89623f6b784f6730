"""Bank files through API and pages: what is asked, remembered, read in the background, known again."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import relay
from core.errors import Blocked
from core.workflow import run
from desk.papers import papers_of
from receivables.models import (
    BankAccount,
    BankLine,
    BankStatement,
    LedgerEntry,
    StatementImport,
    StatementLayout,
)
from receivables.services import ledger, statement_files
from receivables.services.statements import import_statement
from tenancy.actor import system
from tests.factories import bank_files
from tests.factories.bank_files import Paid

D = Decimal
UNKNOWN = b"Foo,Bar,Baz\n03/04/2026,ACME,5.00\n05/06/2026,Bank,-1.00\n"
MAPPING = '{"columns": {"Foo": "booked_on", "Bar": "payer", "Baz": "amount"}, "date_order": "dmy"}'
LINES = [
    Paid(D("250.50"), date(2026, 11, 20), "ACME", "Invoice 7", "B1"),
    Paid(D("-5.00"), date(2026, 11, 20), "Bank", "fee", "B2"),
]


def code_of(answer) -> tuple:
    error = answer.json()["errors"][0]
    return answer.status_code, error["pointer"], error["code"]


def take(raw, **options):
    return import_statement(raw, file_name="x", by=system(), **options).statement


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (bank_files.mt940(LINES), "mt940"),
        (bank_files.camt053(LINES), "camt053"),
        (bank_files.ofx(LINES), "ofx"),
        (bank_files.as_csv(bank_files.table(LINES), "gb18030"), "csv"),
        (bank_files.as_xlsx(bank_files.table(LINES)), "xlsx"),
    ],
)
def test_every_format_is_found_by_its_content(api, raw, kind):
    finance = api("finance")

    first, second = (finance.upload("/bank-statements/", raw, name="whatever.bin") for _n in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["format"] == kind and first.json()["state"] == "imported"
    assert (first.json()["new_lines"], second.json()["new_lines"], second.json()["known_lines"]) == (2, 0, 2)
    assert LedgerEntry.objects.filter(kind="received").count() == 1


def test_unknown_columns_are_asked_and_remembered(api):
    finance = api("finance")

    asked = finance.upload("/bank-statements/", UNKNOWN)
    taken = finance.upload("/bank-statements/", UNKNOWN, mapping=MAPPING, remember="true")
    later = finance.upload("/bank-statements/", UNKNOWN.replace(b"5.00", b"6.00"))

    assert (
        code_of(asked) == (422, "#/mapping", "mapping_needed")
        and "Foo, Bar, Baz" in asked.json()["errors"][0]["detail"]
    )
    assert (taken.status_code, later.status_code) == (201, 201)
    assert set(BankLine.objects.values_list("booked_on", flat=True)) == {date(2026, 4, 3), date(2026, 6, 5)}
    assert not StatementImport.objects.exists() and StatementLayout.objects.count() == 1


def test_a_format_a_mapping_or_an_encoding_that_does_not_exist_is_refused(api):
    finance, raw = api("finance"), bank_files.mt940(LINES)

    for field, value in (("format", "mt999"), ("mapping", '{"Foo": "nonsense"}'), ("encoding", "klingon")):
        answer = finance.upload("/bank-statements/", raw, **{field: value})
        assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == f"#/{field}"
    assert finance.upload("/bank-statements/", raw, format="MT-940").status_code == 201


def test_letters_of_an_unknown_alphabet_are_asked(api):
    raw = "Data;Opis;Kwota\n2026-11-23;Wypłata środków żółw;-5,00\n".encode("cp1250")

    asked = api("finance").upload("/bank-statements/", raw)
    taken = api("finance").upload("/bank-statements/", raw, encoding="cp1250")

    assert code_of(asked) == (422, "#/encoding", "encoding_needed")
    assert taken.status_code == 201 and BankLine.objects.get().text == "Wypłata środków żółw"


# --- known again --------------------------------------------------------------------------------------------------


def interim(*lines) -> bytes:
    rows = [":20:I", f":25:{bank_files.ACCOUNT}", ":28C:1/1", ":34F:EUR0,"]
    for line in lines:
        money = f"{line.amount:f}".replace(".", ",")
        rows += [f":61:{line.on:%y%m%d}{line.on:%m%d}C{money}NTRFNONREF//{line.reference}",
                 f":86:/NAME/{line.payer}/REMI/interim text"]  # fmt: skip
    return "\n".join([*rows, "-"]).encode()


def test_an_intraday_line_is_known_when_the_day_s_statement_tells_it_again(tenant):
    report = take(interim(LINES[0]))
    day = take(bank_files.mt940(LINES))
    again = take(bank_files.mt940(LINES, end="\n"))
    late = take(interim(LINES[0], Paid(D("9.00"), LINES[0].on, reference="B9")))

    assert (report.format, report.state, report.new_lines) == ("mt942", "imported", 1)
    assert (day.new_lines, day.known_lines) == (1, 1)
    assert (again.new_lines, again.known_lines) == (0, 2)
    assert (late.new_lines, late.known_lines) == (1, 1)


def test_one_bank_id_with_two_contents_is_two_lines_and_equal_lines_stay_two(tenant):
    five, six = (Paid(D(amount), date(2026, 11, 20), reference="X") for amount in ("5.00", "6.00"))

    statement = take(bank_files.mt940([five, six, five, six]))
    overlap = take(bank_files.mt940([five] * 3))

    assert (statement.new_lines, overlap.new_lines, overlap.known_lines) == (4, 1, 2)


def test_a_batch_told_by_a_notice_and_by_the_statement_is_one(tenant):
    from tests.receivables.test_statement_formats import batch

    notice = batch().replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>").encode()

    details, statement = (
        take(notice),
        take(bank_files.camt053([Paid(D("250.50"), date(2026, 11, 20), reference="B1")])),
    )

    assert (details.format, details.new_lines) == ("camt054", 2)
    assert (statement.new_lines, statement.known_lines) == (0, 1)


def test_a_table_whose_balances_break_is_held_with_the_difference_named(tenant):
    rows = bank_files.table(LINES)
    rows[3][3] = "999.00"

    statement = take(bank_files.as_csv(rows))

    assert statement.state == "held" and statement.new_lines == 2
    assert any("-246.50" in problem["detail"] for problem in statement.problems)


@pytest.mark.parametrize("second", [
    bank_files.camt053(LINES), bank_files.ofx(LINES), bank_files.as_csv(bank_files.table(LINES)),
])  # fmt: skip
def test_the_same_days_in_a_second_format_are_held_with_the_reason_and_released_by_a_person(tenant, second):
    first = take(bank_files.mt940(LINES), account=bank_files.ACCOUNT)

    again = take(second, account=bank_files.ACCOUNT)

    assert (first.state, again.state, again.new_lines) == ("imported", "held", 2)
    assert any("2" in one["detail"] and "MT940" in one["detail"] for one in again.problems)
    line = again.bank_lines.get(amount__gt=0)
    assert line.is_held and not BankLine.objects.usable().filter(pk=line.pk).exists()
    run(again, "release", by=system(), fields={"reason": "other payments"})
    assert not BankLine.objects.get(pk=line.pk).is_held


def test_a_second_telling_is_discarded_and_its_money_never_counts(api, tenant, finance):
    first = take(bank_files.mt940(LINES), account=bank_files.ACCOUNT)
    again = take(bank_files.ofx(LINES), account=bank_files.ACCOUNT)
    address = f"/bank-statements/{again.pk}/transitions/discard/"

    unsaid = api("finance").post(address, {})
    stranger = api("ar").post(address, {"reason": "the MT940 has it"})
    done = api("finance").post(address, {"reason": "the MT940 has it"})

    assert (unsaid.status_code, stranger.status_code) == (422, 404)
    assert (done.status_code, done.json()["state"]) == (200, "discarded")
    line, kept = again.bank_lines.get(amount__gt=0), first.bank_lines.get(amount__gt=0)
    assert (BankLine.objects.get(pk=line.pk).state, line.unallocated) == ("discarded", 0)
    assert [entry.amount for entry in LedgerEntry.objects.filter(bank_line=line).order_by("position")] == [
        D("250.50"), D("-250.50")
    ]  # fmt: skip
    assert (kept.state, kept.unallocated) == ("unmatched", D("250.50"))
    assert {row.pk for row in BankLine.objects.usable()} == {row.pk for row in first.bank_lines.all()}
    shown = api("finance").get("/bank-lines/?state=discarded").json()["results"]
    assert {one["statement"]["id"] for one in shown} == {str(again.pk)} and len(shown) == 2
    assert api("finance").get("/bank-lines/?state=matched").json()["results"][0]["statement"]["id"] == str(
        first.pk
    )
    assert papers_of(again).count() == 1
    page = finance.get(again.get_absolute_url())
    assert b"the MT940 has it" in page.content and b'id="work"' not in page.content


def test_what_was_discarded_by_mistake_or_broken_comes_in_anew(tenant):
    cut = bank_files.mt940(LINES).replace(b"1245,50", b"1,00")
    broken = take(cut)
    run(broken, "discard", by=system(), fields={"reason": "cut off by the bank"})

    whole = take(bank_files.mt940(LINES))
    same = take(cut)

    assert (broken.state, whole.state, whole.new_lines, whole.known_lines) == ("held", "imported", 2, 0)
    assert [one["line"] for one in whole.problems] == [5], (
        "the rate alone: discarded balances measure nothing"
    )
    assert (same.new_lines, same.known_lines) == (0, 2)


def test_held_money_that_was_used_all_the_same_is_not_discarded(tenant):
    take(bank_files.mt940(LINES))
    held = take(bank_files.ofx(LINES), account=bank_files.ACCOUNT)
    line = held.bank_lines.get(amount__gt=0)
    ledger.write([ledger.used(line, "insured", D("0.50"), line.value_on, by=system(), cause="claim")])

    with pytest.raises(Blocked):
        run(held, "discard", by=system(), fields={"reason": "told twice"})

    assert BankStatement.objects.get(pk=held.pk).state == "held"


def test_other_days_other_sums_and_other_accounts_are_no_second_telling(tenant):
    take(bank_files.mt940(LINES))
    paid = Paid(D("31.00"), LINES[0].on, "ACME", "Invoice 8", "B3")
    later = Paid(LINES[0].amount, date(2026, 11, 23), "ACME", "Invoice 9", "B4")

    assert take(bank_files.camt053([paid, later])).state == "imported"
    assert take(bank_files.camt053(LINES, account="DE00999")).state == "imported"


def test_a_batch_whose_payments_another_format_tells_singly_is_held(tenant):
    on = LINES[0].on
    take(bank_files.mt940([Paid(D("30.00"), on, "ACME", "batch", "B7")]))

    parts = take(
        bank_files.camt053([Paid(D("10.00"), on, "A", "x", "C1"), Paid(D("20.00"), on, "B", "y", "C2")])
    )

    assert parts.state == "held"


# --- large files --------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """Every file is large."""
    monkeypatch.setattr(statement_files, "LARGE", 10)


def test_a_large_file_is_an_import_to_poll(api, tenant, small):
    raw = bank_files.mt940(LINES)

    answer = api("finance").upload("/bank-statements/", raw)
    poll = f"/statement-imports/{answer.json()['id']}/"
    waiting = api("finance").get(poll).json()
    relay.drain(tenant.pk)
    done = api("finance").get(poll).json()

    assert answer.status_code == 202 and answer["Location"].endswith(f"/api/v1{poll}")
    assert (waiting["state"], done["state"], done["lines"]) == ("queued", "done", 2)
    statement = BankStatement.objects.get(pk=done["statement"]["id"])
    assert statement.new_lines == 2 and papers_of(statement).count() == 1
    assert api("finance").upload("/bank-statements/", raw).status_code == 200


def test_a_large_file_that_is_damaged_leaves_nothing_but_its_reason(api, tenant, small):
    answer = api("finance").upload("/bank-statements/", bank_files.camt053(LINES)[:-30])
    relay.drain(tenant.pk)

    found = api("finance").get(f"/statement-imports/{answer.json()['id']}/").json()
    assert found["state"] == "failed" and found["problem_line"] > 1
    assert not BankStatement.objects.exists() and not BankAccount.objects.exists()


def test_a_large_table_that_nobody_has_explained_waits_for_it(api, tenant, small):
    finance = api("finance")
    pk = finance.upload("/bank-statements/", UNKNOWN).json()["id"]
    relay.drain(tenant.pk)
    waiting = finance.get(f"/statement-imports/{pk}/").json()

    explained = finance.post(f"/statement-imports/{pk}/explain/", {"mapping": {"Foo": "booked_on", "Bar": "payer",
                             "Baz": "amount", "date_order": "mdy"}})  # fmt: skip
    relay.drain(tenant.pk)

    assert (waiting["state"], waiting["found"]["header"]) == ("asking", ["Foo", "Bar", "Baz"])
    assert explained.status_code == 200
    assert finance.get(f"/statement-imports/{pk}/").json()["state"] == "done"


def test_a_cancelled_file_leaves_nothing_before_and_while_it_is_written(api, tenant, small, monkeypatch):
    finance = api("finance")
    first = finance.upload("/bank-statements/", bank_files.mt940(LINES)).json()["id"]
    stopped = finance.post(f"/statement-imports/{first}/cancel/", {}).json()
    second = finance.upload("/bank-statements/", bank_files.mt940(LINES, end="\n")).json()["id"]
    tell = StatementImport.tell_progress

    def ask_to_stop(self, done, of):
        tell(self, done, of)
        StatementImport.objects.filter(pk=self.pk).update(cancel_asked=True)

    monkeypatch.setattr(StatementImport, "tell_progress", ask_to_stop)
    relay.drain(tenant.pk)

    assert stopped["state"] == "cancelled"
    assert finance.get(f"/statement-imports/{second}/").json()["state"] == "cancelled"
    assert (
        not BankStatement.objects.exists()
        and not BankLine.objects.exists()
        and not LedgerEntry.objects.exists()
    )
    assert finance.post(f"/statement-imports/{second}/cancel/", {}).status_code == 409


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def finance(person):
    client = Client(headers={"Accept-Language": "en"})
    user = person("finance").user
    user.language = "en"
    user.save()
    client.force_login(user)
    return client


def upload(client, raw, **more):
    return client.post(reverse("receivables:import"), {"file": SimpleUploadedFile("bank.csv", raw), **more})


def test_the_mapping_page_asks_previews_and_imports(finance):
    page = upload(finance, UNKNOWN)["Location"]
    explain = f"{page}explain/"
    said = {
        "column-0": "booked_on",
        "column-1": "payer",
        "column-2": "amount",
        "remember": "on",
        "bank": "Bank of Foo",
    }

    asked = finance.get(page)
    unsure = finance.post(explain, {**said, "preview": "1"})
    tried = finance.post(explain, {**said, "date_order": "dmy", "preview": "1"})
    nothing = BankLine.objects.exists()
    done = finance.post(explain, {**said, "date_order": "dmy"})

    assert asked.status_code == 200 and "Foo" in asked.content.decode()
    assert "day or the month" in unsure.content.decode()
    assert "2026-04-03" in tried.content.decode() and not nothing
    assert done.status_code == 303 and BankLine.objects.count() == 2
    assert finance.get(done["Location"]).status_code == 200
    assert StatementLayout.objects.get().bank == "Bank of Foo"
    assert finance.get(page).status_code == 303


def test_the_encoding_page_shows_how_each_would_look(finance):
    page = upload(finance, "Data;Opis;Kwota\n2026-11-23;Wypłata środków żółw;-5,00\n".encode("cp1250"))[
        "Location"
    ]

    assert "Wypłata" in finance.get(page).content.decode()
    assert finance.post(f"{page}explain/", {"encoding": "cp1250"}).status_code == 303
    assert BankLine.objects.get().text == "Wypłata środków żółw"


def test_accounts_are_confirmed_and_named_and_mappings_linked_and_removed(finance):
    upload(finance, bank_files.mt940(LINES))
    account = BankAccount.objects.get()
    layout = StatementLayout.objects.create(bank="B", fingerprint="1" * 64, header=["a"])
    page = reverse("receivables:accounts")

    assert "Unconfirmed" in finance.get(page).content.decode()
    finance.post(
        reverse("receivables:account-change", args=[account.pk]), {"name": "Main", "is_confirmed": "on"}
    )
    finance.post(
        reverse("receivables:layout-change", args=[layout.pk]), {"bank": "B", "account": account.number}
    )

    account.refresh_from_db()
    layout.refresh_from_db()
    assert (account.name, account.is_confirmed, layout.account) == ("Main", True, account.number)
    finance.post(reverse("receivables:layout-change", args=[layout.pk]), {"remove": "1"})
    assert not StatementLayout.objects.exists()


def test_who_may_not_import_sees_no_file_on_its_way(api, tenant, small):
    pk = api("finance").upload("/bank-statements/", bank_files.mt940(LINES)).json()["id"]

    assert api("ar").get(f"/statement-imports/{pk}/").status_code == 404
    assert api("ar").upload("/bank-statements/", bank_files.mt940(LINES)).status_code == 403
