"""manage.py create_tenant and create_api_key: what was asked for, or a fault by name and nothing written."""

import pytest
from django.core.management import CommandError, call_command

from core.tenancy import acting_for
from tenancy.models import ApiKey, Tenant, User
from tenancy.signin import LoginBackend

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-Harbour-91"


@pytest.fixture(autouse=True)
def given_password(monkeypatch):
    monkeypatch.setenv("L2C_ADMIN_PASSWORD", PASSWORD)


def create(code="harbour", *, admin="Chief", **options):
    call_command("create_tenant", code, name="海港精密", admin=admin, **options)
    return Tenant.objects.get(code=code)


def test_the_administrator_of_a_new_company_signs_in_and_has_the_role():
    tenant = create(email="chief@harbour.example")

    chief = LoginBackend().authenticate(None, username="chief@harbour.example", password=PASSWORD)
    with acting_for(tenant):
        assert chief.memberships.get(tenant=tenant).roles == ["admin"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": "Ac me"}, "code: "),
        ({"admin": "a b"}, "--admin: "),
        ({"email": "no-address"}, "--email: "),
        ({"timezone": "Mars/Base"}, "--timezone: "),
        ({"currency": "XXQ"}, "--currency: "),
    ],
)
def test_a_wrong_word_is_named_and_nothing_is_written(wrong, told):
    with pytest.raises(CommandError, match=f"^{told}"):
        create(**wrong)

    assert not Tenant.objects.filter(name="海港精密").exists()


def test_a_weak_password_makes_no_company(monkeypatch):
    monkeypatch.setenv("L2C_ADMIN_PASSWORD", "12345")

    with pytest.raises(CommandError, match="password: This password is too short"):
        create()

    assert not Tenant.objects.filter(code="harbour").exists()


def test_names_taken_already_are_refused_in_any_case():
    create(email="chief@harbour.example")

    for again in (
        {"code": "harbour", "admin": "other"},
        {"code": "second", "admin": "CHIEF"},
        {"code": "second", "admin": "other", "email": "Chief@Harbour.example"},
    ):
        with pytest.raises(CommandError, match="already exists"):
            create(**again)

    assert not Tenant.objects.filter(code="second").exists()
    assert not User.objects.filter(username="other").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "nobody"}, "no active user named nobody"),
        ({"scopes": "fly"}, "Scopes are read, write and admin"),
        ({"scopes": ""}, "Scopes are read, write and admin"),
        ({"days": 0}, "--days is a number from 1 to 365"),
        ({"days": 99_999_999}, "--days is a number from 1 to 365"),
    ],
)
def test_a_key_asked_for_wrongly_is_not_made(wrong, told):
    tenant = create(admin="chief")

    with pytest.raises(CommandError, match=told):
        call_command("create_api_key", wrong.pop("username", "chief"), **{"scopes": "read"} | wrong)

    with acting_for(tenant):
        assert not ApiKey.objects.exists()
