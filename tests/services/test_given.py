"""A database or queue of one's own that will not do is refused before anything starts, with what to do."""

import os
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core.serving_role import Asked
from services import given
from services.place import Refused


def own_urls() -> dict:
    """The tests' own services, which will do."""
    return {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}


def as_role(role: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}").geturl()


def test_the_roles_of_make_up_will_do(db):
    given.check(own_urls())
    given.check({})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"DATABASE_OWNER_URL": ""}, "python -m services roles"),
        (
            {"DATABASE_OWNER_URL": "postgres://x:y@127.0.0.1:1/z"},
            "DATABASE_OWNER_URL does not lead to a database",
        ),
        ({"DATABASE_URL": "postgres://x:y@127.0.0.1:1/z"}, "DATABASE_URL does not lead to a database"),
        ({"DATABASE_URL": "not a url"}, "DATABASE_URL does not lead to a database"),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL does not lead to a Valkey"),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL does not lead to a Valkey"),
    ],
)
def test_what_leads_nowhere_is_refused_by_its_name(db, changed, told):
    with pytest.raises(Refused, match=told):
        given.check(own_urls() | changed)


@pytest.mark.parametrize("role", ["postgres", "l2c_owner", "l2c_bypass"])
def test_a_role_above_row_security_may_not_serve(db, role):
    with pytest.raises(Refused, match="row security"):
        given.check(own_urls() | {"DATABASE_URL": as_role(role)})

    other = connection.copy()
    other.settings_dict["USER"] = role
    other.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"]
    with pytest.raises(ImproperlyConfigured, match="row security"):
        Asked()(None, connection=other)


def test_roles_that_exist_keep_their_passwords(db):
    urls = given.make_roles(as_role("postgres"))

    assert set(urls) == {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BYPASS_URL"}
    assert all(f":{given.UNKNOWN_PASSWORD}@" in url for url in urls.values())
