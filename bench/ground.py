"""The ground a run stands on: services and a database of its own, under <state directory>/bench."""

import contextlib
import hashlib
import os
from urllib.parse import urlsplit

import psycopg2

from services import launch, local
from services.place import ROOT, main_place, state_dir

ROLES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "bypass": "DATABASE_BYPASS_URL"}
MIGRATED, SCRATCH = "l2c", "l2c_bench"


def prepare():
    """Start the services, bring the tables up to date, and give the run a fresh copy. Before Django is set up."""
    place = start()
    _copy()
    return place


def start():
    """Start the services and bring the tables of the migrated database up to date. Before Django is set up."""
    os.environ["L2C_STATE_DIR"] = os.environ["L2C_BENCH_GROUND"] = str(state_dir() / "bench")
    os.environ |= {"L2C_DEMO": "0", "L2C_API_CALLS_PER_MINUTE": "0"}
    os.environ.setdefault("L2C_LOG_LEVEL", "WARNING")
    for name in (*ROLES.values(), "REDIS_URL"):
        os.environ.pop(name, None)
    place = main_place()
    os.environ.update(local.up(place))
    _forget_other_migrations(place)
    launch.prepare(place)
    return place


def keep(name: str) -> bool:
    """A database that is kept between runs; is it new, because there was none or the migrations are others?"""
    place = main_place()
    stamp, made_by = place.base / f"{name}.stamp", (place.base / "migrations.stamp").read_text()
    fresh = not stamp.exists() or stamp.read_text() != made_by
    if fresh:
        stamp.unlink(missing_ok=True)
        _create(name, MIGRATED)
    for role, variable in ROLES.items():
        os.environ[variable] = _url(role, name)
    return fresh


def kept(name: str) -> None:
    """The database is loaded: the next run finds it."""
    place = main_place()
    (place.base / f"{name}.stamp").write_text((place.base / "migrations.stamp").read_text())


def leave(place):
    """Stop what `prepare` started; the data stays for a look until the next run."""
    local.down(place)


def connect(role):
    """A psycopg2 connection to the scratch database: `bypass` may load into every tenant."""
    return psycopg2.connect(os.environ[ROLES[role]])


def _forget_other_migrations(place):
    """Begin with an empty database where the migrations are not those it was made by: a branch may have its own."""
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "core/hardening.py"]:
        digest.update(path.read_bytes())
    stamp = place.base / "migrations.stamp"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        _create(MIGRATED, "template1")
        stamp.write_text(digest.hexdigest())


def _copy():
    """A database like the migrated one, empty; the addresses of this process and its children name it."""
    _create(SCRATCH, MIGRATED)
    for role, name in ROLES.items():
        os.environ[name] = _url(role, SCRATCH)


def _create(name, template):
    with contextlib.closing(psycopg2.connect(_url("owner", "postgres"))) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"drop database if exists {name} with (force)")
        cursor.execute(f"create database {name} owner l2c_owner template {template}")


def _url(role, database):
    return urlsplit(os.environ[ROLES[role]])._replace(path=f"/{database}").geturl()
