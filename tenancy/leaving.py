"""What a person answers for in the company itself: programs' keys and others' absences."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import local_day, moment
from tenancy.absences import absences_of
from tenancy.holdings import Holding, Passing, pass_on, register, stays
from tenancy.keys import revoke_key
from tenancy.models import Absence, ApiKey


def _open_keys() -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=moment()))


def _revoke(key: ApiKey, passing: Passing) -> None:
    revoke_key(key, by=passing.by)


def _to_come() -> Q:
    return Q(ends_on__gte=local_day())


def _deputise(absence: Absence, passing: Passing) -> None:
    pass_on(absence, passing, column="deputy")


def _can_not_deputise(absences, to) -> dict:
    """A deputy is somebody else, and there on these days."""
    why = {}
    for one in absences:
        if one.user_id == to.pk:
            why[one.pk] = _("{name} is the one who is away.").format(name=to.name)
        elif absences_of(to, one.starts_on, one.ends_on).exists():
            why[one.pk] = _("{name} is away on some of these days.").format(name=to.name)
    return why


register(
    Holding(
        101, "deputies", gettext_lazy("Deputy for others"), Absence, "deputy", _deputise, now=_to_come,
        against=_can_not_deputise, about="user",
    )
)  # fmt: skip
register(Holding(110, "keys", gettext_lazy("API keys"), ApiKey, "user", _revoke, now=_open_keys, ends=True))
stays("one's own days off", "tenancy.Absence.user")
stays("ends with the access, is given back with it", "tenancy.RoleGrant.user")
stays("tells who it was about", "tenancy.Handover.former", "tenancy.HandoverRow.successor")
stays("answers kept for a repeated call", "core.IdempotencyKey.user")
stays("tells who did it", "core.PrivateLink.revoked_by")
