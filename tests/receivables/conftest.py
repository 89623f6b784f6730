import pytest


@pytest.fixture
def tenant(world):
    """The session's tenant, in force."""
    return world.tenant


@pytest.fixture
def person(world):
    """`person("finance")` is an actor with that role."""
    return world.by
