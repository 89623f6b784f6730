"""The role that serves may not stand above row security: no process works with one that does (decision 7)."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections
from django.db.backends.signals import connection_created

from services.given import ABOVE_ROW_SECURITY

REFUSED = (
    "The role of DATABASE_URL stands above row security (superuser, bypassrls, or the database's owner); one "
    "company could see another's rows. Give it the serving role: docs/operations.md, “A database of your own”."
)


class Asked:
    """Asks once in a process's life, at the first connection."""

    done = False

    def __call__(self, sender, connection, **_signal):
        if self.done or connection.alias != "default":
            return
        with connection.cursor() as cursor:
            cursor.execute(ABOVE_ROW_SECURITY)
            if cursor.fetchone()[0]:
                connection.close()
                raise ImproperlyConfigured(REFUSED)
        self.done = True


def watch() -> None:
    """Ask at this process's first connection, whenever that is."""
    connection_created.connect(Asked(), weak=False, dispatch_uid="core.serving_role")


def ask_now() -> None:
    """End the process at its start where the role is wrong; a database that is away is asked when it is back."""
    connection = connections["default"]
    try:
        connection.ensure_connection()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None
    except OperationalError:
        return
    finally:
        connection.close()
