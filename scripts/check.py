"""`make test`: every gate and every test, in three lanes, with one summary at the end.

Two cores carry three lanes: a third of the tests' time is waiting, for browsers and for workers that are killed.

`check.py STEP …` runs only the named steps.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=5", "--color=no"]
# The shell draws as the others do, without the windows and services around the page: a sixth less to compute.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
STAGES = ("tests/opportunities", "tests/contracts", "tests/delivery", "tests/receivables")
UNSEEN = "not browser and not schema and not bench"
QUEUES = {"stages": 1, "tests": 2, "browser": 3, "schema": 4}
EMPTY = 5  # pytest's code for "no test collected"


@dataclass
class Step:
    """One gate: a command, with more environment where it needs it."""

    name: str
    command: list
    environ: dict = field(default_factory=dict)
    needs_browser: bool = False
    seconds: float = 0
    outcome: str = "not run"
    output: str = ""


def lanes():
    """Three lists of steps that run side by side, about as long as each other."""
    gates = [
        Step("format", [BIN / "ruff", "format", "--check", "."]),
        Step("lint", [BIN / "ruff", "check", "."]),
        Step("imports", [BIN / "lint-imports", "--no-cache"]),
        Step("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        Step("texts", [*MANAGE, "make_texts", "--check"]),
        Step("templates", [BIN / "djlint", "templates", "--lint", "--quiet"]),
        Step("types", [BIN / "mypy", "."]),
    ]
    seen = [
        *gates,
        tests("browser", "-p", "playwright", "tests/browser", needs_browser=True),
        tests("schema", "-p", "schemathesis", "tests/repository/test_schema.py"),
    ]
    rest = [f"--ignore={folder}" for folder in (*STAGES, "tests/browser")]
    return [tests("stages", "-m", UNSEEN, *STAGES)], [tests("tests", "-m", UNSEEN, *rest)], seen


def tests(name, *arguments, **more):
    """A step of pytest, on a database and a queue of its own."""
    return Step(name, [*PYTEST, *arguments], {"L2C_TEST_DB": f"check_{name}"}, **more)


def main(only):
    started = time.monotonic()
    os.chdir(ROOT)
    chosen = [[step for step in lane if not only or step.name in only] for lane in lanes()]
    prepare()
    run_side_by_side(chosen)
    sys.exit(summary([step for lane in reversed(chosen) for step in lane], time.monotonic() - started))


def prepare():
    """What the steps stand on: front-end files, the tests' services, compiled texts."""
    from services import local
    from services.place import Refused, test_place

    run_or_stop([sys.executable, "scripts/vendor.py"])
    say("Starting the tests' own PostgreSQL and Valkey …")
    test_place().keep_compiled()
    try:
        os.environ.update(local.up(test_place()), L2C_IN_TESTS="1")
    except Refused as refusal:
        sys.exit(f"\n{refusal}")
    run_or_stop([*MANAGE, "compile_texts"])


def run_side_by_side(lanes):
    threads = [threading.Thread(target=run_lane, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_lane(steps):
    for step in steps:
        run(step)


def run(step):
    """Run one step; its output is shown when it failed or when it ran tests."""
    if step.needs_browser and not (browser := chromium()):
        step.outcome = "SKIPPED: no Chromium here, and it could not be installed"
        return say(f"!!!!  {step.name}: {step.outcome}  !!!!")
    environ = os.environ | step.environ | own_queue(step)
    if step.needs_browser:
        environ["L2C_CHROMIUM"] = browser
    started = time.monotonic()
    done = subprocess.run(
        list(map(str, step.command)), env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    step.seconds, step.output = time.monotonic() - started, done.stdout
    step.outcome = outcome(step, done.returncode)
    heading = f"--- {step.name}: {step.outcome} ({step.seconds:.0f} s)"
    shown = step.output if step.outcome != "ok" or step.command[:3] == PYTEST[:3] else ""
    return say(f"{heading}\n{shown}".rstrip())


def own_queue(step):
    """A numbered part of Valkey for each step that runs tests: their workers would take each other's tasks."""
    number = QUEUES.get(step.name, 0)
    return {"REDIS_URL": re.sub(r"/\d*$", f"/{number}", os.environ["REDIS_URL"])}


def outcome(step, code):
    if step.command[:3] == PYTEST[:3] and code == EMPTY:
        return "no tests"
    return "FAILED" if code else "ok"


def summary(steps, seconds):
    """Print one line a step; answer the exit code."""
    say("\n================ make test ================")
    for step in steps:
        say(f"{step.name:<12} {step.seconds:6.0f} s  {step.outcome}")
    failed = [step.name for step in steps if step.outcome == "FAILED"]
    # A suite that lost its tests must not pass for one that has none to run.
    failed += [step.name for step in steps if step.name in QUEUES and step.outcome == "no tests"]
    verdict = (
        f"FAILED: {', '.join(failed)} (again alone: make check STEP={failed[0]})" if failed else "All passed"
    )
    say(f"{verdict} in {seconds:.0f} s")
    return 1 if failed else 0


def chromium():
    """The browser's path. Where the machine allows it, it is installed, with a font for Chinese."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found or os.geteuid() or not shutil.which("apt-get"):
        return found
    say("Installing Chromium and a Chinese font with apt-get …")
    get = "apt-get install -y -qq --no-install-recommends fonts-noto-cjk"
    # Older releases have no package of the shell alone.
    install = f"apt-get update -qq && ({get} chromium-headless-shell || {get} chromium)"
    with contextlib.suppress(subprocess.TimeoutExpired):
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(["sh", "-c", install], env=environ, capture_output=True, text=True, timeout=300)
        if done.returncode:
            say(done.stderr[-500:])
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def run_or_stop(command):
    if code := subprocess.call(command):
        sys.exit(code)


_one_at_a_time = threading.Lock()


def say(text):
    with _one_at_a_time:
        print(text, flush=True)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
