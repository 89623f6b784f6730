"""PostgreSQL and Valkey started here are looked after like the processes: whatever ended them, they come back."""

import shutil
import time

from services import local
from services.place import Refused
from services.postgres import Postgres
from services.supervisor import FIRST_PAUSE, LONGEST_PAUSE, say
from services.valkey import Valkey

LOOK_EVERY = 2  # seconds
FULL_BELOW = 32 * 1024 * 1024


class Keeper:
    """`given`: the environment before the local services' addresses came into it. What it names is not ours."""

    def __init__(self, place, given):
        self.place, self.given = place, given
        ours = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}
        self.services = [service(place) for name, service in ours.items() if not given.get(name)]
        self.pause, self.due_at = FIRST_PAUSE, 0.0

    def look_after(self):
        """One round: start what has ended, with growing pauses while that fails."""
        if time.monotonic() < self.due_at:
            return
        self.due_at = time.monotonic() + LOOK_EVERY
        ended = [type(each).__name__ for each in self.services if not each.is_running()]
        if ended:
            say(f"{' and '.join(ended)} ended; starting again …")
            self._start()

    def _start(self):
        try:
            local.up(self.place, given=self.given)
            self.pause = FIRST_PAUSE
        except (Refused, OSError) as fault:
            full = shutil.disk_usage(self.place.base).free < FULL_BELOW
            say(f"The disk of {self.place.base} is full: make room." if full else str(fault))
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.due_at = time.monotonic() + self.pause
