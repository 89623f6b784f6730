"""One company with a row of every kind, committed once for all that look at it."""

import pytest
from django.test.utils import override_settings

from tests.factories.people import make_world
from tests.repository.filled import HOUSE, QUICK, fill


@pytest.fixture(scope="session")
def filled_company(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        world = make_world(name=f"{HOUSE}公司")
        with world.acting():
            return fill(world)


@pytest.fixture
def filled(filled_company, committed):
    """The company; whoever changes it takes the change back."""
    return filled_company
