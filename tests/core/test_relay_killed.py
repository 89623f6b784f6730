"""Relay and worker as processes, killed in the middle of their work: nothing acknowledged is lost."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from core.mail import post_mail
from core.models import Outbox
from core.outbox import post, post_many
from core.tenancy import acting_for

pytestmark = pytest.mark.slow
MAILS = 60
PATIENCE_SECONDS = 90


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a process of the platform on the tests' services; what still runs at the end is killed."""
    running = []
    environment = os.environ | {"EMAIL_URL": f"filemail:///{tmp_path}", "L2C_IN_TESTS": "1"}

    def run(*command):
        process = subprocess.Popen(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        running.append(process)
        return process

    yield run
    for process in running:
        kill(process)


def kill(process):
    """kill -9, with all children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def relay(start):
    return start("manage.py", "relay")


def worker(start):
    return start("-m", "celery", "-A", "l2cplat", "worker", "--concurrency", "1", "--loglevel", "ERROR")


def waiting(tenant) -> int:
    with acting_for(tenant):
        return Outbox.objects.filter(sent_at=None).count()


def until(condition):
    ends = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.1)


def test_killed_relay_and_worker_lose_nothing(lasting, start, tmp_path):
    with acting_for(lasting):
        for n in range(MAILS):
            post_mail(["lu@example.com"], f"Mail no {n}.", "message", {"lines": []}, "en")
        post_many("feed", [{"event": f"0198c000-0000-7000-8000-{n:012d}"} for n in range(100)])
    relays, workers = relay(start), worker(start)

    until(lambda: waiting(lasting) < MAILS)
    kill(workers)
    kill(relays)
    assert waiting(lasting) > 0
    with acting_for(lasting):
        # What was handed to the killed worker waits for the queue or for its time; the test waits for neither.
        Outbox.objects.filter(sent_at=None).update(next_try_at="2026-01-01T00:00Z")
    relay(start)
    worker(start)
    until(lambda: waiting(lasting) == 0)

    sent = "".join(path.read_text() for path in tmp_path.iterdir())
    assert [n for n in range(MAILS) if f"Subject: Mail no {n}.\n" not in sent] == []


def test_relay_stops_at_once_when_asked(lasting, start):
    with acting_for(lasting):
        post("feed", {"event": "0198c000-0000-7000-8000-000000000001"})
    process = relay(start)
    until(lambda: waiting(lasting) == 0)
    started = time.monotonic()
    process.terminate()

    assert process.wait(10) == 0
    assert time.monotonic() - started < 3
