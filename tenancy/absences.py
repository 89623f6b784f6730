"""Absence: who is away, from when until when, and who votes meanwhile (ltc §5)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from tenancy.models import Absence
from tenancy.people import members
from tenancy.roles import Right


@transaction.atomic
def plan_absence(*, by, user, deputy, starts_on, ends_on) -> Absence:
    """Note an absence: one's own, or anybody's for who manages users. Raises Denied, ValidationError by field."""
    _may_plan(user, by)
    _check_days(user, starts_on, ends_on)
    _check_deputy(user, deputy, starts_on, ends_on)
    absence = Absence.objects.create(
        user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on, created_by_id=by.user_id
    )
    happened(absence, "absence.planned", by=by, name=user.name, deputy=deputy.name if deputy else "")
    if deputy is not None and deputy.pk != by.user_id:
        notify(
            [deputy],
            "absence.deputy",
            record=absence,
            name=user.name,
            starts_on=str(starts_on),
            ends_on=str(ends_on),
        )
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by) -> None:
    """Take an absence back; one that has begun ends yesterday. Raises Denied."""
    _may_plan(absence.user, by)
    today = local_day()
    happened(absence, "absence.ended", by=by, name=absence.user.name)
    if absence.starts_on >= today:
        absence.delete()
        return
    absence.ends_on = today.fromordinal(today.toordinal() - 1)
    absence.save()


def to_come(user=None):
    """Absences that last today or later, of one person or of all, the next first."""
    rows = Absence.objects.filter(ends_on__gte=local_day()).select_related("user", "deputy")
    return (rows if user is None else rows.filter(user=user)).order_by("starts_on", "pk")


def _may_plan(user, by) -> None:
    if user.pk != by.user_id and not by.can(Right.USERS_MANAGE):
        raise Denied(_("Only the person, or who manages users, can do this."))


def _check_days(user, starts_on, ends_on) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day must not come before the first.")})
    if ends_on < local_day():
        raise ValidationError({"ends_on": _("These days are over.")})
    if absences_of(user, starts_on, ends_on).exists():
        raise ValidationError({"starts_on": _("An absence is noted for some of these days already.")})


def _check_deputy(user, deputy, starts_on, ends_on) -> None:
    if deputy is None:
        return
    if deputy.pk == user.pk or not members().filter(pk=deputy.pk).exists():
        raise ValidationError({"deputy": _("Choose another colleague.")})
    check_present("deputy", deputy, starts_on, ends_on)


def check_present(field: str, user, starts_on, ends_on) -> None:
    """Raise ValidationError at `field` where the person is away on one of these days."""
    if absences_of(user, starts_on, ends_on).exists():
        raise ValidationError({field: _("{name} is away on some of these days.").format(name=user.name)})


def absences_of(user, starts_on, ends_on):
    """The absences of a person that touch these days."""
    return Absence.objects.filter(user=user, starts_on__lte=ends_on, ends_on__gte=starts_on)
