"""The dunning ladder as rows of the tenant (handbook §8)."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from receivables.models import DunningLevel
from tenancy.roles import Right, may

# Handbook §8: days overdue by level.
DEFAULTS = {1: 1, 2: 7, 3: 15, 4: 30, 5: 60, 6: 90}
SETTING = may(Right.SETTINGS)


def install_levels() -> None:
    """Copy the default ladder into the tenant in force; levels that are there stay."""
    DunningLevel.objects.bulk_create(
        [DunningLevel(level=level, days=days) for level, days in DEFAULTS.items()], ignore_conflicts=True
    )


def ladder() -> list[tuple[int, int]]:
    """(level, days overdue) of the levels in use, in order."""
    return list(DunningLevel.objects.filter(is_active=True).order_by("level").values_list("level", "days"))


@transaction.atomic
def set_days(days_by_level: dict[int, int], *, by) -> None:
    """Change from how many days overdue each level is due. Raises Denied, ValidationError where they don't rise."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    rows = list(DunningLevel.objects.select_for_update().order_by("level"))
    for row in rows:
        row.days = days_by_level.get(row.level, row.days)
    if any(after.days <= before.days for before, after in pairwise(rows)):
        raise ValidationError(_("Each level must come later than the one before it."))
    for row in rows:
        row.save()
        happened(row, "dunning_level.updated", by=by, level=row.level, days=row.days)
