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
        managers = len(world.large.ars)
        # Each client manager's own customers, as bench.load.leads gave them out.
        self.customers = [itertools.cycle(world.ready.customers[n::managers]) for n in range(managers)]
        self.assigned, self.qualified = iter(world.ready.assigned), iter(world.ready.qualified)

    def ours(self, key: str) -> Client:
        """A connection to the platform in the name of a key's person."""
        return Client(self.processes.ours, key=key)

    def manager(self, n: int = 0) -> Client:
        """The same as the n-th client manager."""
        return self.ours(self.world.large.ar_keys[n])

    def bare(self) -> Client:
        """A connection to the floor."""
        return Client(self.processes.bare)

    def content(self, n: int = 0) -> dict:
        """A lead for the next customer of the n-th client manager."""
        return LEAD | {"customer": str(next(self.customers[n]))}

    def create(self, n: int = 0):
        """A call with which the n-th client manager creates a lead."""
        client = self.manager(n)
        return lambda: client.post("/api/v1/leads/", self.content(n))

    def create_bare(self):
        """A call that creates a lead in the floor's table."""
        client = self.bare()
        plain = {name: LEAD[name] for name in ("title", "source", "need", "solution")} | WORTH
        return lambda: client.post("/large/", plain | {"customer": str(next(self.customers[0]))})

    def verify(self, client: Client):
        """A call that makes a transition on the next lead that waits for it."""
        return lambda: client.post(f"/api/v1/leads/{next(self.assigned)[0]}/transitions/verify/", {})

    def convert(self, client: Client):
        """A call that converts the next qualified lead: deal, team, opportunity, numbers, history."""
        return lambda: client.post(f"/api/v1/leads/{next(self.qualified)[0]}/transitions/convert/", {})


def get(client: Client, path: str):
    """A call that reads an address."""
    return lambda: client.get(path)
