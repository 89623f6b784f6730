"""Who acts: a person in a tenant with the rights of that moment, or the system."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from core.tenancy import current_tenant_id
from tenancy.models import Department, Membership, User
from tenancy.roles import Right


@dataclass(frozen=True)
class Actor:
    """A person (or the system, user None) acting in the tenant in force."""

    user: User | None
    membership: Membership | None = None
    rights: frozenset = frozenset()
    roles: frozenset = frozenset()
    scopes: frozenset = frozenset({"read", "write", "admin"})
    is_system: bool = False
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self) -> UUID | None:
        return self.user.pk if self.user else None

    @property
    def name(self) -> str:
        return self.user.name if self.user else ""

    @property
    def department_id(self) -> UUID | None:
        return self.membership.department_id if self.membership else None

    def can(self, right: Right) -> bool:
        """Does one of the person's roles hold this right? The system holds all."""
        return self.is_system or right in self.rights

    @cached_property
    def departments(self) -> list[UUID]:
        """The departments whose records the person sees as a manager: the own one and all below it."""
        if not self.can(Right.DEPARTMENT_READ) or not self.department_id:
            return []
        below = Department.objects.filter(path__contains=f"/{self.department_id}/")
        return list(below.values_list("pk", flat=True))


def actor_for(user: User, membership: Membership | None = None, scopes=None) -> Actor:
    """The person as a member of the tenant in force. Raises Membership.DoesNotExist for a stranger."""
    membership = membership or Membership.objects.get(
        user=user, tenant_id=current_tenant_id(), is_active=True
    )
    return Actor(
        user=user,
        membership=membership,
        rights=frozenset(membership.rights),
        roles=frozenset(membership.roles),
        scopes=frozenset(scopes if scopes is not None else ("read", "write", "admin")),
    )


def system() -> Actor:
    """The platform itself: tasks, triggers, the votes' consequences."""
    return Actor(user=None, is_system=True)
