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


@pytest.fixture
def tenant(db):
    """The tenant that the test acts for."""
    made = house()
    with acting_for(made):
        yield made


@pytest.fixture
def by(tenant):
    """Its administrator."""
    return administrator(tenant)


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
