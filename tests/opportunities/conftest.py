"""Callers of the API and of the pages, by role."""

import pytest

from tests.factories.callers import browser, caller


@pytest.fixture
def api(world):
    """`api("ar")` calls the API as somebody with that role; `of` names another world."""
    return lambda role, of=None: caller(of or world, role)


@pytest.fixture
def signed_in(world):
    """`signed_in("ar")` is a browser in which that person is signed in."""
    return lambda role, of=None: browser(of or world, role)
