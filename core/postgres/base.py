"""The connection: knows which statements the server has planned for it, and asks it only when in doubt."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, for `core.prepared` and with a cheaper look at its health."""

    def get_new_connection(self, conn_params: dict[str, Any]):
        # {text of a statement: its name on the server}; ends with the server's session.
        self.prepared: dict[str, str] = {}
        return super().get_new_connection(conn_params)

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
