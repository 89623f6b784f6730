"""The monthly statement run: 1,000 customers written to with their paper, by the two worker processes."""

import time
from datetime import timedelta

from bench.client import Timings
from bench.load.debtors import load_debtors
from bench.load.people import company
from bench.load.world import _loader, _vacuum
from bench.table import itself, within
from core.tenancy import acting_for
from receivables.models import AccountStatement, StatementRun
from receivables.services import statement_runs
from receivables.services.balance_documents import paper_of
from tenancy.actor import system

TITLE = "statement run"
DEBTORS = 1000
MOST_SECONDS, PATIENCE = 120, 300
WORKERS = 2


def measure(ask, moves):
    """Seconds from the start of the run to its end, beside Typst alone; how often its progress was seen to move."""
    owner = company("debtors")
    tenant = owner.tenant
    with _loader(owner) as cursor:
        load_debtors(cursor, owner, DEBTORS, ask.world.as_of)
    _vacuum()
    with acting_for(tenant):
        started = time.monotonic()
        run = statement_runs.start(ask.world.as_of - timedelta(days=1), by=system())
    seen, run = _watch(tenant, run, started + PATIENCE)
    seconds = time.monotonic() - started
    with acting_for(tenant):
        floor = _typst_alone() * run.customers / WORKERS
    name = f"statement run, {run.customers:,} customers with PDFs"
    failed = [] if run.sent == DEBTORS else [(0, f"{run.state}: {run.sent} sent, {run.failed} failed")]
    return [
        within(name, seconds, floor, "Typst alone", unit="s", most=MOST_SECONDS),
        itself("  progress seen to move", len(seen), unit="times"),
    ], {"statement run": Timings(errors=failed)}


def _watch(tenant, run, ends) -> tuple[set, StatementRun]:
    seen = set()
    while run.at_work and time.monotonic() < ends:
        time.sleep(0.2)
        with acting_for(tenant):
            run = StatementRun.objects.get(pk=run.pk)
        seen.add(run.done)
    return seen, run


def _typst_alone() -> float:
    """Seconds for a paper, when nothing else is done."""
    some = list(AccountStatement.objects.select_related("owner")[:20])
    for statement in some[:2]:
        paper_of(statement)
    started = time.perf_counter()
    for statement in some:
        paper_of(statement)
    return (time.perf_counter() - started) / len(some)
