"""Confirmation letters: one a customer and day however many items were dunned, sent, reminded of, returned by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.dates import acting_at, local_day, start_of_day
from core.errors import Denied
from core.models import Outbox
from core.workflow import run
from desk.models import Attachment, Todo
from receivables.models import ConfirmationLetter
from receivables.services import confirmation
from tenancy.actor import system
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import make_open


@pytest.fixture
def customer(tenant, person):
    made = make_customer("浙江澄江轴承集团有限公司", owner=person("ar").user)
    make_contact(made, "柳闻溪", "finance", email="liu@example.com")
    make_open("1000", customer=made, due_on=date(2026, 9, 1))
    return made


def mails():
    return [row.payload for row in Outbox.objects.filter(kind="mail")]


def test_dunning_makes_one_a_customer_and_day_and_asks_the_ar_to_send_it(customer, person):
    day = local_day()
    first, again = (confirmation.make(customer, by=system(), as_of=day, cause="dunning") for _n in range(2))

    assert first.pk == again.pk and first.figures["totals"][0]["open"] == "1000.00"
    todo = Todo.objects.get(kind="confirmation_to_send")
    assert todo.user_id == person("ar").user_id
    run(first, "send", by=person("ar"))
    assert Todo.objects.get(pk=todo.pk).done_at is not None and len(mails()) == 1


def test_by_hand_as_often_as_wanted_by_whom_it_may_concern(customer, person):
    one, two = (confirmation.make(customer, by=person("finance")) for _n in range(2))
    assert one.pk != two.pk
    with pytest.raises(Denied):
        confirmation.make(customer, by=person("sr"))
    with pytest.raises(ValidationError):
        confirmation.make(customer, by=system(), as_of=local_day() + timedelta(days=1))


def test_on_paper_nothing_is_mailed_and_the_slip_is_entered_with_its_scan(customer, person):
    letter = confirmation.make(customer, by=person("finance"))
    sent = run(letter, "send", by=person("finance"), fields={"way": "post"}).record
    assert mails() == [] and Attachment.objects.filter(record_id=letter.pk).count() == 1

    scan = SimpleUploadedFile("回函.pdf", b"%PDF-1.7 scan", content_type="application/pdf")
    fields = {"name": "柳闻溪", "words": "少 200", "said": {"amount": "800", "currency": "CNY"}, "scan": scan}
    returned = run(sent, "differ", by=person("finance"), fields=fields).record

    assert (returned.state, returned.said.amount) == ("differs", Decimal(800))
    assert returned.entered_by_id == person("finance").user_id
    assert Attachment.objects.filter(record_id=letter.pk).count() == 2
    assert Todo.objects.filter(kind="confirmation_differs").count() == 1


def test_not_returned_in_seven_working_days_one_reminder_then_it_counts_as_not_returned(customer):
    monday = date(2026, 11, 30)
    with acting_at(start_of_day(monday) + timedelta(hours=9)):
        letter = run(confirmation.make(customer, by=system()), "send", by=system()).record
    assert letter.reply_by == date(2026, 12, 9)

    reminded = []
    for ahead in range(40):
        day = monday + timedelta(days=ahead)
        with acting_at(start_of_day(day) + timedelta(hours=7)):
            reminded += [day] * confirmation.remind(customer.tenant_id, day)

    assert reminded == [date(2026, 12, 10)]
    assert ConfirmationLetter.objects.get().state == "unanswered" and len(mails()) == 2
    assert Todo.objects.filter(kind="confirmation_unanswered").count() == 1


def test_over_the_api(customer, api, person):
    finance = api("finance")
    made = finance.post("/confirmation-letters/", {"customer": str(customer.pk)}).json()
    assert made["state"] == "made" and made["totals"] == [{"amount": "1000.00", "currency": "CNY"}]

    sent = finance.post(f"/confirmation-letters/{made['id']}/transitions/send/", {}).json()
    assert sent["state"] == "sent" and sent["sent_to"] == "liu@example.com"
    done = finance.post(f"/confirmation-letters/{made['id']}/transitions/confirm/", {"name": "柳"}).json()
    assert done["state"] == "confirmed" and done["answered_by"] == "柳"
    paper = finance.get(f"/confirmation-letters/{made['id']}/pdf/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")
    assert api("sr").get(f"/confirmation-letters/{made['id']}/").status_code == 404
