"""Every refusal, told as a problem under /api/ and as a page elsewhere; nothing of the inside gets out."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from core.dates import acting_at, moment
from tests.core.test_api import alpha, call  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_api")]
STATUS = {
    "denied": 403, "blocked": 409, "stale": 412, "invalid": 422, "forbidden": 403, "suspicious": 400, "too-big": 413,
    "away": 503, "no-room": 503, "broken": 500,
}  # fmt: skip


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_api_tells_a_problem(call, how, status):  # noqa: F811
    response = call.get(f"/api/v1/fail/{how}/")
    body = response.json()

    assert response.status_code == body["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert {"type", "title", "detail", "instance"} <= set(body)
    assert b"secret inside" not in response.content and b"Traceback" not in response.content


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_pages_tell_the_same(how, status):
    client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    response = client.get(f"/fail/{how}/")

    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert b"secret inside" not in response.content and b"Traceback" not in response.content


def test_pages_are_not_asked_for_with_nul():
    assert Client().get("/any/page/?code=%00").status_code == 400


def test_blockers_come_with_their_fix(call):  # noqa: F811
    blockers = call.get("/api/v1/fail/blocked/").json()["blockers"]

    assert blockers == [
        {"code": "no_budget", "detail": "No budget.", "fix": "Ask for one.", "url": "/leads/"}
    ]
    page = Client().get("/fail/blocked/").content.decode()
    assert "No budget." in page and "Ask for one." in page


def test_database_away_says_when_to_try_again(call):  # noqa: F811
    assert call.get("/api/v1/fail/away/")["Retry-After"] == "5"
    assert Client().get("/fail/away/")["Retry-After"] == "5"


def test_database_away_before_any_view_is_a_503_too():
    def away(*statement):
        raise OperationalError("server closed the connection")

    client = Client(raise_request_exception=False, headers={"Authorization": "Bearer l2c_x"})
    with connection.execute_wrapper(away):
        response = client.get("/api/v1/samples/")

    assert response.status_code == 503 and response["Retry-After"] == "5"
    assert response["Content-Type"] == "application/problem+json"


def test_too_many_calls_wait(call, settings):  # noqa: F811
    settings.API_CALLS_PER_MINUTE = 1
    cache.clear()
    with acting_at(moment()):
        call.get("/api/v1/samples/")
        refused = call.get("/api/v1/samples/")

    assert refused.status_code == 429 and 1 <= int(refused["Retry-After"]) <= 60
    cache.clear()


def test_session_needs_the_csrf_token(alpha):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(alpha[1])

    assert client.get("/api/v1/samples/").status_code == 200
    refused = client.post(
        "/api/v1/samples/", data={"code": "a", "name": "a"}, content_type="application/json"
    )
    assert refused.status_code == 403 and refused["Content-Type"] == "application/problem+json"
