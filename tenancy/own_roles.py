"""Roles of the company's own, out of rights: add, change, retire. The built-in ones stay as they are (LTC 3)."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.tenancy import current_tenant_id
from core.workflow import check_version, edit, lock
from tenancy.models import Membership, Role, RoleGrant, User
from tenancy.people import refresh_rights
from tenancy.roles import Right, may

MANAGING = may(Right.USERS_MANAGE)
_keepers: list[Callable[[Role], str]] = []


def kept_by(reason: Callable[[Role], str]) -> None:
    """Let another app say why it can't do without a role; an empty sentence where it can."""
    _keepers.append(reason)


@transaction.atomic
def add_role(*, by, code, name, rights, name_en="") -> Role:
    """A new role of the company's own. Raises Denied, ValidationError."""
    _allowed(by)
    role = Role(
        code=code, name=name, name_en=name_en, rights=_checked(rights), created_by_id=by.user_id
    )  # fmt: skip
    role.full_clean()
    role.save()
    happened(role, "role.added", by=by, name=role.name)
    return role


@transaction.atomic
def change_role(role: Role, *, by, expected_version=None, **values) -> Role:
    """Change its names and rights; every holder has them from the next click on.

    Raises Denied, Stale, ValidationError for a built-in or retired one.
    """
    _allowed(by)
    _own(role)
    if not role.is_active:
        raise ValidationError(_("The role is retired; take it back first."))
    if "rights" in values:
        values["rights"] = _checked(values["rights"])
    role = edit(role, by=by, right=MANAGING, expected_version=expected_version, **values)
    refresh_rights(*_holders(role))
    _somebody_manages()
    return role


@transaction.atomic
def retire_role(role: Role, *, by, successor: Role | None = None, expected_version=None) -> Role:
    """Take it out of use; its holders get `successor` instead. Raises Denied, ValidationError while it is needed."""
    role = _locked(role, by, expected_version)
    if successor is not None and (successor.pk == role.pk or not successor.is_active):
        raise ValidationError({"successor": _("Choose another role that is in use.")})
    if reasons := [reason for reason in (keeper(role) for keeper in _keepers) if reason]:
        raise ValidationError(reasons)
    holders = _holders(role)
    if holders and successor is None:
        raise ValidationError({"successor": _("People still hold this role; choose what they hold instead.")})
    role.is_active = False
    role.save()
    if successor is not None:
        _hand_over(role, successor, holders)
    happened(role, "role.retired", by=by, name=role.name, successor=successor.code if successor else "")
    return role


@transaction.atomic
def restore_role(role: Role, *, by, expected_version=None) -> Role:
    """Put a retired role back in use; nobody holds it yet. Raises Denied, ValidationError."""
    role = _locked(role, by, expected_version)
    role.is_active = True
    role.save()
    happened(role, "role.restored", by=by, name=role.name)
    return role


def _locked(role, by, expected_version) -> Role:
    _allowed(by)
    _own(role)
    role = lock(role)
    check_version(role, expected_version)
    return role


def _allowed(by) -> None:
    if not MANAGING(None, by):
        raise Denied(MANAGING.sentence)


def _own(role) -> None:
    if role.is_built_in:
        raise ValidationError(_("A built-in role stays as it is; copy it into one of your own."))


def _checked(rights) -> list[str]:
    """The rights in their declared order. Raises ValidationError for none, or for one that does not exist."""
    wanted = {str(right) for right in rights}
    if not wanted:
        raise ValidationError({"rights": _("A role needs at least one right.")})
    if unknown := sorted(wanted - set(Right.values)):
        raise ValidationError({"rights": _("There is no right {code}.").format(code=", ".join(unknown))})
    return [right for right in Right.values if right in wanted]


def _holders(role) -> list[User]:
    """Everybody who was given the role, those without access too."""
    return list(User.objects.filter(pk__in=RoleGrant.objects.filter(role=role).values("user_id")))


def _hand_over(role, successor, holders) -> None:
    """Give the holders the successor in the role's place."""
    RoleGrant.objects.filter(role=role).delete()
    RoleGrant.objects.bulk_create(
        (RoleGrant(user=user, role=successor) for user in holders), ignore_conflicts=True
    )
    refresh_rights(*holders)
    _somebody_manages()


def _somebody_manages() -> None:
    """A company must not be left without anybody who manages its users."""
    left = Membership.objects.filter(
        tenant_id=current_tenant_id(), is_active=True, rights__contains=[Right.USERS_MANAGE.value]
    )
    if not left.exists():
        raise ValidationError(_("Nobody would manage users any more. Give somebody that right first."))
