"""Dunning procedures as rows of the tenant: the handbook's ladder to begin with, others beside it (handbook §8)."""

from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import Denied
from core.events import happened
from receivables.claim_states import ReminderTone
from receivables.models import DunningLevel, DunningProcedure
from tenancy.roles import Right, may

# Handbook §8: days overdue by level, and what each does.
DEFAULTS = {1: 1, 2: 7, 3: 15, 4: 30, 5: 60, 6: 90}
DOES: dict[int, dict] = {
    1: {"letter": ReminderTone.FRIENDLY, "todo_for": "owner"},
    2: {"letter": ReminderTone.SECOND, "told": "manager"},
    3: {"todo_for": "owner", "needs_cause": True, "told": "finance"},
    4: {"todo_for": "credit", "confirms": True, "holds": True, "checks_insurance": True, "told": "finance"},
    5: {"todo_for": "legal", "freezes": True, "legal_review": True, "told": "credit"},
    6: {"todo_for": "legal", "proposes_legal": True, "proposes_blacklist": True, "proposes_provision": True,
        "told": "executive"},
}  # fmt: skip
SETTING = may(Right.SETTINGS)
LEVELS_AT_MOST = 9


def install_levels() -> None:
    """Copy the default ladder into the tenant in force; what is there stays."""
    if DunningProcedure.objects.filter(is_default=True).exists():
        return

    # Its name is a row of the company, whoever's language makes it.
    with override(settings.LANGUAGE_CODE):
        name = _("Standard ladder")
    procedure = DunningProcedure.objects.create(name=name, is_default=True, position=99)
    DunningLevel.objects.bulk_create(
        [
            DunningLevel(procedure=procedure, level=level, days=days, **DOES[level])
            for level, days in DEFAULTS.items()
        ]
    )


def default_procedure() -> DunningProcedure:
    """The procedure for all whom no other fits."""
    return DunningProcedure.objects.get(is_default=True)


def ladder() -> list[tuple[int, int]]:
    """(level, days overdue) of the default procedure's levels in use, in order."""
    rows = DunningLevel.objects.filter(procedure__is_default=True, is_active=True)
    return list(rows.order_by("level").values_list("level", "days"))


@transaction.atomic
def set_days(days_by_level: dict[int, int], *, by) -> None:
    """Change from how many days overdue each level of the default procedure is due. Raises Denied, ValidationError."""
    rows = DunningLevel.objects.filter(procedure__is_default=True)
    change_levels(
        default_procedure(),
        {row.level: {"days": days_by_level.get(row.level, row.days)} for row in rows},
        by=by,
    )


@transaction.atomic
def save_procedure(procedure: DunningProcedure | None, *, by, **values) -> DunningProcedure:
    """A new procedure (a copy of the default ladder), or another name or circle. Raises Denied, ValidationError."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    made = procedure is None
    row = DunningProcedure() if made else DunningProcedure.objects.select_for_update().get(pk=procedure.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["created_by"])
    if row.is_default and not row.is_active:
        raise ValidationError({"is_active": _("The ladder for all others stays in use.")})
    row.save()
    if made:
        row.levels.bulk_create([_copied(level, row) for level in default_procedure().levels.all()])
    happened(row, "dunning_procedure.saved", by=by, name=row.name)
    return row


def _copied(level: DunningLevel, procedure) -> DunningLevel:
    kept = ("level", "days", "amount_from", "is_active", *WHAT_IT_DOES)
    return DunningLevel(procedure=procedure, **{name: getattr(level, name) for name in kept})


WHAT_IT_DOES = (
    "letter", "todo_for", "told", "needs_cause", "confirms", "checks_insurance", "holds", "freezes", "legal_review",
    "proposes_legal", "proposes_blacklist", "proposes_provision",
)  # fmt: skip


@transaction.atomic
def change_levels(procedure: DunningProcedure, values: dict[int, dict], *, by) -> int:
    """Change levels of a procedure, {level: {field: value}}; returns how many changed. Steps made stay made.

    Raises Denied, ValidationError where the levels don't rise, or a customer would be frozen before shipments are held.
    """
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    rows = list(procedure.levels.select_for_update().order_by("level"))
    changed = [row for row in rows if _take(row, values.get(row.level, {}))]
    check_levels([row for row in rows if row.is_active])
    for row in changed:
        row.save()
        happened(
            row, "dunning_level.updated", by=by, level=row.level, days=row.days, procedure=procedure.name
        )
    return len(changed)


def _take(row, values: dict) -> bool:
    """Put the values into the row; did any differ?"""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def check_levels(rows) -> None:
    """Levels rise by days, and what is harder comes later. Raises ValidationError."""
    if not rows:
        raise ValidationError(_("At least one level stays in use."))
    if any(after.days <= before.days for before, after in pairwise(rows)):
        raise ValidationError(_("Each level must come later than the one before it."))
    held = next((row.level for row in rows if row.holds), None)
    frozen = next((row.level for row in rows if row.freezes), None)
    if frozen is not None and (held is None or frozen < held):
        raise ValidationError(_("The customer can't be frozen before shipments are held."))


@transaction.atomic
def add_level(procedure: DunningProcedure, *, by) -> DunningLevel:
    """One more level after the last, a month later, that does nothing yet. Raises Denied, ValidationError."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    last = procedure.levels.select_for_update().order_by("-level").first()
    if last is not None and last.level >= LEVELS_AT_MOST:
        raise ValidationError(_("A procedure has at most {n} levels.").format(n=LEVELS_AT_MOST))
    level, days = (last.level + 1, last.days + 30) if last else (1, 1)
    row = procedure.levels.create(level=level, days=days, todo_for="owner")
    happened(row, "dunning_level.updated", by=by, level=row.level, days=row.days, procedure=procedure.name)
    return row
