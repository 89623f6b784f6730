"""The requests that are measured: one function per call, answering (status, body)."""

import itertools

from bench.client import Client

WORTH = {"amount": "6400000.00", "currency": "CNY"}
LEAD = {
    "title": "电机定子柔性装配线",
    "source": "technical_exchange",
    "need": "节拍 42 秒，换型不超过 10 分钟",
    "solution": "柔性装配线，两班制，12 个工位",
    "expected_amount": WORTH,
}


class Requests:
    """Clients of one run and the calls that they make."""

    def __init__(self, processes, world):
        self.processes, self.world = processes, world
        self.customers = itertools.cycle(world.ready.customers)
        self.assigned, self.qualified = iter(world.ready.assigned), iter(world.ready.qualified)

    def ours(self, key: str) -> Client:
        return Client(self.processes.ours, key=key)

    def bare(self) -> Client:
        return Client(self.processes.bare)

    def content(self) -> dict:
        """A lead for the next customer."""
        return LEAD | {"customer": str(next(self.customers))}

    def create(self, client: Client):
        """A call that creates a lead in the platform."""
        return lambda: client.post("/api/v1/leads/", self.content())

    def create_bare(self, client: Client):
        """A call that creates a lead in the floor's table."""
        plain = {name: LEAD[name] for name in ("title", "source", "need", "solution")} | WORTH
        return lambda: client.post("/large/", plain | {"customer": str(next(self.customers))})

    def verify(self, client: Client):
        """A call that makes a transition on the next lead that waits for it."""
        return lambda: client.post(f"/api/v1/leads/{next(self.assigned)[0]}/transitions/verify/", {})

    def convert(self, client: Client):
        """A call that converts the next qualified lead: deal, team, opportunity, numbers, history."""
        return lambda: client.post(f"/api/v1/leads/{next(self.qualified)[0]}/transitions/convert/", {})


def get(client: Client, path: str):
    """A call that reads an address."""
    return lambda: client.get(path)
