"""Outgoing calls: only to public addresses, whatever the name says, and never for long."""

import contextlib
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from core import outgoing
from core.outgoing import OutgoingFailed, OutgoingRefused, checked, is_public, resolve, send

# How often, in seconds, the other side looks whether it is to end: half of one unless it is told.
SOON = 0.01


class Other(BaseHTTPRequestHandler):
    """The other side: answers by path."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.heard.append((self.path, dict(self.headers), body))
        if self.path.startswith("/redirect"):
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(b"x" * (outgoing.LARGEST_ANSWER + 1))
        elif self.path.startswith("/drip"):
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"\r\n" * (self.path == "/drip-body"))
                for _moment in range(30):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
        else:
            self.send_response(200)
            self.send_header("X-Answer", "yes")
            self.end_headers()
            self.wfile.write(b"heard")

    def log_message(self, *_about):
        """Quiet."""


@pytest.fixture
def other(settings):
    server = HTTPServer(("127.0.0.1", 0), Other)
    server.heard = []
    threading.Thread(target=server.serve_forever, args=(SOON,), daemon=True).start()
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{server.server_port}", f"inhouse.test:{server.server_port}"]
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_inner_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_outer_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
        "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/",
        "http://0/", "http://[::ffff:7f00:1]/",
    ],
)  # fmt: skip
def test_every_spelling_of_an_inner_address_is_refused(url):
    with pytest.raises(OutgoingRefused):
        send("GET", url)


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "http://", "//example.com", "http://a:b@example.com/",
        "http://example.com:99999/", "http://example.com/\r\nX: y", "http://exa mple.com/", "http://[::1/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(OutgoingRefused):
        checked(url)


def test_name_with_one_inner_address_among_its_addresses_is_refused(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.5")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **options: answers)

    with pytest.raises(OutgoingRefused):
        resolve(checked("http://rebind.test/"))


def test_name_is_resolved_once_and_that_address_is_called(other, monkeypatch):
    asked = []

    def answer(host, port, **options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    original = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: answer(host, *a, **k) if "test" in host else original(host, *a, **k),
    )
    assert send("POST", f"http://inhouse.test:{other.server_port}/").ok

    assert asked == ["inhouse.test"]
    assert other.heard[0][1]["Host"] == f"inhouse.test:{other.server_port}"


def test_unknown_name_fails():
    with pytest.raises(OutgoingFailed):
        send("GET", "http://no-such-name.invalid/")


def test_answer_comes_back_whole(other):
    answer = send("POST", f"http://127.0.0.1:{other.server_port}/a?b=c", body=b"{}", headers={"X-One": "1"})

    assert (answer.status, answer.body, answer.headers["x-answer"]) == (200, b"heard", "yes")
    path, headers, body = other.heard[0]
    assert (path, headers["X-One"], body) == ("/a?b=c", "1", b"{}")


def test_redirect_is_not_followed(other):
    answer = send("POST", f"http://127.0.0.1:{other.server_port}/redirect")

    assert (answer.status, answer.ok, len(other.heard)) == (302, False, 1)


def test_other_port_of_an_allowed_host_stays_closed(other):
    with pytest.raises(OutgoingRefused):
        send("POST", f"http://127.0.0.1:{other.server_port + 1}/")


def test_large_answer_is_cut_off(other):
    with pytest.raises(OutgoingFailed, match="1 MB"):
        send("POST", f"http://127.0.0.1:{other.server_port}/large")


@pytest.mark.parametrize("path", ["drip-body", "drip-header"])
def test_slow_drip_ends_with_the_time(other, path):
    started = time.monotonic()

    with pytest.raises(OutgoingFailed):
        send("POST", f"http://127.0.0.1:{other.server_port}/{path}", seconds=0.5)
    assert time.monotonic() - started < 2


def test_header_that_would_begin_another_is_refused(other):
    with pytest.raises(OutgoingFailed):
        send("POST", f"http://127.0.0.1:{other.server_port}/", headers={"X-One": "1\r\nX-Two: 2"})
