"""Papers have as much room as the company was given, and no byte more."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections

from core.tenancy import acting_for
from desk import room
from desk.models import Attachment
from desk.papers import attach
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.callers import browser
from tests.factories.customers import make_customer
from tests.factories.people import make_world


@pytest.fixture(autouse=True)
def small_gigabyte(monkeypatch, settings, tmp_path):
    """A thousand bytes stand for a GB, so that a test can fill it."""
    monkeypatch.setattr(room, "GB", 1000)
    settings.MEDIA_ROOT = tmp_path


def paper(size: int, name: str = "note.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_every_version_counts_and_the_last_byte_still_fits(world):
    customer, by = make_customer("远见"), world.by("ar")
    set_rule("papers.room_gb", 1, by=system())

    attach(customer, paper(400), by=by)
    attach(customer, paper(500), by=by)
    assert room.room() == room.Room(used=900, most=1000)
    with pytest.raises(ValidationError, match="no room for this file"):
        attach(customer, paper(101, "more.txt"), by=by)
    attach(customer, paper(100, "more.txt"), by=by)

    assert room.room().free == 0


def test_another_company_is_not_charged(world, other_world):
    attach(make_customer("远见"), paper(900), by=world.by("ar"))

    with acting_for(other_world.tenant):
        assert room.room().used == 0


def test_two_uploads_at_once_do_not_both_take_the_last_room(committed):
    world = make_world()
    with world.acting():
        set_rule("papers.room_gb", 1, by=system())
        customer = make_customer("远见")
    gate, refused = threading.Barrier(4), []

    def upload(number):
        gate.wait()
        try:
            with world.acting():
                attach(customer, paper(600, f"{number}.txt"), by=world.by("ar"))
        except ValidationError:
            refused.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 3
    with world.acting():
        assert Attachment.objects.count() == 1


def test_the_page_shows_the_room_and_the_command_gives_more(world):
    attach(make_customer("远见"), paper(500), by=world.by("ar"))
    call_command("set_room", world.tenant.code, "3")

    assert room.room() == room.Room(used=500, most=3000)
    assert "500" in browser(world, "admin").get("/desk/upkeep/").content.decode()
    assert browser(world, "ar").get("/desk/upkeep/").status_code == 403
