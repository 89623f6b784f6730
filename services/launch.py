"""`make up`: from an empty directory to a running platform, and back down on Ctrl-C."""

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from services import given, local
from services.keeper import Keeper
from services.place import ROOT, Refused
from services.supervisor import Child, Supervisor, say, stop_orphans

READY_SECONDS = 120
DEMO_DEALS = "60"
# Celery advises against root; who runs `make up` as root has chosen so.
ROOT_IS_MEANT = "ignore:You're running the worker"


def launch(place):
    """Start everything, print where it is, and stay until told to stop. Raises Refused with what to do."""
    # Lines are to be read when they are written, also where the output is a pipe or a file.
    os.environ["PYTHONUNBUFFERED"] = "1"
    signal.signal(signal.SIGTERM, _as_interrupt)
    place.prepare()
    place.keep_compiled()
    port = _port()
    with _alone(place, port):
        for name in stop_orphans(place.base / "pids.json"):
            say(f"Stopped {name}, left behind by a run that was killed.")
        _refuse_busy(port)
        try:
            _run(place, port)
        except KeyboardInterrupt:
            say("Interrupted.")
        finally:
            local.down(place)
    say("Stopped. `make up` continues with the same data.")


def _run(place, port):
    keeper = Keeper(place, given=dict(os.environ))
    prepare(place)
    supervisor = Supervisor(
        children(place, port), cwd=ROOT, logs=place.base / "logs", pids=place.base / "pids.json",
        besides=keeper.look_after,
    )  # fmt: skip
    supervisor.start()
    if _wait_until_ready(supervisor, port):
        _welcome(place, port)
    supervisor.watch()


def prepare(place):
    """Front end, services, tables, texts, demo: each is quick when nothing changed."""
    _step("Front-end files", [sys.executable, "scripts/vendor.py"])
    for variable, service in (("DATABASE_URL", "PostgreSQL"), ("REDIS_URL", "Valkey")):
        say(f"Using the given {variable} …" if os.environ.get(variable) else f"Starting {service} …")
    given.check(os.environ)
    os.environ.update(local.up(place, given=os.environ))
    if any(_needs_compiling(path) for path in ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
        _manage("Translations", "compile_texts")
    _collect_static(place)
    _manage("Migrations", "migrate", "--verbosity", "1")
    if _wants_demo():
        _manage("Demo tenants", "load_demo", "--foreground-deals", DEMO_DEALS)


def _needs_compiling(path):
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _collect_static(place):
    """Hashing and compressing takes seconds, so it is left out while no file changed."""
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()] + [ROOT / ".venv/installed"]
    seen = "".join(
        f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n" for path in sorted(files) if path.exists()
    )
    wanted, stamp = hashlib.sha256(seen.encode()).hexdigest(), place.base / "staticfiles.stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    unused = [word for name in ("*.map", "redoc", "rest_framework") for word in ("--ignore", name)]
    _manage("Static files", "collectstatic", "--noinput", "--clear", "--verbosity", "0", *unused)
    stamp.write_text(wanted)


def children(place, port):
    """The platform's processes, each with its command."""
    python = sys.executable
    manage = [python, "manage.py"]
    celery = [python, "-m", "celery", "--quiet", "-A", "l2cplat"]
    beat = place.base / "beat"
    beat.mkdir(exist_ok=True)
    web = [
        python, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4",
        "--host", os.environ.get("L2C_BIND", "127.0.0.1"), "--port", str(port), "--log-level", "warning",
        "--workers-kill-timeout", "10", "--respawn-failed-workers", "l2cplat.wsgi:application",
    ]  # fmt: skip
    processes = [
        Child("web", web, {"L2C_STATEMENT_TIMEOUT_MS": os.environ.get("L2C_STATEMENT_TIMEOUT_MS", "30000")}),
        Child(
            "worker",
            [*celery, "worker", "--concurrency", "2", "--without-mingle"],
            {"PYTHONWARNINGS": ROOT_IS_MEANT},
        ),
        Child("beat", [*celery, "beat", "--schedule", str(beat / "schedule"), "--pidfile", ""]),
        Child("relay", [*manage, "relay"]),
    ]
    if _wants_demo():
        processes.append(Child("demo", [*manage, "load_demo", "--rest"], once=True))
    return processes


def _wait_until_ready(supervisor, port):
    """True when /readyz says so; False when told to stop before. Raises Refused after READY_SECONDS."""
    say("Starting web, worker, beat and relay …")
    answer = "no answer"
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if supervisor.stopping.wait(0.5):
            return False
        supervisor.look_after()
        answer = _readyz(port)
        if answer == "ready":
            return True
    supervisor.stop()
    raise Refused(f"Not ready after {READY_SECONDS} s ({answer}). The logs are in {supervisor.logs}.")


def _readyz(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return "ready"
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace")
    except OSError as error:
        return str(error)


def _welcome(place, port):
    say(f"\nL2Cplat is ready: http://localhost:{port}/")
    if _wants_demo():
        _manage(None, "demo_logins")
    else:
        say("No demo was asked for. Make the first tenant: .venv/bin/python manage.py create_tenant --help")
    say(f"Logs: {place.base / 'logs'}   Data: {place.base}   Stop: Ctrl-C\n")


def _manage(title, *arguments):
    _step(title, [sys.executable, "manage.py", *arguments])


def _step(title, command):
    """Run one part with a line before and its time after. Raises Refused when it fails."""
    if title:
        say(f"{title} …")
    started = time.monotonic()
    code = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    if code:
        raise Refused(
            f"{title or ' '.join(command[1:])} failed (code {code}): its own words are above. "
            "When that is mended, `make up` goes on from here."
        )
    if title and (seconds := time.monotonic() - started) > 3:
        say(f"{title}: done in {seconds:.0f} s")


def _wants_demo():
    return os.environ.get("L2C_DEMO", "1") != "0"


def _port():
    given = os.environ.setdefault("PORT", "8000")
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Refused(f"PORT is '{given}', which is no port number. Try: PORT=8001 make up")
    return int(given)


def _refuse_busy(port):
    try:
        _bind(port)
    except PermissionError:
        raise Refused(f"Port {port} is for root only. Choose another: PORT=8001 make up") from None
    except OSError:
        raise Refused(
            f"Port {port} is in use by another program. Choose another: PORT={_next_free(port)} make up"
        ) from None


def _next_free(port):
    for candidate in range(port + 1, 65536):
        with contextlib.suppress(OSError):
            _bind(candidate)
            return candidate
    return 8000


def _bind(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((os.environ.get("L2C_BIND", "127.0.0.1"), port))


@contextlib.contextmanager
def _alone(place, port):
    """One platform on one state directory: the lock ends with the process, however that ends."""
    with open(place.base / "up.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refused(
                f"The platform is already running on {place.base} ({lock.read().strip()}). Stop it first, "
                f"or start another beside it: L2C_STATE_DIR=/somewhere/else PORT={port + 1} make up"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, port {port}")
        lock.flush()
        yield


def _as_interrupt(*_):
    raise KeyboardInterrupt
