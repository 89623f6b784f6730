"""/healthz and /readyz, answered before anything that needs a tenant, a session or an allowed host name."""

import functools

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

TIMEOUT_SECONDS = 2


class Unapplied(Exception):
    """Migrations that the database does not have yet."""


class Health:
    """Middleware, the outermost one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness():
    """200 and {"ready": true, "parts": {...}} when every part is in order; else 503, each part with its fault."""
    database = database_fault()
    parts = {
        "database": database,
        "broker": broker_fault(),
        "migrations": "needs the database" if database else migrations_fault(),
    }
    ready = not any(parts.values())
    body = {"ready": ready, "parts": {name: fault or "ok" for name, fault in parts.items()}}
    response = JsonResponse(body, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    if not ready:
        response["Retry-After"] = "5"
    return response


def database_fault():
    """None, or why the database does not answer. Says no more than that: the address is public."""
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return "does not answer"
    finally:
        # Outside a request's own signals nobody else would drop a connection that broke.
        connection.close_if_unusable_or_obsolete()
    return None


def broker_fault():
    client = redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        retry=None,
    )
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return "does not answer"
    finally:
        client.close()
    return None


@functools.lru_cache(maxsize=1)
def migrations_in_order():
    """True; raises Unapplied otherwise. Once in order it stays so: new migrations come with a new process."""
    executor = MigrationExecutor(connections["default"])
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unapplied(f"{len(waiting)} to apply: run manage.py migrate")
    return True


def migrations_fault():
    """None, or how many migrations wait."""
    try:
        migrations_in_order()
    except (Unapplied, DatabaseError) as fault:
        return str(fault) if isinstance(fault, Unapplied) else "cannot be read"
    return None
