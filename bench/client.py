"""A lean HTTP client: what it costs itself must not be what is measured."""

import itertools
import json
import socket
import threading
import time
from dataclasses import dataclass, field


class Client:
    """One kept-alive connection to a server on this machine, in the name of one key or session."""

    def __init__(self, port: int, *, key: str = "", cookie: str = ""):
        self.port = port
        headers = [f"Host: 127.0.0.1:{port}", "Connection: keep-alive", "Accept: */*"]
        headers += [f"Authorization: Bearer {key}"] if key else []
        headers += [f"Cookie: {cookie}"] if cookie else []
        self.headers = "\r\n".join(headers)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str):
        """(status, body) of a GET."""
        return self._ask(f"GET {path} HTTP/1.1\r\n{self.headers}\r\n\r\n".encode())

    def post(self, path: str, content: dict):
        """(status, body) of a POST of JSON."""
        body = json.dumps(content).encode()
        head = f"POST {path} HTTP/1.1\r\n{self.headers}\r\nContent-Type: application/json\r\n"
        return self._ask(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def close(self):
        self.socket.close()

    def _ask(self, request: bytes):
        self.socket.sendall(request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head, body = answer[:end], answer[end + 4 :]
        length = next(
            int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"
        )
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        received = self.socket.recv(262_144)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received


@dataclass
class Timings:
    """Seconds of each request, how long they took together, and the answers that were no success."""

    seconds: list = field(default_factory=list)
    elapsed: float = 0.0
    errors: list = field(default_factory=list)

    def __add__(self, other):
        return Timings(self.seconds + other.seconds, self.elapsed + other.elapsed, self.errors + other.errors)

    def ms(self, share: float) -> float:
        """The percentile in milliseconds: ms(0.5) is the median."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.seconds) / self.elapsed


def timed(requests, timings: Timings | None = None) -> Timings:
    """Make the requests (functions that answer (status, body)) one after the other."""
    timings, began = timings or Timings(), time.perf_counter()
    for request in requests:
        started = time.perf_counter()
        status, body = request()
        timings.seconds.append(time.perf_counter() - started)
        if not 200 <= status < 300:
            timings.errors.append((status, body[:300]))
    timings.elapsed += time.perf_counter() - began
    return timings


def turns(calls: dict, rounds: int, block: int) -> dict[str, Timings]:
    """Each call `block` times in turn, `rounds` times over."""
    found = {name: Timings() for name in calls}
    for _round, name in itertools.product(range(rounds), calls):
        timed([calls[name]] * block, found[name])
    return found


def side_by_side(clients: list, seconds: float) -> Timings:
    """Each client (a function that makes one request) in a thread of its own, over and over for so long."""
    ends = time.perf_counter() + seconds
    parts = [Timings() for _client in clients]
    threads = [
        threading.Thread(target=_until, args=(ends, client, part))
        for client, part in zip(clients, parts, strict=True)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = sum(parts, Timings())
    together.elapsed = time.perf_counter() - began
    return together


def _until(ends, client, timings):
    while time.perf_counter() < ends:
        timed([client], timings)
