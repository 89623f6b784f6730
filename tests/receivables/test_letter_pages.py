"""Papers to customers as people make them on pages: a statement, an answer taken down, a run started and stopped."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.dates import local_day
from receivables.models import AccountStatement, ConfirmationLetter, Dispute, Receivable, StatementRun
from tests.factories.callers import browser
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import make_open


@pytest.fixture
def customer(world):
    with world.acting():
        made = make_customer("浙江澄江轴承集团有限公司", owner=world.ar)
        make_contact(made, "柳闻溪", "finance", email="liu@example.com")
        make_open("1000", customer=made, due_on=local_day() - timedelta(days=9))
        make_open("2000", customer=made, due_on=local_day() - timedelta(days=3))
        yield made


def test_a_statement_is_made_looked_at_sent_and_its_answer_taken_down(world, customer):
    ar = browser(world, "ar")
    made = ar.post(reverse("receivables:account-statement-new"), {"customer": str(customer.pk), "as_of": ""})
    statement = AccountStatement.objects.get()
    assert made.status_code == 303 and made["Location"] == statement.get_absolute_url()
    draft = ar.get(reverse("receivables:account-statement-pdf", args=[statement.pk]))
    assert draft.content.startswith(b"%PDF-")

    sent = ar.post(reverse("receivables:account-statement-move", args=[statement.pk, "send"]), {})
    assert sent.status_code == 303
    one, two = statement.lines.order_by("position")
    address = reverse("receivables:account-statement-answers", args=[statement.pk])
    given = {f"answer-{one.pk}": "disputed", f"reason-{one.pk}": "amount", f"words-{one.pk}": "少 100",
             f"answer-{two.pk}": "confirmed"}  # fmt: skip
    assert ar.post(address, given).status_code == 422
    assert ar.post(address, given | {"name": "柳闻溪"}).status_code == 303

    statement = AccountStatement.objects.get()
    assert (statement.state, statement.entered_by_id) == ("disputed", world.ar.pk)
    assert Dispute.objects.get().receivable_id == one.receivable_id
    receivable = Receivable.objects.get(pk=two.receivable_id)
    page = browser(world, "finance").get(receivable.get_absolute_url()).content.decode()
    assert statement.number in page and "柳闻溪" in page


def test_a_colleague_without_the_right_makes_and_takes_down_nothing(world, customer):
    sr = browser(world, "sr")

    refused = sr.post(reverse("receivables:account-statement-new"), {"customer": str(customer.pk)})

    assert refused.status_code == 422 and AccountStatement.objects.count() == 0


def test_a_letter_is_made_and_returned_on_its_page(world, customer):
    finance = browser(world, "finance")
    finance.post(reverse("receivables:confirmation-new"), {"customer": str(customer.pk)})
    letter = ConfirmationLetter.objects.get()

    finance.post(reverse("receivables:confirmation-move", args=[letter.pk, "send"]), {"way": "post"})
    returned = finance.post(
        reverse("receivables:confirmation-move", args=[letter.pk, "confirm"]), {"name": "柳闻溪"}
    )

    assert returned.status_code == 303 and ConfirmationLetter.objects.get().state == "confirmed"


def test_a_run_is_looked_at_started_and_cancelled(world, customer):
    finance, day = browser(world, "finance"), local_day().isoformat()
    address = reverse("receivables:statement-run-new")
    assert "3,000.00" in finance.get(f"{address}?as_of={day}").content.decode()

    begun = finance.post(address, {"as_of": day})
    run = StatementRun.objects.get()
    assert begun.status_code == 303 and begun["Location"] == run.get_absolute_url()
    assert finance.post(address, {"as_of": day}).status_code == 409
    page = finance.get(run.get_absolute_url())
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert browser(world, "ar").get(run.get_absolute_url()).status_code == 404
    assert finance.post(reverse("receivables:statement-run-cancel", args=[run.pk])).status_code == 303
    assert finance.post(reverse("receivables:statement-run-cancel", args=[run.pk])).status_code == 409
    assert StatementRun.objects.get().state == "cancelled"
