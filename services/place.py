"""Where data lives: the state directory, one per work tree unless L2C_STATE_DIR names another."""

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IS_ROOT = os.geteuid() == 0
# PostgreSQL refuses to run as root; this user owns its files then.
DB_USER = os.environ.get("L2C_DB_USER", "nobody")
# A unix socket's path may have 107 characters; ".s.PGSQL.5432.lock" takes its share.
LONGEST_SOCKET_DIR = 85
LEAST_FREE_BYTES = 500 * 1024 * 1024


class Refused(Exception):
    """Something outside the program is in the way; the text says what to do about it."""


@dataclass(frozen=True)
class Place:
    """One set of services: the installation's own, or the tests' (`durable` False: speed before safety)."""

    base: Path
    durable: bool

    @property
    def valkey(self):
        return self.base / "valkey"

    @property
    def env_file(self):
        return self.base / "env"

    @property
    def postgres(self):
        """The directory of the database's files and socket, made on first use."""
        link = self.base / "pg"
        if not link.exists() and (len(str(link)) > LONGEST_SOCKET_DIR or closed_parent(link)):
            link.unlink(missing_ok=True)
            link.symlink_to(_elsewhere())
        link.mkdir(exist_ok=True)
        return link.resolve()

    def prepare(self):
        """Make the directories with the rights they need. Raises Refused when that is impossible."""
        try:
            self.base.mkdir(parents=True, exist_ok=True)
            # The database's user passes through on its way to pg/, it need not list what else is here.
            for directory in {self.base, state_dir()}:
                os.chmod(directory, 0o711 if IS_ROOT else 0o700)
            self.valkey.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Refused(
                f"The state directory {self.base} cannot be used ({error.strerror}). "
                "Set L2C_STATE_DIR to a directory you own."
            ) from error
        if shutil.disk_usage(self.base).free < LEAST_FREE_BYTES:
            raise Refused(
                f"Less than 500 MB are free under {self.base}. Make room, or set L2C_STATE_DIR to another disk."
            )

    def keep_compiled(self, environ=os.environ):
        """Let the processes that are started from here find Python's compiled modules, kept away from the tree.

        Where they may not be written beside their sources, each process would compile some thousand modules anew.
        """
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        environ["PYTHONPYCACHEPREFIX"] = str(self.base / "compiled")


def state_dir():
    """The directory that keeps database, queue, papers, secret key and logs."""
    if given := os.environ.get("L2C_STATE_DIR"):
        return Path(given).expanduser().resolve()
    tag = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return _state_root() / f"l2cplat-{tag}"


def main_place():
    return Place(state_dir(), durable=True)


def test_place():
    return Place(state_dir() / "test", durable=False)


def closed_parent(path):
    """The first parent that the database's own user may not pass, or None. Only root has another user."""
    if not IS_ROOT:
        return None
    return next(
        (p for p in Path(path).resolve().parents if p.exists() and not p.stat().st_mode & 0o001), None
    )


def _state_root():
    return Path("/var/lib") if IS_ROOT else Path.home() / ".local/state"


def _elsewhere():
    """A fresh directory for database files that cannot lie in the state directory; a link there points to it."""
    parent = _state_root() / f"l2cplat-pg-{secrets.token_hex(4)}"
    parent.mkdir(parents=True)
    os.chmod(parent, 0o711)
    directory = parent / "pg"
    directory.mkdir(mode=0o700)
    return directory
