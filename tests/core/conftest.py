"""A tenant in force, with its administrator acting; and one whose changes commit."""

import uuid

import pytest

from core.tenancy import acting_for
from tenancy.actor import actor_for
from tenancy.people import add_member
from tenancy.setup import create_tenant


def house(**about):
    """A new tenant of a name that no other test uses."""
    return create_tenant(code=f"t-{uuid.uuid4().hex[:12]}", name="测试公司", **about)


@pytest.fixture(scope="session")
def standing(django_db_setup, django_db_blocker):
    """A tenant without departments and its administrator's user, committed once: tests take back what they write."""
    with django_db_blocker.unblock():
        made = house()
        with acting_for(made):
            return made, administrator(made).user


@pytest.fixture
def tenant(db, standing):
    """The tenant that the test acts for."""
    with acting_for(standing[0]):
        yield standing[0]


@pytest.fixture
def by(tenant, standing):
    """Its administrator."""
    return actor_for(standing[1])


@pytest.fixture
def lasting(committed):
    """A tenant whose changes commit; the test enters acting_for itself."""
    return house()


def administrator(tenant):
    """An administrator of the tenant in force, as an actor."""
    user = add_member(
        username=f"admin-{uuid.uuid4().hex[:12]}", name="管理员", password="x" * 12, roles=["admin"]
    )
    return actor_for(user)
