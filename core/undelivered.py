"""What the outbox could not deliver: shown to whoever looks after the platform, and tried again on their word."""

from django.db import transaction
from django.utils.timezone import now

from core.models import Outbox


def undelivered():
    """The tenant's rows that failed at least once and are not sent, those given up (`failed_at`) first."""
    rows = Outbox.objects.filter(sent_at=None, attempts__gt=0)
    return rows.order_by("failed_at", "next_try_at", "pk")


@transaction.atomic
def try_again(rows=None) -> int:
    """Make rows (all, where None) due at once, with another day of patience; answers how many.

    Nothing is done twice: a row that was sent meanwhile is left alone.
    """
    rows = undelivered() if rows is None else rows
    moment = now()
    return rows.filter(sent_at=None).update(failed_at=None, attempts=0, posted_at=moment, next_try_at=moment)
