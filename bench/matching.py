"""Payments matched: every line suggested and the certain ones posted, beside one SQL statement a line."""

import time

from bench import floors
from bench.client import Client, Timings, timed
from bench.load.payments import SIZES
from bench.load.people import session_of
from bench.requests import get
from bench.table import within
from core.tenancy import acting_for
from receivables.models import BankLine
from receivables.services import matching
from tenancy.actor import system


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


def next_lines(ask, moves):
    """What Enter on the bench waits for: the work on the next line, at the largest book of open receivables."""
    payments = ask.world.payments[-1]
    with acting_for(payments.company.tenant):
        left = list(BankLine.objects.filter(unallocated__gt=0).values_list("pk", flat=True)[:220])
    client = Client(ask.processes.ours, cookie=session_of(payments.company.others["finance"][0]))
    client.headers += "\r\nHX-Request: true\r\nHX-Target: div#work"
    asked = [get(client, f"/receivables/bench/?part=work&line={pk}") for pk in left]
    timed(asked[:20])
    found, bare = timed(asked[20:]), timed([get(ask.bare(), "/large/")] * 100)
    name = f"bench's next line among {payments.items:,} open, p95"
    return [within(name, found.ms(0.95), bare.ms(0.95), "bare DRF list", most=150)], {"bench": found}
