import pytest

from tests.factories.contracts import make_contract
from tests.factories.people import make_world


@pytest.fixture(scope="session")
def shared_world(django_db_setup, django_db_blocker):
    """A company with a contract in force, where most of delivery begins: to walk there takes longer than the test."""
    with django_db_blocker.unblock():
        world = make_world()
        with world.acting():
            world.ready["in_force"] = make_contract(world, "in_force").pk
    return world
