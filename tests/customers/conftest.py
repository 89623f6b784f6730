"""One company with a person per role, for the tests of customers and catalogue."""

import json
from http.server import HTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
from django.test import Client
from django.test.utils import override_settings

from core.tenancy import acting_for
from tenancy.actor import actor_for, system
from tenancy.keys import create_key
from tenancy.models import Department
from tenancy.people import add_member
from tests.customers.fact_services import Registry
from tests.factories.people import PASSWORD, make_world

# How often, in seconds, a server looks whether it is to end: half of one unless it is told.
SOON = 0.01
# Nobody signs in here.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Caller:
    """A program with a key: get, post, patch with JSON in and out, in English."""

    def __init__(self, secret):
        self.client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    def __getattr__(self, method):
        def call(path, body=None, **headers):
            sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **sent)

        return call


def company():
    """A company with one person per role, and a second seller."""
    world = make_world()
    with acting_for(world.tenant):
        ar = Department.objects.get(code="ar")
        world.people["ar2"] = add_member(
            username=f"{world.tenant.code}-ar2", name="ar2", password=PASSWORD, roles=["ar"], department=ar
        )
    return world


def actors(house):
    """{role: Actor}, within acting_for."""
    return SimpleNamespace(**{role: actor_for(user) for role, user in house.people.items()})


@pytest.fixture(scope="session")
def companies(django_db_setup, django_db_blocker):
    """Two companies, committed once for all tests: a dozen people and all default rules take a second to make."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        return company(), company()


@pytest.fixture
def alpha(db, companies):
    """A company on whose data this test works; everything it writes is rolled back."""
    house = companies[0]
    with acting_for(house.tenant):
        yield SimpleNamespace(tenant=house.tenant, people=house.people, by=actors(house))


@pytest.fixture
def beta(db, companies):
    """Another company."""
    return companies[1]


@pytest.fixture
def caller(db):
    """`caller(house, "ar")` is a program of that person."""

    def make(house, role, scopes=("read", "write")):
        with acting_for(house.tenant):
            _key, secret = create_key(house.people[role], name="test", scopes=list(scopes), by=system())
        return Caller(secret)

    return make


@pytest.fixture
def registry(settings):
    """A service in the house that may be called; `registry.say` is its answer, `registry.asked` its calls."""
    server = HTTPServer(("127.0.0.1", 0), Registry)
    server.asked, server.say = [], (200, {})
    settings.OUTGOING_ALLOW = {f"127.0.0.1:{server.server_port}"}
    Thread(target=server.serve_forever, args=(SOON,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
