"""What is measured, in which order, against which floor.

What is compared takes turns, block by block: a machine that is busy for a moment then slows both.
"""

import time
from urllib.parse import quote

from bench import floors, imports, many_leads
from bench.areas import areas
from bench.client import Client, Timings, side_by_side, timed, turns
from bench.load.customers import asked_names
from bench.load.world import World
from bench.processes import Processes
from bench.requests import Requests, get
from bench.table import Figure, against, itself, within
from core.dates import working_day_after
from core.tenancy import acting_for
from receivables.services.dunning import escalate

CLIENTS = 8
LIST = "/api/v1/leads/"
DUPLICATES = "/api/v1/customers/duplicates/"
PAGE = "/leads/?view=all"


def measure(processes: Processes, world: World, moves: int, area: str = "") -> tuple[list[Figure], list]:
    """All figures, or one area's, and the answers that were no success as (what, status, body)."""
    ask = Requests(processes, world)
    figures, errors = [], []
    parts = [
        ("warming up", _warm_up), ("one client creates", _create), ("eight clients create", _eight),
        ("lists", _lists), ("duplicates", _duplicates), ("moves", _moves), ("overdue scan", _scan),
        ("import", imports.leads_in), ("twice as many leads", many_leads.lists), ("pool", many_leads.pool),
    ]  # fmt: skip
    for title, part in ([] if area else parts) + areas(area):
        print(f"Measuring: {title} …", flush=True)
        made, timings = part(ask, moves)
        figures += made
        errors += [(name, *error) for name, timing in timings.items() for error in timing.errors]
    return [*figures, *_memory(processes)], errors


def _warm_up(ask, moves):
    """Every thread of every worker opens its connection and compiles its templates before anything counts."""
    found = {}
    for name, call in {
        "create": lambda n: ask.create(n),
        "bare": lambda n: ask.create_bare(),
        "list": lambda n: get(ask.ours(ask.world.large.key("executive")), LIST),
        "bare list": lambda n: get(ask.bare(), "/large/"),
    }.items():
        found[name] = side_by_side([call(n) for n in range(CLIENTS)], 2)
    return [], found


def _create(ask, moves):
    sql = floors.Sql()
    found = turns(
        {
            "create": ask.create(),
            "bare create": ask.create_bare(),
            "sql insert": lambda: sql.insert(ask.content()),
        },
        rounds=15, block=20,
    )  # fmt: skip
    ours, bare, plain = (timing.ms(0.5) for timing in found.values())
    return [
        against("create a lead, 1 client, p50", ours, bare, "bare DRF", most=2.5),
        against("  p99", found["create"].ms(0.99), found["bare create"].ms(0.99), "bare DRF"),
        against("  bare DRF itself, p50", bare, plain, "psycopg2"),
    ], found


def _eight(ask, moves):
    clients = [ask.create(n) for n in range(CLIENTS)]
    bare = [ask.create_bare() for _n in range(CLIENTS)]
    found = {"8 create": Timings(), "8 bare create": Timings()}
    for _round in range(4):
        found["8 bare create"] += side_by_side(bare, 3)
        found["8 create"] += side_by_side(clients, 3)
    ours, floor = found["8 create"], found["8 bare create"]
    return [
        against("create, 8 clients", ours.rate, floor.rate, "bare DRF", unit="/s", least=0.35),
        against("  p99", ours.ms(0.99), ours.ms(0.5), "its own p50", most=5),
        itself("  errors", len(ours.errors), most=0),
    ], found


def _lists(ask, moves):
    world, sql = ask.world, floors.Sql()
    found = turns(
        {
            "list": get(ask.ours(world.large.key("executive")), LIST),
            "bare list": get(ask.bare(), "/large/"),
            "short list": get(ask.ours(world.small.key("executive")), LIST),
            "list of an AR": get(ask.manager(5), LIST),
            "page": get(_browser(ask), PAGE),
            "sql list": sql.newest,
        },
        rounds=10, block=20,
    )  # fmt: skip
    ours, bare, short, own, page, plain = (timing.ms(0.5) for timing in found.values())
    rows = f"{world.rows:,}"
    return [
        against(f"list of 50 at {rows}, p50", ours, bare, "bare DRF", most=2),
        against(f"  beside {world.rows // 10:,} rows", ours, short, "shorter list", most=1.2),
        against("  a client manager's (sees 5 %)", own, bare, "bare DRF", most=2),
        against("  bare DRF itself", bare, plain, "psycopg2"),
        against(f"HTML list page at {rows}, p50", page, bare, "bare DRF list"),
    ], found


def _duplicates(ask, moves):
    """Names as they are typed into the form of a new customer, each asked once."""
    world = ask.world
    client = ask.ours(world.crowded.key("executive"))
    asked = [get(client, f"{DUPLICATES}?name={quote(name)}") for name in asked_names(world.names, 400)]
    timed(asked[:40])
    found, bare = timed(asked[40:]), timed([get(ask.bare(), "/large/")] * 200)
    name = f"duplicate check among {len(world.names):,} customers, p95"
    return [within(name, found.ms(0.95), bare.ms(0.95), "bare DRF list", most=30)], {"duplicates": found}


def _browser(ask):
    return Client(ask.processes.ours, cookie=ask.world.session)


def _moves(ask, moves):
    client = ask.manager()
    block = max(moves // 15, 1)
    calls = {
        "transition": ask.verify(client),
        "conversion": ask.convert(client),
        "bare create": ask.create_bare(),
    }
    # The first ones warm the path up.
    first = turns(calls, 1, block)
    found = turns(calls, 14, block)
    step, conversion, bare = (timing.ms(0.5) for timing in found.values())
    return [
        against("transition (verify), p50", step, bare, "bare DRF create", most=3),
        against("conversion, p50", conversion, bare, "bare DRF create", most=6),
    ], {name: first[name] + found[name] for name in found}


def _scan(ask, moves):
    world = ask.world
    count, floor = floors.steps_in_sql(world.large.tenant, world.as_of)
    with acting_for(world.large.tenant):
        # A worker has read the calendar of holidays long before a morning's run.
        working_day_after(world.as_of)
    started = time.perf_counter()
    outcome = escalate(world.large.tenant.pk, world.as_of)
    seconds = time.perf_counter() - started
    failed = Timings(errors=[(0, str(error)) for _pk, error in outcome.failed])
    return [
        within(
            f"overdue scan, {outcome.steps:,} steps", seconds, floor, f"bulk SQL {count:,}:", unit="s",
            most=4 * max(outcome.steps, 1) / 10_000,
        )
    ], {"scan": failed}  # fmt: skip


def _memory(processes):
    figures = []
    for name in ("web", "worker", "relay", "bare"):
        resident, own = processes.megabytes(name)
        figures.append(Figure(f"memory of {name}", f"{resident} MB", f"shared counted once: {own} MB"))
    return figures
