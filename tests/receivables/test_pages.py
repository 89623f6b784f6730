from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from receivables.models import Allocation, BankLine, Receivable
from tests.factories.receivables import make_line, make_open


@pytest.fixture
def finance(person):
    client = Client(headers={"Accept-Language": "en"})
    user = person("finance").user
    user.language = "en"
    user.save()
    client.force_login(user)
    return client


def test_every_page_opens(finance):
    receivable = make_open("1000", due_on=date(2026, 9, 1))
    line = make_line("1000")

    pages = [
        reverse(f"receivables:{name}") for name in ("list", "ageing", "statements", "import", "invoices")
    ] + [receivable.get_absolute_url(), line.statement.get_absolute_url()]

    for page in pages:
        answer = finance.get(page)
        assert answer.status_code == 200, (page, answer.content[:300])
        assert b"style=" not in answer.content or b'style="' not in answer.content.split(b"<main")[1]


def test_ageing_page_shows_the_proof(finance):
    make_open("1000", due_on=date(2026, 9, 1))

    text = finance.get(reverse("receivables:ageing") + "?as_of=2026-11-23").content.decode()

    assert "1,000.00" in text and "≠" not in text


def test_allocate_park_and_undo_by_form(finance):
    receivable, line = make_open("1000"), make_line("1500", "/NAME/某公司/REMI/货款")

    parked = finance.post(reverse("receivables:park", args=[line.pk]), {"note": "等确认"})
    back = finance.post(reverse("receivables:unpark", args=[line.pk]))
    paid = finance.post(
        reverse("receivables:allocate", args=[line.pk]), {f"amount-{receivable.pk}": "1,000.00"}
    )

    assert (parked.status_code, back.status_code, paid.status_code) == (303, 303, 303)
    assert Receivable.objects.get(pk=receivable.pk).state == "settled"
    assert BankLine.objects.get(pk=line.pk).unallocated == 500
    page = finance.get(line.statement.get_absolute_url() + f"?line={line.pk}")
    assert page.status_code == 200
    finance.post(reverse("receivables:reverse", args=[Allocation.objects.get().pk]))
    assert Receivable.objects.get(pk=receivable.pk).state == "open"


def test_too_much_is_told_and_changes_nothing(finance):
    receivable, line = make_open("1000"), make_line("1500")

    answer = finance.post(
        reverse("receivables:allocate", args=[line.pk]), {f"amount-{receivable.pk}": "1500"}, follow=True
    )

    assert "1,500.00 is more than the open 1,000.00" in answer.content.decode()
    assert not Allocation.objects.exists()


def test_unreadable_upload_names_the_line(finance):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = finance.post(reverse("receivables:import"), {"file": SimpleUploadedFile("x.sta", b"hello")})

    assert answer.status_code == 422 and "Line 1" in answer.content.decode()


def test_invoice_is_asked_for_and_issued_with_a_gapless_number(finance):
    receivable = make_open("1000")
    finance.post(
        reverse("receivables:ask-invoice", args=[receivable.pk]), {"amount": "400", "amount_currency": "CNY"}
    )
    invoice = receivable.invoice_items.get().invoice

    blocked = finance.post(reverse("receivables:invoice-move", args=[invoice.pk, "issue"]), {})
    customer = receivable.customer
    customer.billing_tax_number = "91320500MA1WABCD0X"
    customer.save()
    finance.post(reverse("receivables:invoice-move", args=[invoice.pk, "request"]))
    issued = finance.post(
        reverse("receivables:invoice-move", args=[invoice.pk, "issue"]), {"number": "2632000000123"}
    )

    invoice.refresh_from_db()
    assert (blocked.status_code, issued.status_code) == (409, 303)
    assert (invoice.state, invoice.number, invoice.fiscal_number) == (
        "issued",
        "IV-2026-000001",
        "2632000000123",
    )
    assert finance.get(invoice.get_absolute_url()).status_code == 200
