"""Processes of the platform on the tests' services, for tests that kill them."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from django.conf import settings

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
        return self.run(
            "-m", "celery", "-A", "l2cplat", "worker", "--concurrency", "1", "--loglevel", "ERROR"
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
