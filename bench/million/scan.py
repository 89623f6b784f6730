"""The morning's overdue scan over a million receivables: twenty thousand steps, letters grouped by customer."""

import contextlib
import time
from datetime import timedelta

from bench import floors, ground
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
        while DunningStep.objects.filter(made_on__gte=day).exists():
            day += timedelta(days=1)
        working_day_after(day)
    _clear_floor()
    count, floor = floors.steps_in_sql(company, day)
    started = time.perf_counter()
    outcome = escalate(company.pk, day)
    seconds = time.perf_counter() - started
    with acting_for(company):
        letters = Letter.objects.filter(send_on__gte=day).count()
    name = f"overdue scan at {rows:,}: {outcome.steps:,} steps, {letters:,} letters"
    return [within(name, seconds, floor, f"bulk SQL {count:,}:", unit="s", most=MOST_SECONDS)]


def _clear_floor() -> None:
    """The floor makes a table of its own, which an earlier run has left in this database."""
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("drop table if exists bare_steps")
