from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from receivables.models import Allocation, BankLine, DunningLevel, Receivable
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


def bench_of(line) -> dict:
    """What the bench's form keeps of what it showed."""
    return {"bench": "all", "rest": str(line.unallocated)}


def test_the_bench_holds_the_lines_of_every_statement_and_goes_on_to_the_next(finance):
    receivable, first, second = make_open("1000"), make_line("1000"), make_line("700")
    page = reverse("receivables:bench")

    assert {one.pk for one in finance.get(page).context["lines"]} == {first.pk, second.pk}
    answer = finance.post(
        reverse("receivables:allocate", args=[first.pk]),
        bench_of(first) | {f"amount-{receivable.pk}": "1000"},
        follow=True,
    )

    assert answer.redirect_chain == [(page, 303)]
    assert [one.pk for one in answer.context["lines"]] == [second.pk]


def test_a_tick_takes_what_is_open_as_far_as_the_money_goes(finance):
    small, large = make_open("400", due_on=date(2026, 9, 1)), make_open("900", due_on=date(2026, 9, 2))
    line = make_line("1000")

    finance.post(reverse("receivables:allocate", args=[line.pk]), {"tick": [str(small.pk), str(large.pk)]})

    assert {one.receivable_id: one.amount for one in Allocation.objects.all()} == {
        small.pk: 400,
        large.pk: 600,
    }


def test_one_step_is_taken_back_whole_by_the_toasts_undo(finance):
    first, second, line = make_open("400"), make_open("600"), make_line("1000")
    answer = finance.post(
        reverse("receivables:allocate", args=[line.pk]),
        {f"amount-{first.pk}": "400", f"amount-{second.pk}": "600"},
        follow=True,
    )
    made = [str(one.pk) for one in Allocation.objects.all()]
    assert all(pk in answer.content.decode() for pk in made)

    finance.post(reverse("receivables:take-back", args=[line.pk]), {"made": ",".join(made)})

    assert BankLine.objects.get(pk=line.pk).unallocated == 1000
    assert {Receivable.objects.get(pk=one.pk).state for one in (first, second)} == {"open"}


def test_what_a_colleague_used_meanwhile_is_said_and_the_typed_amounts_stay(finance):
    mine, theirs, line = make_open("1000"), make_open("300"), make_line("1000")
    stale = bench_of(line) | {f"open-{mine.pk}": "1000"}
    finance.post(reverse("receivables:allocate", args=[line.pk]), {f"amount-{theirs.pk}": "300"})

    answer = finance.post(
        reverse("receivables:allocate", args=[line.pk]), stale | {f"amount-{mine.pk}": "1000"}, follow=True
    )

    assert "A colleague has used part of this money meanwhile: CNY 700.00 is left" in answer.content.decode()
    assert [one.text for one in answer.context["offers"] if one.row.pk == mine.pk] == ["1,000.00"]
    assert Allocation.objects.count() == 1


def test_the_dunning_ladder_rises_or_is_refused(person):
    admin = Client(headers={"Accept-Language": "en"})
    admin.force_login(person("admin").user)
    page, days = reverse("receivables:ladder"), dict(zip(range(1, 7), (2, 8, 16, 31, 61, 91), strict=True))

    def sent(days):
        form = admin.get(page).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        kept = {name: value for name, value in shown.items() if value is not False}
        return kept | {f"level-{level}-days": day for level, day in days.items()}

    saved = admin.post(page, sent(days))
    refused = admin.post(page, sent(days | {3: 8}))

    assert (saved.status_code, refused.status_code) == (303, 422)
    assert dict(DunningLevel.objects.values_list("level", "days")) == days


def test_ledger_entries_say_their_causes_in_words(finance):
    receivable, line = make_open("1000"), make_line("400", "/NAME/苏州恒岳精密/REMI/货款")
    finance.post(reverse("receivables:allocate", args=[line.pk]), {f"amount-{receivable.pk}": "400"})
    taken = reverse("receivables:reverse", args=[Allocation.objects.get().pk])

    finance.post(taken, {"reason": "wrong payer"})

    with translation.override("en"):
        causes = [entry.cause_in_words for entry in receivable.entries.order_by("written_at", "pk")]
        assert causes == ["On signing", line.payer or line.text, "wrong payer"]
    assert "signed:" not in finance.get(receivable.get_absolute_url()).content.decode()
