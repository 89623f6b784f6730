"""The morning's overdue scan over a million receivables: twenty thousand steps, letters grouped by customer."""

import time

from bench import floors
from bench.table import Figure, within
from core.dates import local_day, working_day_after
from core.tenancy import acting_for
from receivables.models import DunningStep, Letter
from receivables.services.dunning import escalate

MOST_SECONDS = 5


def measure(company, rows) -> list[Figure]:
    """Seconds of the scan of a day that nobody has scanned yet in this database; later days follow run by run."""
    with acting_for(company):
        day = local_day()
        if DunningStep.objects.filter(made_on=day).exists():
            return [Figure("overdue scan", "already made today in this database; see the first run")]
        working_day_after(day)
    count, floor = floors.steps_in_sql(company, day)
    started = time.perf_counter()
    outcome = escalate(company.pk, day)
    seconds = time.perf_counter() - started
    with acting_for(company):
        letters = Letter.objects.filter(send_on__gte=day).count()
    name = f"overdue scan at {rows:,}: {outcome.steps:,} steps, {letters:,} letters"
    return [within(name, seconds, floor, f"bulk SQL {count:,}:", unit="s", most=MOST_SECONDS)]
