"""The tests' database: real PostgreSQL, reached as the serving role, so that row security and rights are in force.

Tests run inside a transaction that is rolled back (`db`). What must commit (threads, other processes, the
browser) uses `committed`: nothing is emptied afterwards, the serving role could not, so such a test makes a
tenant of its own.
"""

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("L2C_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
# Playwright's synchronous interface runs an event loop in the test's thread; our code uses none.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    """What lies under tests/browser needs Chromium; without one it is skipped, and says so."""
    for item in items:
        if (ROOT / "tests/browser") in item.path.parents:
            item.add_marker("browser")
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(autouse=True)
def english():
    """Each test begins in English: a page asked for by the one before leaves its language in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium for the `page` fixture; --no-sandbox because it refuses to run as root otherwise."""
    quiet = ["quic", "gpu", "background-networking", "component-update", "sync"]
    switches = ["no-sandbox", "no-first-run", "renderer-process-limit=1", *(f"disable-{q}" for q in quiet)]
    return {"executable_path": CHROMIUM, "args": [f"--{switch}" for switch in switches]}


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """One database for this run, owned by the owner. `--reuse-db` keeps it while no migration changes."""
    name, digest = database_name(request.config), migrations_digest()
    with django_db_blocker.unblock():
        keep = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
        with maintenance() as cursor:
            if not (keep and mark_of(cursor, name) == digest):
                copy_database(cursor, migrated_template(cursor, digest), name)
                cursor.execute(f"comment on database \"{name}\" is '{digest}'")
        use_database(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Let this test commit. What it writes stays, under a tenant that it makes itself."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def owner(committed):
    """A cursor of the tables' owner, for tests of the database's own rules."""
    with connections["owner"].cursor() as cursor:
        yield cursor


@pytest.fixture
def site(committed, running_site):
    """The address of a running site on this test's database, for browsers and HTTP clients."""
    return running_site


@pytest.fixture(scope="session")
def running_site(django_db_setup):
    """One site for all tests: ending it takes half a second."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def database_name(config):
    """$L2C_TEST_DB, with the worker's name behind it where several run side by side."""
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    return "_".join(part for part in (os.environ.get("L2C_TEST_DB", "test_l2c"), worker) if part)


def use_database(name):
    """Point both roles, and every process that a test starts, at `name`."""
    for alias, variable in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = settings.DATABASES[alias]["NAME"] = name
        for each in (variable, "DATABASE_BYPASS_URL") if alias == "owner" else (variable,):
            before, query = os.environ[each].split("?", 1)
            os.environ[each] = f"{before.rsplit('/', 1)[0]}/{name}?{query}"


def migrated_template(cursor, digest):
    """The name of a database with every table, made once for each state of the migrations: they take a minute."""
    name = f"l2c_template_{digest[:12]}"
    if not exists(cursor, name):
        drop_database(cursor, f"{name}_new")
        cursor.execute(f'create database "{name}_new" owner l2c_owner')
        use_database(f"{name}_new")
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        drop_templates(cursor, but=f"{name}_new")
        cursor.execute(f'alter database "{name}_new" rename to "{name}"')
    return name


def drop_templates(cursor, but):
    cursor.execute(
        "select datname from pg_database where datname like 'l2c_template_%%' and datname <> %s", [but]
    )
    for (old,) in cursor.fetchall():
        drop_database(cursor, old)


def copy_database(cursor, template, name):
    drop_database(cursor, name)
    cursor.execute(f'create database "{name}" owner l2c_owner template "{template}"')


def drop_database(cursor, name):
    """Drop it whoever is connected. PostgreSQL's own cleaning may be, which the owner cannot end: it is soon done."""
    for patience in range(30):
        try:
            cursor.execute(f'drop database if exists "{name}" with (force)')
            return
        except psycopg2.errors.InsufficientPrivilege:
            if patience == 29:
                raise
            time.sleep(1)


def migrations_digest():
    """Changes when any of our migrations does, or what they call."""
    digest = hashlib.sha256()
    for path in sorted(
        [*ROOT.glob("*/migrations/*.py"), ROOT / "core/hardening.py", ROOT / "requirements.txt"]
    ):
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def exists(cursor, name):
    cursor.execute("select 1 from pg_database where datname = %s", [name])
    return cursor.fetchone() is not None


def mark_of(cursor, name):
    """The digest of the migrations that the database `name` was made with, or None."""
    cursor.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name])
    row = cursor.fetchone()
    return row and row[0]


@contextlib.contextmanager
def maintenance():
    """A cursor of the owner on the cluster's first database, from which others are made and dropped, one run at a
    time: two would make the same template, and one that is being copied takes no second reader."""
    owner = settings.DATABASES["owner"]
    connection = psycopg2.connect(
        host=owner["HOST"] or owner["OPTIONS"].get("host"), user=owner["USER"], dbname="postgres"
    )
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('l2c test databases'))")
        yield cursor


@pytest.fixture(scope="session")
def shared_world(django_db_setup, django_db_blocker):
    """The session's tenant with a person in every role, committed once: tests change it inside their transaction."""
    from tests.factories.people import make_world

    with django_db_blocker.unblock():
        return make_world()


@pytest.fixture
def world(db, shared_world):
    """The session's tenant in force, as it was made: what the test changes is rolled back."""
    with shared_world.acting():
        yield shared_world.anew()


@pytest.fixture
def api(world):
    """`api("ar")` calls the API as somebody with that role; `of` names another world."""
    from tests.factories.callers import caller

    return lambda role, of=None: caller(of or world, role)


@pytest.fixture
def signed_in(world):
    """`signed_in("ar")` is a browser in which that person is signed in."""
    from tests.factories.callers import browser

    return lambda role, of=None: browser(of or world, role)


@pytest.fixture(scope="session")
def neighbour(django_db_setup, django_db_blocker):
    """A second tenant of the session, committed once."""
    from tests.factories.people import make_world

    with django_db_blocker.unblock():
        return make_world()


@pytest.fixture
def other_world(db, neighbour):
    """A second tenant, not in force."""
    return neighbour
