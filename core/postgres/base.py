"""The connection: knows what the server has planned for it, asks it only when in doubt, reads ids quickly."""

import select
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.postgresql import base
from psycopg2 import extensions

# A page of a list has some five hundred ids, most of them of the same people, customers and tenant.
_id = lru_cache(maxsize=10_000)(UUID)


def _read_id(text: str | None, cursor) -> UUID | None:
    return None if text is None else _id(text)


ONE_ID = extensions.new_type((2950,), "UUID", _read_id)  # type numbers of PostgreSQL's
IDS = extensions.new_array_type((2951,), "UUID[]", ONE_ID)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, for `core.prepared` and with a cheaper look at its health."""

    # Statements that answer nothing and wait for one another (core.rows.together); None where nothing may wait.
    waiting: list | None = None
    send_waiting: Callable[[], None]

    def _cursor(self, name=None):
        # Whatever is asked comes after what was written before.
        if self.waiting:
            self.send_waiting()
        return super()._cursor(name)

    def get_new_connection(self, conn_params: dict[str, Any]):
        # {text of a statement: its name on the server}; ends with the server's session.
        self.prepared: dict[str, str] = {}
        connection = super().get_new_connection(conn_params)
        extensions.register_type(ONE_ID, connection)
        extensions.register_type(IDS, connection)
        return connection

    def is_usable(self) -> bool:
        """Is the server still there? An idle connection has nothing to read until the server ends it.

        So the socket is looked at, which costs nothing; only where something has arrived the server is asked.
        """
        return not _has_something_to_read(self.connection) or super().is_usable()


def _has_something_to_read(connection) -> bool:
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
