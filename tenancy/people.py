"""Members of a tenant: invite, place in a department, grant roles, and keep the copy of their rights true."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.attention import notify
from core.errors import Denied
from core.tenancy import current_tenant_id
from tenancy.models import Department, Membership, Role, RoleGrant, User
from tenancy.roles import BUILT_IN, Right, may
from tenancy.second_step import forget


def install_roles() -> None:
    """Copy the built-in roles into the tenant in force; existing ones stay as they are."""
    with override("zh-hans"):
        for code, (name, rights) in BUILT_IN.items():
            Role.objects.get_or_create(
                code=code,
                defaults={"name": str(name), "rights": [str(r) for r in rights], "is_built_in": True},
            )


@transaction.atomic
def add_member(
    *, username, name, password, email=None, department: Department | None = None, roles=()
) -> User:
    """Make a user and a member of the tenant in force, with the named roles. Raises ValidationError when taken."""
    user = User(username=username, name=name, email=email)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    Membership.objects.create(
        tenant_id=current_tenant_id(), user=user, department_id=department.pk if department else None
    )
    grant_roles(user, roles)
    return user


@transaction.atomic
def grant_roles(user: User, codes) -> None:
    """Give the person exactly these roles."""
    RoleGrant.objects.filter(user=user).delete()
    # Locked: whoever changes one of them meanwhile finds this grant, or is waited for.
    roles = list(roles_in_use().filter(code__in=codes).order_by("pk").select_for_update())
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    refresh_rights(user)


def refresh_rights(*users: User) -> None:
    """Copy the people's roles and rights onto their memberships, where every request reads them."""
    held = defaultdict(list)
    for grant in RoleGrant.objects.filter(user__in=users).select_related("role").order_by("role__code"):
        held[grant.user_id].append(grant.role)
    members = list(Membership.objects.filter(user__in=users, tenant_id=current_tenant_id()))
    for member in members:
        roles = held[member.user_id]
        member.rights = sorted({right for role in roles for right in role.rights})
        member.roles = [role.code for role in roles]
    Membership.objects.bulk_update(members, ["rights", "roles"], batch_size=500)


def roles_in_use():
    """The roles that can be given: the built-in ones and the company's own that are not retired."""
    return Role.objects.filter(is_active=True)


def members_with_role(code: str, department_id=None):
    """Active users of the tenant who hold a role, of one department or of all; in name order."""
    members = Membership.objects.filter(tenant_id=current_tenant_id(), is_active=True, user__is_active=True)
    if department_id is not None:
        members = members.filter(department_id=department_id)
    holders = RoleGrant.objects.filter(role__code=code).values("user_id")
    return User.objects.filter(pk__in=holders, memberships__in=members).order_by("name", "pk")


def members():
    """Active users of the tenant in force."""
    inside = Membership.objects.filter(tenant_id=current_tenant_id(), is_active=True).values("user_id")
    return User.objects.filter(pk__in=inside, is_active=True)


def everybody():
    """All who ever worked for the tenant in force, the gone too."""
    inside = Membership.objects.filter(tenant_id=current_tenant_id()).values("user_id")
    return User.objects.filter(pk__in=inside)


@transaction.atomic
def change_member(member: Membership, *, by, name, email, department, roles, is_active) -> Membership:
    """Change a member's name, department, roles and whether they may sign in. Raises ValidationError.

    Nobody shuts oneself out: a company must not be left without somebody who manages its users.
    """
    if not may(Right.USERS_MANAGE)(member, by):
        raise Denied()
    if member.user_id == by.user_id and not (is_active and set(roles) >= set(member.roles) & {"admin"}):
        raise ValidationError(_("You can't take your own access away. Ask another administrator."))
    if works_elsewhere(member.user) and (name, email or None) != (member.user.name, member.user.email):
        raise ValidationError(
            _("This person also works for another company: name and e-mail are theirs to change.")
        )
    member.user.name, member.user.email = name, email or None
    member.user.full_clean(exclude=["password"])
    member.user.save()
    member.department_id, member.is_active = department.pk if department else None, is_active
    member.save()
    grant_roles(member.user, roles)
    return member


def works_elsewhere(user: User) -> bool:
    """Is the person a member of another tenant, too? Then no one tenant disposes of the sign-in."""
    return Membership.objects.filter(user=user).exclude(tenant_id=current_tenant_id()).exists()


@transaction.atomic
def reset_password(member: Membership, *, by, password: str) -> None:
    """Give a member a new first password; all open sessions end with the old one. Raises Denied, ValidationError."""
    if not may(Right.USERS_MANAGE)(member, by):
        raise Denied()
    if works_elsewhere(member.user):
        raise ValidationError(_("This person also works for another company and changes the password alone."))
    member.user.set_password(password)
    member.user.save(update_fields=["password"])
    notify([member.user], "user.password_reset", actor=by.name)


@transaction.atomic
def reset_second_step(member: Membership, *, by) -> None:
    """Take a member's lost authenticator away, so that the next sign-in asks for none or sets a new one up.

    Raises Denied, ValidationError.
    """
    if not may(Right.USERS_MANAGE)(member, by):
        raise Denied()
    if works_elsewhere(member.user):
        raise ValidationError(
            _("This person also works for another company and turns the second step off alone.")
        )
    if member.user_id == by.user_id:
        raise ValidationError(_("Your own second step is turned off in your settings, with a code."))
    forget(member.user)
    notify([member.user], "user.second_step_reset", actor=by.name)
