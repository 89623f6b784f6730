"""Browsers for the desk's tests."""

import pytest

from tests.factories.callers import browser


@pytest.fixture
def signed_in(world):
    """`signed_in("ar")` is a browser in which that person is signed in."""
    return lambda role, of=None: browser(of or world, role)
