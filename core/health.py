"""/healthz and /readyz, answered before anything that needs a tenant, a session or an allowed host name."""

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

TIMEOUT_SECONDS = 2


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


def migrations_fault():
    """None, or how many migrations wait. Once in order it stays so: new migrations come with a new process."""
    if not migrations_fault.in_order:
        executor = MigrationExecutor(connections["default"])
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            return f"{waiting} to apply: run manage.py migrate"
        migrations_fault.in_order = True
    return None


migrations_fault.in_order = False
