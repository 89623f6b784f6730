"""The real processes: the platform's web, worker and relay, and the bare project on the same server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from services.place import ROOT

GRANIAN = [
    "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level", "warning",
]  # fmt: skip
CELERY = ["-m", "celery", "--quiet", "-A", "l2cplat", "worker", "--concurrency", "2", "--without-mingle"]
START_SECONDS = 60


@dataclass
class Processes:
    """The started processes by name, and the ports of the two web servers."""

    running: dict
    ours: int
    bare: int

    def megabytes(self, name: str) -> tuple[int, int]:
        """Memory of a process and its children in MB: resident, and with shared pages counted once."""
        family = _family(self.running[name].pid)
        resident, proportional = (sum(_kilobytes(pid, kind) for pid in family) for kind in ("Rss", "Pss"))
        return resident // 1024, proportional // 1024


@contextlib.contextmanager
def started(place):
    """Start all, wait until they answer, and stop them at the end."""
    ours, bare = _free_port(), _free_port()
    # The bench asks for itself what people ask for by the browser; the log is looked at when something failed.
    with open(place.base / "bench.log", "w") as log:
        running = {
            "web": _start(
                [*GRANIAN, "--port", str(ours), "l2cplat.wsgi:application"],
                log,
                L2C_STATEMENT_TIMEOUT_MS="30000",
            ),
            "bare": _start([*GRANIAN, "--port", str(bare), "bench.bare.wsgi:application"], log),
            "worker": _start(CELERY, log, PYTHONWARNINGS="ignore:You're running the worker"),
            "relay": _start(["manage.py", "relay"], log),
        }
        try:
            _wait(f"http://127.0.0.1:{ours}/readyz")
            _wait(f"http://127.0.0.1:{bare}/small/?page_size=1")
            yield Processes(running, ours, bare)
        finally:
            _stop(running.values())


def _start(arguments, log, **environ):
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environ,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _stop(processes):
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(url):
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError as error:
            if time.monotonic() > ends:
                raise SystemExit(f"{url} did not answer within {START_SECONDS} s: {error}") from error
            time.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _kilobytes(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0
