"""Sign-in, own settings, users, roles and departments as pages."""

import pytest
from django.test import Client

from tenancy.models import Membership, User
from tests.factories.callers import browser
from tests.factories.people import PASSWORD


def test_sign_in_by_name_or_address_leads_to_the_page_asked_for(world):
    for login in (world.ar.username, world.ar.email.upper()):
        answer = Client().post("/sign-in/", {"login": login, "password": PASSWORD, "next": "/approvals/"})

        assert (answer.status_code, answer["Location"]) == (302, "/approvals/")


def test_sign_in_does_not_lead_off_the_site(world):
    answer = Client().post(
        "/sign-in/", {"login": world.ar.username, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == "/"


def test_sign_in_gives_the_session_a_new_key(world):
    client = Client()
    client.get("/sign-in/")
    client.session.save()
    before = client.session.session_key

    client.post("/sign-in/", {"login": world.ar.username, "password": PASSWORD})

    assert client.session.session_key != before


def test_a_page_asked_for_without_signing_in_leads_to_the_sign_in():
    answer = Client().get("/settings/users/")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/settings/users/")


@pytest.mark.parametrize(
    ("path", "kept"), [("/leads/", "private, no-cache"), ("/api/v1/leads/", "no-store"), ("/sign-in/", None)]
)
def test_what_people_see_is_kept_by_nobody_else(world, path, kept):
    client = Client() if kept is None else browser(world, "ar")
    answer = client.get(path)

    assert answer["Cache-Control"] == kept if kept else "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]


def test_language_outlives_the_session(world):
    client = browser(world, "ar")
    client.post("/language/", {"language": "zh-hans", "next": "/"})

    assert User.objects.get(pk=world.ar.pk).language == "zh-hans"
    assert "工作台" in client.get("/").content.decode()


@pytest.mark.parametrize(
    "path", ["/settings/users/", "/settings/users/new/", "/settings/roles/", "/settings/departments/"]
)
def test_settings_are_closed_to_those_without_the_right(world, path):
    assert browser(world, "ar").get(path).status_code == 403
    assert browser(world, "admin").get(path).status_code == 200


def test_an_administrator_adds_a_user_who_can_sign_in(world):
    values = {
        "username": "newcomer-x1",
        "name": "新人",
        "email": "",
        "password": "long enough 77",
        "roles": ["ar", "sr"],
    }

    answer = browser(world, "admin").post("/settings/users/new/", values)

    assert answer.status_code == 303
    member = Membership.objects.get(user__username="newcomer-x1", tenant=world.tenant)
    assert member.roles == ["ar", "sr"]


def test_a_taken_user_name_is_said_at_the_field(world):
    values = {"username": world.ar.username, "name": "X", "password": "long enough 77", "roles": []}

    answer = browser(world, "admin").post("/settings/users/new/", values)

    assert answer.status_code == 422
    assert "username" in answer.context["form"].errors


def test_nobody_takes_their_own_access_away(world):
    values = {"name": world.admin.name, "email": world.admin.email, "roles": ["ar"], "is_active": "on"}

    answer = browser(world, "admin").post(f"/settings/users/{world.admin.pk}/", values)

    assert answer.status_code == 422


def test_a_user_of_another_company_is_not_there(world, other_world):
    assert browser(world, "admin").get(f"/settings/users/{other_world.ar.pk}/").status_code == 404
