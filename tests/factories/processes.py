"""Processes of the platform on the tests' services, for tests that kill them."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection, connections, transaction

from core.models import Outbox
from core.outbox import queue
from core.relay import DELIVER
from core.tenancy import acting_for

PATIENCE_SECONDS = 90


class Processes:
    """`processes.run("manage.py", "relay")` starts one; mails are written into `folder`."""

    def __init__(self, folder):
        self.environment = os.environ | {"EMAIL_URL": f"filemail:///{folder}", "L2C_IN_TESTS": "1"}
        self.running: list = []

    def run(self, *command) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=self.environment, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        """A worker that waits for no other: it would look for a second long."""
        return self.run(
            "-m",
            "celery",
            "-A",
            "l2cplat",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "ERROR",
            "--without-mingle",
            "--without-gossip",
        )

    def end(self) -> None:
        """Kill what still runs."""
        for process in self.running:
            kill(process)


def kill(process) -> None:
    """kill -9, with all children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(condition, pause: float = 0.1) -> None:
    """Wait for the condition. Raises AssertionError when it does not come."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < ends, "waited too long"
        time.sleep(pause)


class Relay:
    """Hands one company's rows of a kind over as the relay does: each once, and again what nobody has heard of.

    The real one would hand over first what every earlier test has left in the database.
    """

    def __init__(self, tenant, kind: str):
        self.tenant, self.kind, self.handed = tenant, kind, set()

    def hand_over(self) -> None:
        with acting_for(self.tenant):
            rows = Outbox.objects.filter(kind=self.kind, sent_at=None)
            waiting = set(rows.values_list("pk", flat=True))
        for row in waiting - self.handed:
            queue(DELIVER, tenant_id=str(self.tenant.pk), outbox_id=str(row))
        self.handed |= waiting

    def forget(self) -> None:
        self.handed = set()


def killed_while_waiting(tenant, hold, work) -> None:
    """Run `work` in a process of its own until it waits for what `hold` keeps in the company's name; kill it there."""
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        _alone(ready, work)
    with acting_for(tenant):
        hold()
        os.write(go, b".")
        until(lambda: _is_waited_for(child), pause=0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        transaction.set_rollback(True)
    os.close(ready)
    os.close(go)


def _alone(ready: int, work) -> None:
    """The life of the process: connections of its own, the work, and never back into the test."""
    parents = connections.all(initialized_only=True)
    try:
        for connection_ in parents:
            del connections[connection_.alias]
        os.read(ready, 1)
        work()
    finally:
        os._exit(0)


def _is_waited_for(child: int) -> bool:
    """Does somebody wait for what this connection keeps? Raises AssertionError where the process has ended."""
    assert os.waitpid(child, os.WNOHANG) == (0, 0), "it did not wait"
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists(select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]
