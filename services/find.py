"""Tell the settings where database, queue and secret key are: the environment first, else the local services."""

import os
import sys

from services import local
from services.place import main_place, test_place

NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BYPASS_URL", "REDIS_URL")
MISSING = "No database is known. Run `make up` first, or set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL."
# Commands that need no database of ours.
WITHOUT_DATABASE = {"help", "compile_texts", "make_texts", "collectstatic", "check"}


def in_tests():
    """Are we inside pytest, or inside a process that a test started?"""
    return "pytest" in sys.modules or os.environ.get("L2C_IN_TESTS") == "1"


def place():
    return test_place() if in_tests() else main_place()


def fill_environment(environ=os.environ):
    """Put the addresses into `environ` where they are missing.

    Tests never use a given DATABASE_URL: they drop and create databases. Their own services start here.
    """
    if in_tests():
        _for_tests(environ)
    elif not environ.get("DATABASE_URL") or not environ.get("REDIS_URL"):
        for name, value in _from_file(main_place()).items():
            environ.setdefault(name, value)
    if environ.get("DATABASE_URL"):
        environ.setdefault("DATABASE_OWNER_URL", environ["DATABASE_URL"])
    elif not _command() & WITHOUT_DATABASE:
        raise SystemExit(MISSING)


def secret_key():
    return local.secret_key(place())


def _for_tests(environ):
    if environ.get("L2C_IN_TESTS") == "1" and "pytest" not in sys.modules:
        return  # a process started by a test: the test's environment names its database
    for name in NAMES:
        environ.pop(name, None)
    environ.update(local.up(test_place()), L2C_IN_TESTS="1")


def _from_file(place):
    try:
        lines = place.env_file.read_text().splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if line)


def _command():
    return set(sys.argv[1:2])
