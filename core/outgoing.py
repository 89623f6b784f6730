"""Every call that leaves the platform goes through here (decision 34).

Targets are given by people (webhooks, provider addresses), so a name is resolved once, every address it has must be
public, and the connection goes to that very address: a name that answers differently the second time gains nothing.
Redirects are not followed. L2C_OUTGOING_ALLOW=host:port opens targets in the house.
"""

import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 10
LARGEST_ANSWER = 1024 * 1024
CHUNK = 16 * 1024
PORTS = {"http": 80, "https": 443}
# IPv6 ranges that carry an IPv4 address: NAT64, and 6to4 with the address behind the first two bytes.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutgoingRefused(Exception):
    """The target may not be called; nothing was sent."""


class OutgoingFailed(Exception):
    """The call did not come through: no connection, too slow, too large, or no HTTP."""


@dataclass(frozen=True)
class Answer:
    """What the other side said; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """2xx. A redirect is not: it is never followed."""
        return 200 <= self.status < 300


def send(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Make one call and return the answer, whatever its status; `seconds` is how long it may take in all.

    Raises OutgoingRefused for a target that may not be called, OutgoingFailed where it gave no usable answer.
    """
    target = checked(url)
    ends = time.monotonic() + seconds
    connection = _Pinned(target, resolve(target), ends)
    # A timeout of the socket begins anew with every byte; a slow drip is ended from outside.
    end_of_patience = threading.Timer(seconds, connection.cut)
    end_of_patience.start()
    try:
        connection.request(method, _path(target), body or None, {"User-Agent": "L2Cplat", **(headers or {})})
        return _read(connection.getresponse(), ends)
    except (OSError, HTTPException, ValueError) as error:
        raise OutgoingFailed(f"{type(error).__name__}: {error}") from error
    finally:
        end_of_patience.cancel()
        connection.close()


def checked(url: str) -> SplitResult:
    """The parts of a URL that may be called by its form. Raises OutgoingRefused; settings pages ask it too."""
    try:
        target = urlsplit(url)
        target.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        raise OutgoingRefused(_("This is no web address.")) from None
    if target.scheme not in PORTS or not target.hostname or any(ord(c) < 33 or ord(c) == 127 for c in url):
        raise OutgoingRefused(_("Enter a web address that begins with https:// or http://."))
    if target.username is not None or target.password is not None:
        raise OutgoingRefused(_("A web address with a user name in it is not called."))
    return target


def resolve(target: SplitResult) -> str:
    """One address of the target. Raises OutgoingRefused where any of its addresses is not public."""
    host, port = target.hostname or "", port_of(target)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutgoingFailed(_("{host} can't be found.").format(host=host)) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if f"{host}:{port}" not in settings.OUTGOING_ALLOW:
        refused = [address for address in addresses if not is_public(address)]
        if refused or not addresses:
            raise OutgoingRefused(
                _("{host} is not on the public internet, so it is not called.").format(host=host)
            )
    return addresses[0]


def is_public(address: str) -> bool:
    """Is this a public unicast address, also where an IPv6 address carries an IPv4 one?"""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif carried := ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]:
            ip = carried
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def port_of(target: SplitResult) -> int:
    """The port that is called."""
    return target.port or PORTS[target.scheme]


class _Pinned(HTTPConnection):
    """A connection to one address, whatever the name says by now; TLS still checks the name."""

    def __init__(self, target: SplitResult, address: str, ends: float):
        super().__init__(target.hostname or "", port_of(target), timeout=SECONDS)
        self.default_port = PORTS[target.scheme]
        self.address, self.ends, self.is_tls = address, ends, target.scheme == "https"
        self.opened: socket.socket | None = None  # http.client forgets its own while the answer is still read

    def connect(self):
        self.sock = self.opened = socket.create_connection(
            (self.address, self.port), timeout=_left(self.ends)
        )
        if self.is_tls:
            context = ssl.create_default_context()
            wrapped = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self.opened = wrapped
            wrapped.do_handshake()

    def cut(self):
        """End whatever is going on; called from the timer's thread. The plain socket's way, also under TLS."""
        if self.opened is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.opened, socket.SHUT_RDWR)


def _read(response: HTTPResponse, ends: float) -> Answer:
    """The whole answer, within the time and size that it may take."""
    body = bytearray()
    while chunk := response.read1(CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise OutgoingFailed(_("The answer is larger than 1 MB."))
    _left(ends)
    return Answer(
        response.status, {name.lower(): value for name, value in response.getheaders()}, bytes(body)
    )


def _path(target: SplitResult) -> str:
    path = target.path or "/"
    return f"{path}?{target.query}" if target.query else path


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError(_("no answer in time"))
    return left
