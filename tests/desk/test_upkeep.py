"""What could not be delivered is seen by the administrator, and tried again on his word."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils.timezone import now

from core.mail import post_mail
from core.models import Outbox
from core.undelivered import undelivered
from tests.factories.callers import browser


@pytest.fixture
def given_up(world):
    """A mail that was tried for a day in vain."""
    post_mail(["lu@example.com"], "对账单", "message", {"lines": []}, "en")
    Outbox.objects.filter(kind="mail").update(
        attempts=30, failed_at=now(), error="SMTPServerDisconnected: away"
    )
    return Outbox.objects.get(kind="mail")


def due(row) -> bool:
    row.refresh_from_db()
    return row.failed_at is None and row.attempts == 0 and row.next_try_at <= now()


def test_the_page_names_what_failed_and_why(world, given_up):
    page = browser(world, "admin").get("/desk/upkeep/").content.decode()

    assert "对账单" in page and "lu@example.com" in page and "SMTPServerDisconnected" in page


@pytest.mark.parametrize("address", ["/desk/upkeep/{pk}/retry/", "/desk/upkeep/retry/"])
def test_it_is_due_again_with_a_day_of_patience(world, given_up, address):
    answer = browser(world, "admin").post(address.format(pk=given_up.pk))

    assert answer.status_code == 303
    assert due(given_up)
    assert not undelivered().exists()


def test_what_was_sent_meanwhile_is_not_sent_again(world, given_up):
    Outbox.objects.filter(pk=given_up.pk).update(sent_at=now())

    assert browser(world, "admin").post(f"/desk/upkeep/{given_up.pk}/retry/").status_code == 404
    assert mail.outbox == []


def test_the_command_shows_and_retries_every_companys(world, given_up, capsys):
    call_command("outbox")
    assert "SMTPServerDisconnected" in capsys.readouterr().out
    assert not due(given_up)

    call_command("outbox", "--retry")
    assert due(given_up)
