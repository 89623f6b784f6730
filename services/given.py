"""A PostgreSQL and a Valkey of one's own: asked before anything starts on them whether they will do."""

import contextlib
import secrets
from urllib.parse import urlsplit

import psycopg2
import redis
from psycopg2 import sql

from services.place import Refused
from services.postgres import CREATE_ROLES, DATABASE, ROLES

OLDEST = 18
MAKE_ROLES = """Its superuser makes what is needed, once, with
  DATABASE_ADMIN_URL=postgres://postgres:…@host:5432/postgres .venv/bin/python -m services roles
which prints the URLs to set. docs/operations.md, "A database of your own", has the same in SQL."""
# Superuser, bypass, or the owner's rights over the tables: each may step around row security (decision 7).
ABOVE_ROW_SECURITY = """
select r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, d.datdba, 'member')
  from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()
"""
UNKNOWN_PASSWORD = "…"


def check(environ):
    """Raises Refused, with what to do, where a given DATABASE_URL or REDIS_URL cannot serve."""
    if environ.get("DATABASE_URL"):
        _check_owner(environ.get("DATABASE_OWNER_URL"))
        _check_serving_role(environ["DATABASE_URL"])
    if environ.get("REDIS_URL"):
        _check_queue(environ["REDIS_URL"])


def make_roles(admin_url):
    """Make the three roles and the database with a superuser's URL; answers {variable: URL}.

    A role that exists keeps its password, which nobody here knows: its URL has dots in that place.
    """
    if not admin_url:
        raise Refused(f"DATABASE_ADMIN_URL is not set.\n{MAKE_ROLES}")
    with _connected("DATABASE_ADMIN_URL", admin_url) as cursor:
        try:
            passwords = {each.split()[2]: _made(cursor, each) for each in CREATE_ROLES}
            _make_database(cursor)
        except psycopg2.Error as error:
            raise Refused(f"The role of DATABASE_ADMIN_URL may not do this: {_words(error)}") from error
    return {variable: _url(admin_url, role, passwords[role]) for variable, role in ROLES.items()}


def _check_owner(url):
    if not url:
        raise Refused(
            "DATABASE_URL is set and DATABASE_OWNER_URL is not: the tables belong to another role than "
            f"the one that serves.\n{MAKE_ROLES}"
        )
    with _connected("DATABASE_OWNER_URL", url) as cursor:
        if (version := cursor.connection.server_version // 10_000) < OLDEST:
            raise Refused(f"PostgreSQL {OLDEST} or newer is needed; DATABASE_OWNER_URL leads to {version}.")
        if (encoding := _one(cursor, "show server_encoding")) != "UTF8":
            raise Refused(f"The database keeps {encoding} and must keep UTF8: create it anew.\n{MAKE_ROLES}")
        if not _one(cursor, "select has_schema_privilege('public', 'create')"):
            raise Refused(f"The role of DATABASE_OWNER_URL may not make tables there.\n{MAKE_ROLES}")


def _check_serving_role(url):
    with _connected("DATABASE_URL", url) as cursor:
        if _one(cursor, ABOVE_ROW_SECURITY):
            raise Refused(
                "The role of DATABASE_URL stands above row security (superuser, bypassrls, or the database's "
                f"owner); one company could see another's rows. Give it a role of its own.\n{MAKE_ROLES}"
            )


def _check_queue(url):
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise Refused(
            f"REDIS_URL does not lead to a Valkey or Redis that answers ({error}). Is it running there, is the "
            "password right? It looks like redis://:password@host:6379/0. Unset it to have one started here."
        ) from error


@contextlib.contextmanager
def _connected(variable, url):
    """A cursor that commits by itself. Raises Refused where the URL leads nowhere."""
    try:
        connection = psycopg2.connect(url, connect_timeout=5, application_name="l2cplat check")
    except psycopg2.Error as error:
        raise Refused(
            f"{variable} does not lead to a database that lets us in: {_words(error)}\nIs it running there, are "
            "name and password right? It looks like postgres://user:password@host:5432/database. Without DATABASE_URL "
            "`make up` starts a PostgreSQL of its own."
        ) from error
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor


def _made(cursor, create):
    """Run `create role …` where there is none of that name; answers its password."""
    if _one(cursor, "select to_regrole(%s) is not null", [create.split()[2]]):
        return UNKNOWN_PASSWORD
    password = secrets.token_urlsafe(24)
    cursor.execute(sql.SQL(create + " password {}").format(sql.Literal(password)))
    return password


def _make_database(cursor):
    """Chinese sorts and folds alike on every machine with the builtin provider."""
    if not _one(cursor, "select count(*) from pg_database where datname = %s", [DATABASE]):
        cursor.execute(
            f"create database {DATABASE} owner l2c_owner template template0 encoding 'UTF8' locale 'C.UTF-8'"
            " locale_provider builtin builtin_locale 'C.UTF-8'"
        )


def _url(admin_url, role, password):
    """The same server, as `role`, on our database."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{password}@{server}", path=f"/{DATABASE}").geturl()


def _one(cursor, question, values=()):
    cursor.execute(question, values)
    return cursor.fetchone()[0]


def _words(error):
    return " ".join(str(error).split())
