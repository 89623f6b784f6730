"""Messages leave through the outbox: a task queued in the middle of a transaction would run for a change that
rolls back, and one queued after it is lost when the broker is away (decision 29)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUEUEING = {"delay", "apply_async", "send_task"}
# The outbox and its relay send; a scheduled task hands its work on tenant by tenant.
MAY_QUEUE = ("core/outbox", "core/relay", "core/management/commands/relay.py", "l2cplat/schedule.py")


def our_modules():
    skipped = {".venv", "node_modules", ".node", "tests", "bench"}
    return [path for path in sorted(ROOT.glob("*/**/*.py")) if path.relative_to(ROOT).parts[0] not in skipped]


def may_queue(path):
    """Scheduled tasks (tasks.py) may: they run with no transaction of a person's behind them."""
    name = path.relative_to(ROOT).as_posix()
    return name.startswith(MAY_QUEUE) or path.name == "tasks.py"


def queueing_calls(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUEUEING:
            yield node.lineno


def test_only_outbox_and_schedule_queue_tasks():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in our_modules()
        if not may_queue(path)
        for line in queueing_calls(path.read_text())
    ]

    assert found == [], "post(kind, payload) in the transaction instead"


@pytest.mark.parametrize(
    "call", ["remind.delay(1)", "tasks.remind.apply_async([1])", "app.send_task('remind')"]
)
def test_the_search_recognises_a_call(call):
    assert list(queueing_calls(call)) == [1]
