"""Twice as many leads as elsewhere: their list, the search in it, and the run that takes them all back to the pool."""

import time
from datetime import timedelta
from urllib.parse import quote

from bench import floors
from bench.client import Timings, turns
from bench.requests import get
from bench.table import against, within
from core.dates import start_of_day
from core.tenancy import acting_for
from leads.models import Lead
from leads.services.recycling import recycle, warn
from leads.states import IN_WORK

LIST = "/api/v1/leads/"
MOST = 40
# A town that one lead in fourteen is from, with a trade that one in ten is of; a number; what no lead has.
SEARCHES = {
    "two characters": "苏州", "two words": "苏州 轴承", "a longer word": "柔性装配线", "a number": "LD-2025-001234",
    "absent": "鑫鑫",
}  # fmt: skip


def lists(ask, moves):
    """The newest fifty of all leads, and of those that words are found in."""
    world = ask.world
    everybody, manager = ask.ours(world.crowded.key("executive")), ask.ours(world.crowded.ar_keys[5])
    calls = {f"search, {name}": get(everybody, f"{LIST}?q={quote(word)}") for name, word in SEARCHES.items()}
    calls |= {
        "search, two characters, by who sees 5 %": get(
            manager, f"{LIST}?q={quote(SEARCHES['two characters'])}"
        ),
        "list": get(everybody, LIST),
        "bare list": get(ask.bare(), "/large/"),
    }
    turns(calls, 1, 5)
    found = turns(calls, rounds=10, block=10)
    bare = found["bare list"].ms(0.95)
    names = [name for name in found if name != "bare list"]
    told = f"at {2 * world.rows:,} leads, p95"
    return [
        within(f"{name} {told}", found[name].ms(0.95), bare, "bare DRF", most=MOST) for name in names
    ], found


def pool(ask, moves):
    """Every owned lead in work goes back: first all owners are told, then the leads go."""
    tenant, told_on = ask.world.crowded.tenant, ask.world.as_of
    with acting_for(tenant):
        Lead.objects.filter(state__in=IN_WORK).update(
            last_touched_at=start_of_day(told_on - timedelta(days=400))
        )
        started = time.perf_counter()
        warned = warn(told_on)
        telling = time.perf_counter() - started
        Lead.objects.filter(warned_at__isnull=False).update(warned_at=start_of_day(told_on))
    started = time.perf_counter()
    outcome = recycle(tenant.pk, told_on + timedelta(days=10))
    seconds, floor = time.perf_counter() - started, floors.pooled_in_sql(IN_WORK)
    failed = Timings(errors=[(0, str(error)) for _pk, error in outcome.failed])
    every = f"{2 * ask.world.rows:,} leads"
    return [
        against(f"recycle run over {every}, {len(outcome.done):,} go", seconds, floor, "bulk SQL", unit="s"),
        against(f"  {warned:,} owners told before", telling, floor, "bulk SQL", unit="s"),
    ], {"pool": failed}
