"""Payments matched: every line suggested and the certain ones posted, beside one SQL statement a line."""

import time

from bench import floors
from bench.client import Timings
from bench.table import within
from core.tenancy import acting_for
from receivables.models import BankLine
from receivables.services import matching
from tenancy.actor import system

# (lines, open receivables, most seconds)
SIZES = ((1_000, 10_000, 2), (5_000, 50_000, 15))


def matched(ask, moves):
    """Seconds for suggestions and posting together, at each size."""
    figures, wrong = [], []
    for payments, (lines, items, most) in zip(ask.world.payments, SIZES, strict=True):
        floor = floors.payments_in_sql(payments)
        suggesting, posting, posted = match(payments)
        name = f"{lines:,} lines against {items:,} open, {posted:,} posted"
        figures.append(within(name, suggesting + posting, floor, "SQL a line", unit="s", most=most))
        wrong += [] if posted > lines / 2 else [(0, f"only {posted} posted")]
    return figures, {"matching": Timings(errors=wrong)}


def match(payments) -> tuple[float, float, int]:
    """(seconds for suggestions of every line, seconds for posting, how many were posted)."""
    with acting_for(payments.company.tenant):
        started = time.perf_counter()
        lines = list(BankLine.objects.filter(pk__in=payments.line_ids).select_related("statement"))
        matching.suggest_many(lines)
        suggested = time.perf_counter()
        posted = matching.post_certain(payments.line_ids, by=system())
        return suggested - started, time.perf_counter() - suggested, posted
