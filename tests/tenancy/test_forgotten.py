"""A forgotten password: a link by mail, once, and nothing told to whoever asks."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from core.models import Outbox
from core.outbox import HANDLERS
from tenancy.models import User
from tests.factories.people import PASSWORD

NEW = "ein-neues-Wort-7"


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()


def ask(login: str):
    return Client().post("/sign-in/forgotten/", {"login": login})


def mailed_link(world) -> str:
    """The address in the mail that the worker sends."""
    for row in Outbox.objects.filter(kind="password_link"):
        HANDLERS[row.kind](row.payload)
    return re.search(r"/sign-in/new-password/\S+", mail.outbox[-1].body).group()


def set_password(client, link: str, password: str = NEW):
    """Open the link as a browser does, and send the form behind it."""
    form = client.get(link, follow=True)
    at = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(at, {"new_password1": password, "new_password2": password})


def signs_in(user, password) -> bool:
    return Client().post("/sign-in/", {"login": user.username, "password": password}).status_code == 302


def test_a_link_sets_a_new_password_once_and_ends_open_sessions(world):
    session = Client()
    session.force_login(world.ar)
    ask(world.ar.email.upper())
    link = mailed_link(world)

    assert set_password(Client(), link).status_code == 302

    assert signs_in(world.ar, NEW) and not signs_in(world.ar, PASSWORD)
    assert session.get("/me/").status_code == 302
    assert set_password(Client(), link, "noch-ein-Wort-8").status_code == 404
    assert signs_in(world.ar, NEW)


def test_the_answer_is_the_same_whoever_is_named(world):
    User.objects.filter(pk=world.sr.pk).update(is_active=False)
    User.objects.filter(pk=world.fr.pk).update(email=None)

    answers = {
        ask(login).content for login in (world.ar.username, world.sr.username, world.fr.username, "nobody")
    }

    assert (
        len({re.sub(rb'(nonce|csrf\w+)="?[^"> ]*|value="[^"]{64}"', b"", answer) for answer in answers}) == 1
    )
    assert [row.payload["user"] for row in Outbox.objects.filter(kind="password_link")] == [str(world.ar.pk)]


def test_links_are_counted_for_names_that_exist_and_for_others(world):
    for login in (world.ar.username, "nobody"):
        assert [ask(login).status_code for _try in range(4)] == [200, 200, 200, 422]


def test_a_weak_password_is_refused_and_the_link_stays_good(world):
    ask(world.ar.username)
    link = mailed_link(world)

    assert set_password(Client(), link, "12345").status_code == 422
    assert set_password(Client(), link).status_code == 302


def test_a_link_of_somebody_else_or_made_up_is_not_good(world):
    ask(world.ar.username)
    parts = mailed_link(world).strip("/").split("/")

    for wrong in (f"/{'/'.join(parts[:-1])}/x-y/", f"/{'/'.join(parts[:2])}/eA/{parts[-1]}/"):
        answer = Client().get(wrong)
        assert answer.status_code == 404 and b"new_password1" not in answer.content
