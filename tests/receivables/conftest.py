import pytest

from core.tenancy import acting_for
from tenancy.actor import actor_for, system
from tenancy.keys import create_key
from tenancy.people import add_member
from tenancy.setup import create_tenant
from tests.factories.callers import Caller


@pytest.fixture
def tenant(db):
    """A tenant of this test's own, in force."""
    made = create_tenant(code="cash", name="远澜智能")
    with acting_for(made):
        yield made


@pytest.fixture
def person(tenant):
    """`person("finance")` is an actor with that role."""
    made = {}

    def make(role):
        if role not in made:
            made[role] = add_member(username=f"cash-{role}", name=role, password="x" * 12, roles=[role])
        return actor_for(made[role])

    return make


@pytest.fixture
def api(person):
    """`api("finance")` calls the API as somebody with that role."""

    def make(role):
        _key, secret = create_key(person(role).user, name="test", scopes=["read", "write"], by=system())
        return Caller(secret)

    return make
