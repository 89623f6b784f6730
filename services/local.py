"""Start and stop one place's services, and leave their addresses where `services.find` looks."""

import contextlib
import fcntl
import os
import secrets

from services.place import Place
from services.postgres import Postgres
from services.valkey import Valkey


def up(place: Place, given=None):
    """Start what `given` (environment variables) does not provide; answers {variable: address} of all."""
    given = given or {}
    place.prepare()
    with only_one(place):
        addresses: dict[str, str] = {}
        if not given.get("DATABASE_URL"):
            addresses |= _started(Postgres(place))
        if not given.get("REDIS_URL"):
            addresses |= _started(Valkey(place))
        _write_env(place, addresses)
    return addresses


def down(place: Place):
    """Stop what runs here. A place never used is left as it is."""
    if not place.base.exists():
        return
    with only_one(place):
        Valkey(place).down()
        Postgres(place).down()


def secret_key(place: Place):
    """The installation's own key for signatures, made once and readable by its owner alone."""
    path = place.base / "secret_key"
    if not path.exists():
        place.prepare()
        fresh = path.with_name(f"secret_key.{os.getpid()}")
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        fresh.rename(path)
    return path.read_text()


@contextlib.contextmanager
def only_one(place):
    """Two starts at once take turns."""
    with open(place.base / "services.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _started(service):
    service.up()
    return service.urls()


def _write_env(place, addresses):
    fresh = place.env_file.with_name("env.new")
    fresh.touch(0o600)
    fresh.write_text("".join(f"{name}={value}\n" for name, value in addresses.items()))
    fresh.rename(place.env_file)
