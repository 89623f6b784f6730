"""When a lead that nobody touches goes back to the pool (handbook §4)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from core.dates import local_day, start_of_day
from leads.rules import POOL_DAYS, POOL_DAYS_A, POOL_WARNING_DAYS
from leads.states import IN_WORK, Level
from tenancy.rules import rule


def untouched(as_of: date, sooner: int = 0) -> Q:
    """Owned leads in work that on `as_of`, or `sooner` days later, have lain for as long as their level allows."""

    def before(days: int):
        return start_of_day(as_of - timedelta(days=days - sooner - 1))

    long = Q(last_touched_at__lt=before(rule(POOL_DAYS.key)))
    long |= Q(level=Level.A, last_touched_at__lt=before(rule(POOL_DAYS_A.key)))
    return long & Q(state__in=IN_WORK, owner__isnull=False)


def goes_soon(as_of: date) -> Q:
    """Leads whose owner is told by now that they go back."""
    return untouched(as_of, rule(POOL_WARNING_DAYS.key))


class Lying:
    """A lead that lies: when it goes back to the pool, touched last when it was."""

    state: Any
    owner_id: Any
    level: Any
    last_touched_at: Any

    @property
    def back_to_pool_on(self) -> date | None:
        """From which day on it may go back; None for one in nobody's hands."""
        if self.state not in IN_WORK or self.owner_id is None:
            return None
        days = rule(POOL_DAYS.key)
        if self.level == Level.A:
            days = min(days, rule(POOL_DAYS_A.key))
        return local_day(self.last_touched_at) + timedelta(days=days)

    @property
    def days_to_pool(self) -> int | None:
        """Days until then; 0 where it has come."""
        day = self.back_to_pool_on
        return None if day is None else max((day - local_day()).days, 0)

    @property
    def is_back_soon(self) -> bool:
        """Its owner is told by now."""
        return self.days_to_pool is not None and self.days_to_pool <= rule(POOL_WARNING_DAYS.key)
