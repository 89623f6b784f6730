"""Relay and worker as processes, killed in the middle of their work: nothing acknowledged is lost."""

import pytest

from core.mail import post_mail
from core.models import Outbox
from core.outbox import post, post_many
from core.tenancy import acting_for
from tests.factories.processes import Processes, kill, until

pytestmark = pytest.mark.slow
MAILS = 60


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    yield made
    made.end()


def waiting(tenant) -> int:
    with acting_for(tenant):
        return Outbox.objects.filter(sent_at=None).count()


def test_killed_relay_and_worker_lose_nothing(lasting, processes, tmp_path):
    with acting_for(lasting):
        for n in range(MAILS):
            post_mail(["lu@example.com"], f"Mail no {n}.", "message", {"lines": []}, "en")
        post_many("feed", [{"event": f"0198c000-0000-7000-8000-{n:012d}"} for n in range(100)])
    relays, workers = processes.run("manage.py", "relay"), processes.worker()

    until(lambda: waiting(lasting) < MAILS)
    kill(workers)
    kill(relays)
    assert waiting(lasting) > 0
    with acting_for(lasting):
        # What was handed to the killed worker waits for the queue or for its time; the test waits for neither.
        Outbox.objects.filter(sent_at=None).update(next_try_at="2026-01-01T00:00Z")
    processes.run("manage.py", "relay")
    processes.worker()
    until(lambda: waiting(lasting) == 0)

    sent = "".join(path.read_text() for path in tmp_path.iterdir())
    assert [n for n in range(MAILS) if f"Subject: Mail no {n}.\n" not in sent] == []


def test_relay_stops_at_once_when_asked(lasting, processes):
    with acting_for(lasting):
        post("feed", {"event": "0198c000-0000-7000-8000-000000000001"})
    process = processes.run("manage.py", "relay")
    until(lambda: waiting(lasting) == 0)
    process.terminate()

    assert process.wait(10) == 0
