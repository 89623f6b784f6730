"""API keys on pages: one's own made and shown once, anybody's revoked by who manages users."""

from datetime import timedelta

import pytest

from core.dates import local_day, start_of_day
from tenancy.models import ApiKey, Door
from tests.factories.callers import Caller, browser

KEYS = "/me/keys/"


def make(world, role="ar", days=30, **sent):
    """The answer to making a key that is good for so many days."""
    with world.acting():
        last = local_day() + timedelta(days=days)
    values = {"name": "sync", "scopes": ["read"], "expires_on": last.isoformat()} | sent
    return browser(world, role).post(KEYS, values)


def only_key(world) -> ApiKey:
    with world.acting():
        return ApiKey.objects.get()


def test_a_made_key_opens_the_api_and_is_shown_once(world):
    answer = make(world)

    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Caller(secret).get("/leads/").status_code == 200
    assert Caller(secret).post("/leads/", {}).status_code == 403
    assert secret not in browser(world, "ar").get(KEYS).content.decode()


def test_a_key_is_good_until_its_last_day_has_ended(world):
    make(world, days=1)

    with world.acting():
        ends = start_of_day(local_day() + timedelta(days=2))
        assert (ApiKey.objects.get().expires_at, Door.objects.get(kind="api_key", tenant=world.tenant).expires_at) == (
            ends, ends,
        )  # fmt: skip


@pytest.mark.parametrize(
    "sent", [{"days": -1}, {"days": 366}, {"scopes": []}, {"scopes": ["everything"]}, {"name": ""}]
)
def test_a_key_without_sense_is_not_made(world, sent):
    assert make(world, **sent).status_code == 422

    with world.acting():
        assert not ApiKey.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("ar", 303), ("admin", 303), ("sales_manager", 404)])
def test_ones_own_key_ends_by_oneself_or_who_manages_users(world, role, status):
    secret = make(world).context["secret"]

    answer = browser(world, role).post(f"/keys/{only_key(world).pk}/revoke/")

    assert answer.status_code == status
    assert Caller(secret).get("/leads/").status_code == (401 if status == 303 else 200)


def test_the_users_page_shows_the_users_keys(world):
    make(world)

    shown = browser(world, "admin").get(f"/settings/users/{world.ar.pk}/").context["keys"]

    assert [key.name for key in shown] == ["sync"]


def test_another_companys_key_is_not_there(world, other_world):
    make(other_world)

    assert browser(world, "admin").post(f"/keys/{only_key(other_world).pk}/revoke/").status_code == 404


def test_the_log_tells_who_ended_whose_key(world):
    make(world)
    browser(world, "admin").post(f"/keys/{only_key(world).pk}/revoke/")

    row = browser(world, "admin").get("/settings/changes/").context["rows"][0]

    assert (row["by"].pk, row["name"], str(row["parts"][0][0])) == (world.admin.pk, "sync", "Revoked")
