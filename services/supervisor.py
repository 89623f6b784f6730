"""Keep a set of processes running: start, log, restart with growing pauses, stop together."""

import contextlib
import ctypes
import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # seconds before a crashed process is started again
STEADY_AFTER = 60  # seconds of running after which the pauses begin anew
GRACE_SECONDS = 25  # a worker finishes its task, the web server its requests
LARGEST_LOG = 20 * 1024 * 1024
QUIET_LEVELS = {"debug", "info"}
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process. `once` ends by itself and is not started again."""

    name: str
    command: list
    environ: dict = field(default_factory=dict)
    once: bool = False
    process: subprocess.Popen | None = None
    started_at: float = 0
    pause: float = FIRST_PAUSE
    due_at: float = 0


class Supervisor:
    """Runs until a signal says stop. `pids` is where the next start finds what a kill -9 left behind.

    `besides` is called in each round: what the children stand on is looked after there.
    """

    def __init__(self, children, *, cwd, logs: Path, pids: Path, besides=lambda: None):
        self.children, self.cwd, self.logs, self.pids, self.besides = children, cwd, logs, pids, besides
        self.stopping = threading.Event()
        logs.mkdir(parents=True, exist_ok=True)

    def start(self):
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda *_: self.stopping.set())
        for child in self.children:
            self._start(child)

    def watch(self):
        """Block until told to stop; then every child has ended."""
        while not self.stopping.wait(0.3):
            self.look_after()
        self.stop()

    def look_after(self):
        """One round: notice who ended, start who is due."""
        self.besides()
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self._note_end(child)
            if child.process is None and child.due_at and time.monotonic() >= child.due_at:
                self._start(child)

    def stop(self):
        """Ask all to end, the queue's reader before the database's users, then insist."""
        say("Stopping …")
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()  # it alone: each ends what it started in its own order
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0.1))
            signal_group(process.pid, signal.SIGKILL)
        self.pids.unlink(missing_ok=True)

    def _start(self, child):
        child.process = subprocess.Popen(
            child.command,
            cwd=self.cwd,
            env=os.environ | child.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for the supervisor, which passes it on in order
            preexec_fn=_end_with_parent,
        )
        child.started_at, child.due_at = time.monotonic(), 0
        threading.Thread(
            target=self._copy_output, args=(child.name, child.process.stdout), daemon=True
        ).start()
        self._write_pids()

    def _note_end(self, child):
        code, pid, child.process = child.process.returncode, child.process.pid, None
        signal_group(pid, signal.SIGKILL)  # what a killed child had started, or two webs would answer
        self._write_pids()
        if child.once:
            if code:
                say(f"{child.name} ended with code {code}; see {self.logs / child.name}.log")
            return
        if time.monotonic() - child.started_at > STEADY_AFTER:
            child.pause = FIRST_PAUSE
        say(
            f"{child.name} ended with code {code}; starting it again in {child.pause:.0f} s (see {child.name}.log)"
        )
        child.due_at = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _copy_output(self, name, stream):
        """All into the log file; to the terminal what a person wants to see: warnings, mails, plain words."""
        path = self.logs / f"{name}.log"
        for line in iter(stream.readline, b""):
            _append(path, line)
            text = line.decode(errors="replace").rstrip("\n")
            if not is_routine(text):
                say(f"[{name}] {text}")

    def _write_pids(self):
        rows = [
            {"pid": c.process.pid, "name": c.name, "command": c.command} for c in self.children if c.process
        ]
        with _room_or_go_on():
            fresh = self.pids.with_suffix(".new")
            fresh.write_text(json.dumps(rows))
            fresh.rename(self.pids)


def is_routine(line):
    """A JSON log line of no more than information."""
    if not line.startswith("{"):
        return False
    try:
        return json.loads(line).get("level") in QUIET_LEVELS
    except (ValueError, AttributeError):
        return False


def stop_orphans(pids: Path):
    """End the children of a supervisor that was killed; answers their names. Others' processes are not touched."""
    try:
        rows = json.loads(pids.read_text())
    except (OSError, ValueError):
        return []
    orphans = [row for row in rows if _members(row)]
    for row in orphans:
        for pid in _members(row):
            _signal(os.kill, pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for row in orphans:
        while _members(row) and time.monotonic() < deadline:
            time.sleep(0.1)
        if _members(row):
            signal_group(row["pid"], signal.SIGKILL)
    pids.unlink(missing_ok=True)
    return [row["name"] for row in orphans]


def signal_group(pid, number):
    """Signal a child and what it started: each child leads a process group of its own."""
    _signal(os.killpg, pid, number)


def _signal(how, pid, number):
    with contextlib.suppress(ProcessLookupError):
        how(pid, number)


def say(text):
    with contextlib.suppress(BrokenPipeError):
        print(text, file=sys.stdout, flush=True)


def _members(row):
    """Pids of a noted child's process group that still run its command.

    A number may have been given to somebody else since: what runs must be what we started.
    """
    groups = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return [pid for pid in groups if _group_of(pid) == row["pid"] and _runs(pid, row["command"])]


def _group_of(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _runs(pid, command):
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False
    wanted = [*command[1:], ""]  # the first word is the interpreter, which a link may name otherwise
    return words[-len(wanted) :] == wanted


def _append(path, line):
    with _room_or_go_on():
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        with open(path, "ab") as log:
            log.write(line)


@contextlib.contextmanager
def _room_or_go_on():
    """A full disk costs a line of the log, not the platform: a child whose output nobody reads would stand still."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise


def _end_with_parent():
    """Linux: when the supervisor dies without a word, its children get a SIGTERM."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
