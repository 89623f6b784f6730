"""`make test`: every gate and every test, in two lanes on two cores, with one summary at the end.

`check.py STEP …` runs only the named steps.
"""

import contextlib
import os
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
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
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
    """Two lists of steps that run side by side."""
    gates = [
        Step("format", [BIN / "ruff", "format", "--check", "."]),
        Step("lint", [BIN / "ruff", "check", "."]),
        Step("imports", [BIN / "lint-imports", "--no-cache"]),
        Step("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        Step("texts", [*MANAGE, "make_texts", "--check"]),
        Step("templates", [BIN / "djlint", "templates", "--lint", "--quiet"]),
        Step("types", [BIN / "mypy", "."]),
        Step(
            "browser",
            [*PYTEST, "-p", "playwright", "-m", "browser"],
            {"L2C_TEST_DB": "check_browser"},
            needs_browser=True,
        ),
        Step("schema", [*PYTEST, "-p", "schemathesis", "-m", "schema"], {"L2C_TEST_DB": "check_schema"}),
    ]
    tests = [
        Step(
            "tests",
            [*PYTEST, "-m", "not browser and not schema and not bench"],
            {"L2C_TEST_DB": "check_main"},
        )
    ]
    return tests, gates


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
    environ = os.environ | step.environ | ({"L2C_CHROMIUM": browser} if step.needs_browser else {})
    started = time.monotonic()
    done = subprocess.run(
        list(map(str, step.command)), env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    step.seconds, step.output = time.monotonic() - started, done.stdout
    step.outcome = outcome(step, done.returncode)
    heading = f"--- {step.name}: {step.outcome} ({step.seconds:.0f} s)"
    shown = step.output if step.outcome != "ok" or step.command[:3] == PYTEST[:3] else ""
    return say(f"{heading}\n{shown}".rstrip())


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
    failed += [step.name for step in steps if step.name == "tests" and step.outcome == "no tests"]
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
    install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk"
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
