"""Where people are signed in: everybody sees and ends the own devices, who manages users ends all of a person."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from desk.models import Notice
from tenancy import devices
from tenancy.browsers import in_words
from tenancy.devices import SEEN_STEP, forget_ended
from tenancy.models import Device, Membership
from tests.factories.callers import browser
from tests.factories.people import PASSWORD, make_world

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"


def signed_in(world, role="ar", agent=OFFICE, address="10.1.2.3") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/sign-in/", {"login": getattr(world, role).username, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def digest(client) -> str:
    return devices.digest_of(client.session.session_key)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (OFFICE, "Edge on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_call_it(agent, words):
    assert in_words(agent) == words


def test_a_device_is_listed_with_browser_and_address_and_no_key_is_kept(world):
    office, phone = signed_in(world), signed_in(world, agent=PHONE, address="10.9.9.9")

    page = office.get("/me/devices/").content.decode()
    assert "Edge" in page and "Safari" in page and "10.9.9.9" in page
    kept = [str(value) for row in Device.objects.values_list() for value in row]
    assert not {office.session.session_key, phone.session.session_key} & set(kept)


def test_one_device_is_ended_and_asks_for_the_password_again(world):
    office, phone = signed_in(world), signed_in(world, agent=PHONE)

    office.post("/me/devices/end/", {"device": digest(phone)})

    assert is_in(office) and not is_in(phone)
    assert not Session.objects.filter(session_key=phone.cookies["sessionid"].value).exists()


def test_all_others_are_ended_but_not_those_of_colleagues(world):
    office, phone, other = signed_in(world), signed_in(world, agent=PHONE), signed_in(world, "sr")

    office.post("/me/devices/end/")

    assert (is_in(office), is_in(phone), is_in(other)) == (True, False, True)


def test_a_colleagues_device_is_not_there(world):
    mine, other = signed_in(world), signed_in(world, "sr")

    assert mine.post("/me/devices/end/", {"device": digest(other)}).status_code == 404
    assert is_in(other)


def test_who_manages_users_signs_a_person_out_everywhere_and_the_person_is_told(world):
    clients = [signed_in(world), signed_in(world, agent=PHONE)]
    at = f"/settings/users/{world.ar.pk}/sign-out/"

    assert browser(world, "sales_manager").post(at).status_code == 403
    assert all(map(is_in, clients))
    assert browser(world, "admin").post(at).status_code == 303

    assert not any(map(is_in, clients))
    with world.acting():
        assert Notice.objects.filter(user=world.ar, kind="user.signed_out").count() == 1


def test_of_a_person_of_two_companies_neither_ends_the_sessions(world):
    client, other = signed_in(world), make_world("two")
    Membership.objects.create(tenant=other.tenant, user=world.ar)

    answer = browser(world, "admin").post(f"/settings/users/{world.ar.pk}/sign-out/")

    assert answer.status_code == 403 and is_in(client)


def test_a_new_password_keeps_this_device_and_ends_the_others(world):
    office, phone = signed_in(world), signed_in(world, agent=PHONE)
    new = "another-Pass-4711"

    fields = {"form": "password", "old_password": PASSWORD, "new_password1": new, "new_password2": new}
    office.post("/me/", fields)

    assert is_in(office) and not is_in(phone)
    assert "Edge" in office.get("/me/devices/").content.decode()
    assert Device.objects.filter(digest=digest(office)).exists()


def test_last_seen_is_written_at_most_once_in_some_minutes(world):
    client = signed_in(world)
    device = Device.objects.get(digest=digest(client))
    client.get("/me/")
    assert Device.objects.get(pk=device.pk).seen_at == device.seen_at

    Device.objects.update(seen_at=timezone.now() - 2 * SEEN_STEP)
    devices._written.clear()
    client.get("/me/")
    assert Device.objects.get(pk=device.pk).seen_at > device.seen_at


def test_sessions_that_are_over_are_forgotten_with_their_devices(world):
    living, over = signed_in(world), signed_in(world, agent=PHONE)
    Session.objects.filter(session_key=over.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )

    forget_ended()
    assert is_in(living)
    assert not Session.objects.filter(session_key=over.session.session_key).exists()


def test_signing_out_ends_the_device(world):
    client = signed_in(world)
    client.post("/sign-out/")

    assert not Device.objects.filter(user=world.ar).exists()
