"""Invoices asked for, issued, credited in full and in part, and what each does to what is owed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from core.errors import Blocked, Denied, Refused
from core.money import Money
from core.tenancy import acting_for
from core.workflow import run
from deals.models import Agreement
from deals.services import agree, open_deal, propose_terms, replace_schedule
from desk.models import Notice, Todo
from receivables.billable import uninvoiced
from receivables.models import Invoice, InvoiceItem, Receivable
from receivables.services.allocation import allocate
from receivables.services.invoice_papers import invoice_words
from receivables.services.invoicing import Wanted, ask_for_invoice, change_request, request_invoice
from receivables.services.planning import cancel_planned
from tenancy.actor import system
from tenancy.setup import create_tenant
from tests.factories.customers import make_customer
from tests.factories.receivables import make_agreement, make_line, make_open, trigger

D = Decimal
DAY = date(2026, 9, 10)
TAX_NUMBER = {"tax_number": "91320500MA1WABCD0X"}


def cny(amount):
    return Money(D(amount), "CNY")


def asked(*receivables, amounts=(), **options):
    amounts = list(amounts) + [None] * len(receivables)
    wanted = [Wanted(row, cny(a) if a else None) for row, a in zip(receivables, amounts, strict=False)]
    return ask_for_invoice(wanted, by=system(), billing=TAX_NUMBER, **options)


def issued(invoice, on=DAY, **fields):
    return run(invoice, "issue", by=system(), fields={"issued_on": str(on), **fields}).record


def credited(invoice, **fields):
    outcome = run(invoice, "credit", by=system(), fields={"reason": "写错", **fields})
    return Invoice.objects.get(pk=outcome.extra["credit_note"]["id"])


def mixed_rates(customer=None):
    """An open receivable of a contract with goods at 13 % and service at 6 %."""
    customer = customer or make_customer(admitted=False)
    deal = open_deal(customer=customer, title="线", amount=D(123600), currency="CNY", by=system())
    lines = [
        {"description": "装配线", "quantity": D(1), "unit_price": D(100000), "tax_rate": D("0.13")},
        {"description": "调试", "quantity": D(1), "unit_price": D(10000), "tax_rate": D("0.06")},
    ]
    terms = propose_terms(deal, by=system(), currency="CNY", lines=lines)
    replace_schedule(terms, [{"name": "全款", "share": D(1), "trigger": "signed"}], by=system())
    terms = agree(
        Agreement.objects.get(pk=terms.pk), number=f"CT-{uuid4().hex[:6]}", signed_on=DAY, by=system()
    )
    trigger(terms, "signed", on=DAY)
    return Receivable.objects.get(agreement=terms)


# --- asking ---------------------------------------------------------------------------------------------------


def test_lines_follow_the_tax_rates_of_the_contract(tenant):
    invoice = asked(mixed_rates())

    lines = [(i.description, i.tax_rate, i.net, i.tax, i.amount) for i in invoice.items.order_by("amount")]
    assert lines == [
        ("调试", D("0.06"), D(10000), D(600), D(10600)),
        ("装配线", D("0.13"), D(100000), D(13000), D(113000)),
    ]
    assert (invoice.net, invoice.tax, invoice.amount) == (D(110000), D(13600), D(123600))


def test_one_receivable_over_several_invoices_has_the_contracts_tax(tenant):
    receivable = mixed_rates()

    parts = [asked(receivable, amounts=[a]) for a in ("33333.33", "41200.17", "49066.50")]

    assert sum(part.tax for part in parts) == D(13600)
    assert uninvoiced(receivable) == 0
    with pytest.raises(ValidationError, match=r"0.00 of this receivable"):
        asked(receivable)


def test_several_receivables_stand_on_one_invoice(tenant):
    customer = make_customer(admitted=False)
    first, second = make_open("1000", customer=customer), make_open("500", customer=customer)

    invoice = asked(first, second, amounts=["400"])

    assert invoice.amount == 900
    assert {i.receivable_id: i.amount for i in invoice.items.all()} == {first.pk: 400, second.pk: 500}
    assert (uninvoiced(first), uninvoiced(second)) == (600, 0)


def test_an_invoice_is_for_one_customer_in_one_currency(tenant):
    with pytest.raises(ValidationError, match="one customer"):
        asked(make_open("10"), make_open("10"))
    with pytest.raises(ValidationError, match="twice"):
        row = make_open("10")
        asked(row, row, amounts=["1", "2"])


def test_parts_that_open_later_are_covered_by_the_invoice_ahead(tenant):
    agreement = make_agreement("1000", schedule=[{"name": "发货", "share": D(1), "trigger": "shipped"}])
    planned = Receivable.objects.get(agreement=agreement)
    asked(planned)

    trigger(agreement, "shipped", value="400")

    for part in Receivable.objects.filter(agreement=agreement):
        assert uninvoiced(part) == 0


def test_what_was_invoiced_of_a_cancelled_receivable_is_to_be_taken_back(tenant):
    schedule = [{"name": name, "share": D("0.5"), "trigger": "shipped"} for name in ("一期", "二期")]
    agreement = make_agreement("1000", schedule=schedule)
    first, second = Receivable.objects.filter(agreement=agreement).order_by("pk")
    out, wanted = issued(asked(first)), asked(second)

    cancel_planned(agreement.deal, by=system())

    todos = Todo.objects.filter(role="finance", done_at=None)
    assert todos.get(kind="invoice_to_credit").record_id == out.pk
    assert todos.get(kind="invoice_to_void").record_id == wanted.pk
    credited(out)
    run(wanted, "void", by=system())
    assert not todos.exists()


def test_missing_billing_data_wait_for_the_ar_then_for_finance(tenant, person):
    ar = person("ar")
    receivable = make_open("10", customer=make_customer(admitted=False, owner=ar.user))
    invoice = ask_for_invoice([Wanted(receivable)], by=person("finance"))

    with pytest.raises(Blocked, match="tax number"):
        issued(invoice)
    assert Todo.objects.get(record_id=invoice.pk, done_at=None).kind == "invoice_incomplete"
    change_request(invoice, by=person("finance"), billing=TAX_NUMBER, remark="合同号见附件")
    todo = Todo.objects.get(record_id=invoice.pk, done_at=None)
    assert (todo.kind, todo.role) == ("invoice_wanted", "finance")
    issued(invoice)
    assert not Todo.objects.filter(record_id=invoice.pk, done_at=None).exists()


def test_only_the_seat_or_finance_asks(tenant, person):
    with pytest.raises(Denied):
        request_invoice(make_open("10"), by=person("sr"))


def test_lines_that_do_not_add_up_are_refused_by_the_database(tenant):
    invoice = asked(make_open("10"))

    for rows, change in (
        (InvoiceItem.objects.filter(invoice=invoice), {"tax": 5}),
        (Invoice.objects.filter(pk=invoice.pk), {"net": 1}),
        (Invoice.objects.filter(pk=invoice.pk), {"credited": 11}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


# --- issued, credited, void -----------------------------------------------------------------------------------


def test_numbers_of_invoices_and_credit_notes_have_no_gap(tenant, person):
    first = issued(asked(make_open("100")), number="26317000000000000001")
    note = credited(first)
    second = issued(asked(make_open("100")))

    assert [first.number, note.number, second.number] == [f"IV-2026-{n:06d}" for n in (1, 2, 3)]
    with pytest.raises(ValidationError, match="tax invoice number"):
        issued(asked(make_open("1")), number="26317000000000000001")


def test_a_full_credit_is_a_document_of_its_own_and_frees_the_amount(tenant):
    receivable = mixed_rates()
    invoice = issued(asked(receivable))

    note = credited(invoice, number="R1")

    invoice.refresh_from_db()
    assert (invoice.state, invoice.credited, invoice.creditable) == ("credited", invoice.amount, 0)
    assert (note.kind, note.state, note.credits_id, note.cause) == (
        "credit_note",
        "issued",
        invoice.pk,
        "error",
    )
    assert (note.net, note.tax, note.amount) == (-invoice.net, -invoice.tax, -invoice.amount)
    assert sorted((i.tax_rate, i.amount) for i in note.items.all()) == [
        (D("0.06"), D(-10600)), (D("0.13"), D(-113000)),
    ]  # fmt: skip
    assert uninvoiced(receivable) == receivable.amount
    assert Receivable.objects.get(pk=receivable.pk).balance == receivable.amount
    with pytest.raises(Refused):
        credited(invoice)
    with pytest.raises(Blocked, match="credit note"):
        run(note, "credit", by=system(), fields={"reason": "x"})


def test_a_part_is_credited_until_nothing_is_left(tenant):
    receivable = make_open("1000")
    invoice = issued(asked(receivable))

    first = credited(invoice, amount={"amount": "300", "currency": "CNY"})
    invoice.refresh_from_db()
    assert (invoice.state, invoice.credited, first.amount) == ("issued", 300, -300)
    assert uninvoiced(receivable) == 300
    again = asked(receivable)
    assert again.amount == 300
    with pytest.raises(ValidationError, match=r"700.00 of this invoice"):
        credited(invoice, amount={"amount": "701", "currency": "CNY"})
    last = credited(invoice)

    invoice.refresh_from_db()
    assert (invoice.state, last.amount, uninvoiced(receivable)) == ("credited", -700, 700)
    assert first.tax + last.tax == -invoice.tax


def test_lines_are_credited_one_by_one(tenant):
    invoice = issued(asked(mixed_rates()))
    service = invoice.items.get(tax_rate=D("0.06"))

    note = credited(invoice, items=[{"item": str(service.pk), "amount": "5300"}])

    assert [(i.tax_rate, i.net, i.tax) for i in note.items.all()] == [(D("0.06"), D(-5000), D(-300))]
    with pytest.raises(ValidationError, match=r"5,300.00 of this line"):
        credited(invoice, items=[{"item": str(service.pk), "amount": "5300.01"}])


def test_goods_returned_lower_what_is_owed_and_are_not_invoiced_again(tenant):
    receivable = make_open("1000")
    invoice = issued(asked(receivable))

    credited(invoice, cause="return", amount={"amount": "400", "currency": "CNY"})

    receivable.refresh_from_db()
    assert (receivable.balance, uninvoiced(receivable)) == (600, 0)
    assert [e.kind for e in receivable.entries.order_by("written_at")] == ["opened", "credited"]
    credited(invoice, cause="allowance")
    receivable.refresh_from_db()
    assert (receivable.balance, receivable.state, uninvoiced(receivable)) == (0, "settled", 0)


def test_what_is_paid_is_not_lowered(tenant):
    receivable, line = make_open("1000"), make_line("800")
    invoice = issued(asked(receivable))
    allocate(line, receivable, cny(800), by=system())

    with pytest.raises(Blocked, match=r"Only 200.00 of"):
        credited(invoice, cause="return", amount={"amount": "400", "currency": "CNY"})

    assert Invoice.objects.filter(kind="credit_note").count() == 0


def test_terms_from_the_invoice_wait_again_when_it_is_credited(tenant):
    schedule = [{"name": "到货", "share": D(1), "trigger": "signed", "base": "invoice", "days": 30}]
    agreement = make_agreement("1000", schedule=schedule)
    trigger(agreement, "signed")
    receivable = Receivable.objects.get(agreement=agreement)
    assert receivable.due_on is None
    invoice = issued(asked(receivable))
    receivable.refresh_from_db()
    assert (receivable.due_on, receivable.cycle) == (date(2026, 10, 10), 1)

    credited(invoice, amount={"amount": "1", "currency": "CNY"})
    receivable.refresh_from_db()
    assert receivable.due_on == date(2026, 10, 10)
    credited(invoice)

    receivable.refresh_from_db()
    assert (receivable.due_on, receivable.cycle) == (None, 2)
    issued(asked(receivable), on=date(2026, 9, 20))
    receivable.refresh_from_db()
    assert receivable.due_on == date(2026, 10, 20)


def test_due_on_invoice_opens_as_far_as_it_is_invoiced(tenant):
    schedule = [
        {"name": "票到一", "share": D("0.4"), "trigger": "invoiced", "days": 10},
        {"name": "票到二", "share": D("0.6"), "trigger": "invoiced", "days": 20},
    ]
    agreement = make_agreement("1000", schedule=schedule)
    first = Receivable.objects.get(agreement=agreement, name="票到一")

    invoice = issued(asked(first, amounts=["100"]))

    part = Receivable.objects.get(agreement=agreement, state="open")
    assert (part.name, part.amount, part.due_on) == ("票到一", 100, date(2026, 9, 20))
    assert invoice.items.get().receivable_id == part.pk
    assert sorted(Receivable.objects.filter(agreement=agreement, state="planned").values_list("amount", flat=True)) == [
        300, 600,
    ]  # fmt: skip
    credited(invoice)
    part.refresh_from_db()
    assert (part.state, part.due_on, uninvoiced(part)) == ("open", None, 100)


def test_only_paper_of_the_month_is_void_and_frees_the_amount(tenant):
    receivable = make_open("100")
    paper = issued(asked(receivable, is_paper=True), on=date(2026, 9, 1))
    digital = issued(asked(make_open("100")))

    with pytest.raises(Blocked):
        run(digital, "void", by=system(), fields={})
    with pytest.raises(Blocked):
        run(paper, "void", by=system(), fields={})
    request = asked(make_open("50"))
    run(request, "void", by=system(), fields={})
    assert Invoice.objects.get(pk=request.pk).state == "void"


def test_the_asker_is_told(tenant, person):
    finance = person("finance")
    receivable = make_open("10")
    invoice = ask_for_invoice([Wanted(receivable)], by=finance, billing=TAX_NUMBER)

    credited(issued(invoice))

    told = set(Notice.objects.filter(user=finance.user).values_list("kind", flat=True))
    assert told == {"invoice_issued", "invoice_credited"}


# --- over the API ---------------------------------------------------------------------------------------------


def test_invoice_over_the_api(api):
    customer = make_customer(admitted=False)
    first, second = make_open("1000", customer=customer), make_open("500", customer=customer)
    finance = api("finance")

    made = finance.post("/invoices/", {
        "items": [{"receivable": str(first.pk), "amount": "400"}, {"receivable": str(second.pk), "tax_rate": "0.06"}],
        "billing": TAX_NUMBER, "vat_kind": "vat_ordinary", "remark": "备注",
    })  # fmt: skip
    body = made.json()
    assert made.status_code == 201, body
    assert (body["amount"]["amount"], body["vat_kind"], body["billing"]["tax_number"]) == (
        "900.00", "vat_ordinary", TAX_NUMBER["tax_number"],
    )  # fmt: skip
    assert [(i["tax_rate"], i["net"]["amount"], i["tax"]["amount"]) for i in body["items"]] == [
        ("0", "400.00", "0.00"), ("0.06", "471.70", "28.30"),
    ]  # fmt: skip
    address = f"/invoices/{body['id']}/"
    assert finance.patch(address, {"remark": "新"}).json()["remark"] == "新"
    for wrong, pointer in (
        ({"receivable": str(first.pk), "amount": "601"}, "#/amount"),
        ({"items": [{"receivable": str(first.pk), "amount": "601"}, {"receivable": str(second.pk)}]},
         "#/items/0/amount"),
        ({"receivable": str(first.pk), "billing": {"colour": "red"}}, "#/billing/colour"),
        ({}, "#/receivable"),
    ):  # fmt: skip
        answer = finance.post("/invoices/", wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert finance.post(f"{address}transitions/issue/", {"number": "N1"}).status_code == 200
    assert finance.patch(address, {"remark": "spät"}).status_code == 422
    part = finance.post(f"{address}transitions/credit/", {"reason": "退货", "amount": "90"}).json()
    assert (part["state"], part["credited"]["amount"], part["credit_note"]["amount"]["amount"]) == (
        "issued", "90.00", "-90.00",
    )  # fmt: skip
    whole = finance.post(f"{address}transitions/credit/", {"reason": "重开"}).json()
    assert (whole["state"], whole["credit_note"]["amount"]["amount"]) == ("credited", "-810.00")
    notes = finance.get(f"/invoices/?credits={body['id']}&kind=credit_note").json()["results"]
    assert len(notes) == 2 and notes[0]["credits"]["id"] == body["id"]
    assert finance.post(f"{address}transitions/credit_part/", {"reason": "x"}).status_code == 404


# --- at once --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_one_receivable_is_never_invoiced_beyond_its_amount(committed):
    house = create_tenant(code=f"bill-{uuid4().hex[:8]}", name="并发")
    with acting_for(house):
        customer = make_customer(admitted=False)
        ids = [make_open("100", customer=customer).pk for _each in range(2)]

    def ask(number):
        try:
            with acting_for(house.pk):
                rows = [Receivable.objects.get(pk=pk) for pk in (ids if number % 2 else reversed(ids))]
                ask_for_invoice([Wanted(row, cny(30)) for row in rows], by=system())
            return True
        except (Refused, ValidationError):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(ask, range(12))).count(True) == 3
    with acting_for(house):
        assert [uninvoiced(row) for row in Receivable.objects.filter(pk__in=ids)] == [10, 10]


@pytest.mark.slow
def test_one_invoice_is_credited_once_however_many_ask(committed):
    house = create_tenant(code=f"red-{uuid4().hex[:8]}", name="并发")
    with acting_for(house):
        pk = issued(asked(make_open("100"))).pk

    def take_back(_number):
        try:
            with acting_for(house.pk):
                amount = {"amount": "40", "currency": "CNY"}
                run(
                    Invoice.objects.get(pk=pk),
                    "credit",
                    by=system(),
                    fields={"reason": "x", "amount": amount},
                )
            return True
        except (Refused, ValidationError):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(take_back, range(8))).count(True) == 2
    with acting_for(house):
        assert Invoice.objects.get(pk=pk).credited == 80


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "发票"), ("en", "Invoice")])
def test_an_invoice_is_a_paper_in_two_languages_for_those_who_see_it(tenant, api, language, title):
    invoice = issued(asked(mixed_rates()))
    with override(language):
        words = invoice_words(invoice)
    finance = api("finance")
    paper = finance.get(f"/invoices/{invoice.pk}/pdf/")

    assert (words["title"], words["number"]) == (title, invoice.number)
    rows = {row["rate"]: row["amount"] for row in words["rows"]}
    assert rows == {"13%": "113,000.00", "6%": "10,600.00"}
    assert words["total"] | {"label": ""} == {
        "label": "", "net": "110,000.00", "tax": "13,600.00", "amount": "123,600.00",
    }  # fmt: skip
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF-")
    assert api("sr").get(f"/invoices/{invoice.pk}/pdf/").status_code == 404
