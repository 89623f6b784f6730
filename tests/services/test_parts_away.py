"""PostgreSQL or Valkey stopped under the running platform, and everything killed at once."""

import contextlib
import os
import signal
import threading
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

import pytest

from services.keeper import Keeper
from tests.conftest import maintenance, migrated_template, migrations_digest
from tests.factories.platform import Browser, Platform
from tests.factories.processes import kill, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def platform(django_db_setup, django_db_blocker):
    """Started once; each test leaves it running."""
    with django_db_blocker.unblock(), maintenance() as cursor:
        made = Platform(migrated_template(cursor, migrations_digest()))
    made.start()
    until(lambda: made.answers("/readyz", 200))
    yield made
    made.end()


@pytest.fixture
def steady(platform):
    """The platform; after the test the very same processes must still be there."""
    before = [process.pid for process in platform.processes.running]
    yield platform
    running = [process.pid for process in platform.processes.running if process.poll() is None]
    assert running == before


def new_lead(platform, **headers):
    lead = {"title": "装配线", "company_name": "远见精密", "source": "technical_exchange"}
    return platform.api("POST", "/leads/", lead, **headers)


def test_database_stopped_is_told_and_everything_comes_back_by_itself(steady):
    person = Browser(steady.site)
    assert person.sign_in("p-ar").status == 200
    steady.database.down()

    assert steady.answers("/healthz", 200)
    assert steady.answers("/readyz", 503)
    page = person.get("/")
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert "The database" in page.text
    refused = new_lead(steady, **{"Accept-Language": "zh-hans"})
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "数据库" in refused.json["detail"]

    steady.database.up()
    until(lambda: steady.answers("/readyz", 200))
    assert person.get("/").status == 200
    made = new_lead(steady)
    assert made.status == 201
    steady.post_mail("The database is back")
    until(lambda: steady.has_mailed("The database is back"))
    until(lambda: made.json["id"] in steady.api("GET", "/events/?limit=100").text)


def test_people_go_on_working_while_valkey_is_away_and_the_outbox_catches_up(steady):
    steady.queue.down()
    until(lambda: steady.answers("/readyz", 503))

    person = Browser(steady.site)
    assert person.sign_in("p-ar").status == 200
    assert person.get("/leads/").status == 200
    assert new_lead(steady).status == 201
    for _try in range(4):
        stranger = Browser(steady.site).sign_in("p-sr", "wrong")
    late = Browser(steady.site).sign_in("p-sr", "wrong")
    assert (stranger.status, late.status) == (422, 422)
    assert "Too many tries" in late.text
    steady.post_mail("Written meanwhile")
    assert not steady.has_mailed("Written meanwhile")

    steady.queue.up()
    until(lambda: steady.has_mailed("Written meanwhile"))
    assert steady.answers("/readyz", 200)


def test_nothing_acknowledged_is_lost_when_everything_is_killed(platform):
    with writing(platform) as acknowledged:
        until(lambda: len(acknowledged) > 20)
        kill_everything(platform)
        before = len(acknowledged)
        Keeper(platform.place, given={}).look_after()
        platform.start()
        until(lambda: len(acknowledged) > before + 5)

    kept = [platform.api("GET", f"/leads/{pk}/").status for pk in acknowledged]
    assert kept == [200] * len(acknowledged)


@contextlib.contextmanager
def writing(platform):
    """Three clients that create leads meanwhile; yields the ids of those that were acknowledged."""
    acknowledged, stopped = [], threading.Event()

    def write():
        while not stopped.is_set():
            with contextlib.suppress(URLError, ConnectionError, HTTPException):
                made = new_lead(platform)
                if made.status == 201:
                    acknowledged.append(made.json["id"])

    writers = [threading.Thread(target=write, daemon=True) for _writer in range(3)]
    for writer in writers:
        writer.start()
    try:
        yield acknowledged
    finally:
        stopped.set()
        for writer in writers:
            writer.join()


def kill_everything(platform) -> None:
    """kill -9: the processes of the platform, every one of PostgreSQL's, and Valkey."""
    for process in platform.processes.running:
        kill(process)
    platform.processes.running.clear()
    postmaster = int((platform.database.data / "postmaster.pid").read_text().split()[0])
    for pid in [postmaster, *children_of(postmaster), platform.queue.pid()]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: not platform.database.is_running() and not platform.queue.is_running())


def children_of(pid: int) -> list[int]:
    return [
        int(each)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for each in path.read_text().split()
    ]
