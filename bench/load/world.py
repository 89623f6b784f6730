"""Everything a run needs in the database, and who calls."""

import contextlib
import time
from dataclasses import dataclass
from datetime import date

from bench import ground
from bench.load.bare import load_bare
from bench.load.customers import index_customers, load_customers
from bench.load.leads import Ready, index_leads, load_leads
from bench.load.people import Company, company, session_of
from bench.load.receivables import load_receivables
from core.dates import local_day
from core.tenancy import acting_for


@dataclass
class World:
    """Three companies: a large one with `rows` leads and receivables, a small one with a tenth of the leads, and a
    crowded one that has twice as many leads and knows as many customers by name.
    """

    rows: int
    large: Company
    small: Company
    ready: Ready
    steps_due: int
    as_of: date
    session: str
    crowded: Company
    names: list


def load(rows: int, moves: int) -> World:
    """Load both companies and the floor's tables; ends with VACUUM ANALYZE, as a database in use has had."""
    started = time.monotonic()
    print(f"Loading {rows:,} leads and receivables …", flush=True)
    large, small, crowded = company("large"), company("small"), company("crowded")
    with acting_for(large.tenant):
        as_of = local_day()
    with _loader(large) as cursor:
        ready = load_leads(cursor, large, rows, moves)
        due = load_receivables(cursor, large, rows, ready.customers, as_of)
        load_bare(cursor, "bare_large", large.tenant)
    with _loader(small) as cursor:
        load_leads(cursor, small, rows // 10, 0)
        load_bare(cursor, "bare_small", small.tenant)
    with _loader(crowded) as cursor:
        names = load_customers(cursor, crowded, 2 * rows)
        load_leads(cursor, crowded, 2 * rows, 0)
        load_bare(cursor, "bare_crowded", crowded.tenant)
    # The words are read by joins, which without a count of the new rows would walk them one by one.
    _vacuum()
    for each in (large, small, crowded):
        began = time.monotonic()
        print(f"  search: {index_leads(each):,} leads in {time.monotonic() - began:.1f} s", flush=True)
    began = time.monotonic()
    print(f"  search: {index_customers(crowded):,} customers in {time.monotonic() - began:.1f} s", flush=True)
    _vacuum()
    print(f"Loaded in {time.monotonic() - started:.0f} s", flush=True)
    session = session_of(large.others["executive"][0])
    return World(rows, large, small, ready, due, as_of, session, crowded, names)


@contextlib.contextmanager
def _loader(owner: Company):
    """A cursor of the bypass role in one transaction; triggers read the tenant that is set."""
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select set_config('app.tenant_id', %s, true)", [str(owner.tenant.pk)])
        yield cursor


def _vacuum() -> None:
    with contextlib.closing(ground.connect("owner")) as connection:
        connection.autocommit = True
        connection.cursor().execute("vacuum analyze")
