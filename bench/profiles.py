"""Where the time goes: the statements of one request, and Python's own profile of many."""

import cProfile
import itertools
import json
import pstats
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.requests import LEAD
from bench.table import Figure, itself
from receivables.services.dunning import escalate

TIMES = 100
LINES = 45
MOST_QUERIES = 12
LISTS = {
    "leads": "/api/v1/leads/",
    "receivables": "/api/v1/receivables/",
    "leads by page": "/leads/?view=all",
}


def show(name: str, world) -> None:
    """Print the statements of one call and the profile of TIMES; of the scan, which only works once, the profile."""
    call = _call(name, world)
    if name == "scan":
        # A second scan of the day finds nothing to do.
        return _profiled(call, 1)
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    print(f"\n{len(captured)} statements of one {name}:")
    for query in captured.captured_queries[:80]:
        print(f"  {float(query['time']) * 1000:6.1f} ms  {' '.join(query['sql'].split())[:170]}")
    return _profiled(call, TIMES)


def _profiled(call, times: int) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for _time in range(times):
        call()
    profile.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(LINES)


def queries(world) -> list[Figure]:
    """How many statements lists take, the tenant's setting and the caller's key among them."""
    api, page = (
        _api(world.large.key("executive")),
        Client(SERVER_NAME="localhost", headers={"Cookie": world.session}),
    )
    figures = []
    for name, path in LISTS.items():
        client = page if name.endswith("page") else api
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        figures.append(itself(f"statements of a list: {name}", len(captured), most=MOST_QUERIES))
    return figures


def _api(key: str) -> Client:
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {key}"})


def _browser(world) -> Client:
    return Client(SERVER_NAME="localhost", headers={"Cookie": world.session})


def _call(name: str, world) -> Callable:
    client = _api(world.large.key("executive") if name == "list" else world.large.ar_keys[0])
    browser = _browser(world)
    customers = itertools.cycle(world.ready.customers[:: len(world.large.ars)])
    moved = iter(world.ready.assigned if name == "transition" else world.ready.qualified)
    move = "verify" if name == "transition" else "convert"
    calls = {
        "create": lambda: _post(client, "/api/v1/leads/", LEAD | {"customer": str(next(customers))}),
        "list": lambda: client.get(LISTS["leads"]),
        "page": lambda: browser.get(LISTS["leads by page"]),
        "transition": lambda: _post(client, f"/api/v1/leads/{next(moved)[0]}/transitions/{move}/", {}),
        "conversion": lambda: _post(client, f"/api/v1/leads/{next(moved)[0]}/transitions/{move}/", {}),
        "scan": lambda: escalate(world.large.tenant.pk, world.as_of),
    }
    return calls[name]


def _post(client: Client, path: str, content: dict):
    response = client.post(path, json.dumps(content), content_type="application/json")
    if response.status_code >= 300:
        raise RuntimeError(f"{path}: {response.status_code} {response.content[:300]!r}")
    return response
