"""One company with a person per role, for the tests of customers and catalogue."""

import json
from types import SimpleNamespace

import pytest
from django.test import Client

from core.tenancy import acting_for
from tenancy.actor import actor_for, system
from tenancy.keys import create_key
from tenancy.models import Department
from tenancy.people import add_member
from tenancy.roles import BUILT_IN
from tenancy.setup import create_tenant


class Caller:
    """A program with a key: get, post, patch with JSON in and out, in English."""

    def __init__(self, secret):
        self.client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    def __getattr__(self, method):
        def call(path, body=None, **headers):
            sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **sent)

        return call


def company(code):
    """A tenant with departments ar, sr, fr under sales and one person per role, all named by the role's code."""
    tenant = create_tenant(code=code, name=code.title())
    with acting_for(tenant):
        sales = Department.objects.create(code="sales", name="Sales")
        below = {c: Department.objects.create(code=c, name=c, parent=sales) for c in ("ar", "sr", "fr")}
        people = {
            role: add_member(
                username=f"{code}-{role}", name=role, password="x" * 12, roles=[role], department=below.get(role, sales)
            )
            for role in BUILT_IN
        }
        people["ar2"] = add_member(
            username=f"{code}-ar2", name="ar2", password="x" * 12, roles=["ar"], department=below["ar"]
        )
    return SimpleNamespace(tenant=tenant, people=people)


def actors(house):
    """{role: Actor}, within acting_for."""
    return SimpleNamespace(**{role: actor_for(user) for role, user in house.people.items()})


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    """Nobody signs in here; a real hash of a dozen passwords per test would cost a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alpha(db, cheap_passwords):
    """A company whose data this test works on."""
    house = company("alpha")
    with acting_for(house.tenant):
        house.by = actors(house)
        yield house


@pytest.fixture
def caller(db):
    """`caller(house, "ar")` is a program of that person."""

    def make(house, role, scopes=("read", "write")):
        with acting_for(house.tenant):
            _key, secret = create_key(house.people[role], name="test", scopes=list(scopes), by=system())
        return Caller(secret)

    return make
