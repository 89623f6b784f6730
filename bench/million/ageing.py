"""Ageing of a past day and of today, beside the same question in bare SQL on the same tables."""

import contextlib
import time
from datetime import date, timedelta

from bench import ground
from bench.table import Figure, against, within
from core.dates import local_day
from core.tenancy import acting_for
from receivables.ageing import _bucket, ageing
from receivables.key_figures import key_figures
from tenancy.actor import system

PAST, ROUNDS = (400, 120, 20), 3
MOST_RATIO, MOST_SECONDS = 2.5, 1
# What anybody would write who may see all: no row security, no names, no proof.
BARE = """
select r.customer_id, {bucket} as bucket, sum(e.base_minor)
from receivables_ledgerentry e join receivables_receivable r on r.tenant_id = e.tenant_id and r.id = e.receivable_id
where e.tenant_id = %(tenant)s and e.counts_on <= %(day)s group by 1, 2
"""


def measure(company, rows) -> list[Figure]:
    """A far day, a nearer one, today, and the figures of collection; each with its proof against the ledger."""
    with acting_for(company):
        today = local_day()
    figures = []
    for days in PAST:
        ours, bare = _both(company, today - timedelta(days=days))
        name = f"ageing as of {days} days ago at {rows:,}"
        figures.append(against(name, ours * 1000, bare * 1000, "bare SQL", most=MOST_RATIO))
    ours, bare = _both(company, today)
    figures.append(within(f"ageing today at {rows:,}", ours, bare, "bare SQL", unit="s", most=MOST_SECONDS))
    seconds = _best(lambda: _figures(company, today))
    figures.append(Figure("  DSO, CEI and the like", f"{seconds:.2f} s"))
    return figures


def _both(company, day: date) -> tuple[float, float]:
    """(ours, bare) seconds, the best of some rounds in turns; the sums must be the same."""
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _round in range(ROUNDS):
        for name, ask in (("bare", lambda: _bare(company, day)), ("ours", lambda: _ours(company, day))):
            started = time.perf_counter()
            sums = ask()
            times[name].append(time.perf_counter() - started)
            times.setdefault(f"{name} sum", []).append(sums)
    if set(times["ours sum"]) != set(times["bare sum"]):
        raise RuntimeError(f"the sums of {day} differ: {times}")
    return min(times["ours"]), min(times["bare"])


def _ours(company, day) -> int:
    with acting_for(company):
        found = ageing(system(), as_of=day)
        if not found.adds_up:
            raise RuntimeError(f"ageing of {day} does not add up")
        return int(found.total * 100)


def _bare(company, day) -> int:
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(BARE.format(bucket=_bucket(day)), {"tenant": str(company.pk), "day": day})
        return int(sum(row[2] for row in cursor.fetchall()))


def _figures(company, day):
    with acting_for(company):
        return key_figures(system(), as_of=day)


def _best(ask) -> float:
    times = []
    for _round in range(2):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return min(times)
