"""How much room a company's papers take, and may take (decision 35)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tenancy import current_tenant_id
from desk.models import Attachment
from tenancy.rules import HIDDEN, declare, rule

MB, GB = 1024**2, 1024**3
# Who runs the installation sets it (manage.py set_room); the company sees it.
ROOM = declare("papers.room_gb", 20, gettext_lazy("Room for papers (GB)"), HIDDEN)


@dataclass(frozen=True)
class Room:
    """Bytes that the papers take, all their versions counted, and bytes that they may take."""

    used: int
    most: int

    @property
    def free(self) -> int:
        return max(self.most - self.used, 0)


def room() -> Room:
    """The room of the tenant in force."""
    used = Attachment.objects.aggregate(used=Sum("size"))["used"] or 0
    return Room(used, rule(ROOM.key) * GB)


def claim(size: int) -> None:
    """Let a file of `size` bytes in, or raise ValidationError. Until commit nobody else of the tenant is let in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('l2c_papers'), hashtext(%s))", [str(current_tenant_id())]
        )
    has = room()
    if size > has.free:
        told = _(
            "There is no room for this file: it has {size} MB, and {free} MB of your company's {most} GB are free. "
            "Ask whoever runs the platform for more room."
        )
        words = {"size": _ceil(size), "free": has.free // MB, "most": has.most // GB}
        raise ValidationError(told.format(**words), code="no_room")


def _ceil(size: int) -> int:
    return -(-size // MB)
