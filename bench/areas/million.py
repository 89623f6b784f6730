"""A million receivables with three million entries: ageing of any day, and the overdue scan; a process of its own,
since they stand in a database of their own that is loaded once."""

import json
import subprocess
import sys

from bench.client import Timings
from bench.table import Figure

TITLE = "a million receivables"


def measure(ask, moves):
    """The figures that `python -m bench.million` prints as JSON on its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.million", "--json"], stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        return [], {"million": Timings(errors=[(0, f"ended with {done.returncode}")])}
    return [Figure(**values) for values in json.loads(done.stdout.splitlines()[-1])], {}
