"""Who in the house is told: the AR, the manager above, everybody with a role."""

from functools import cached_property

from core.tenancy import current_tenant_id
from tenancy.models import Department, Membership, User
from tenancy.people import members_with_role

MANAGER_ROLE = "sales_manager"


class House:
    """The people of the tenant in force, read once for a whole run."""

    def __init__(self):
        self._users: dict[str, list[User]] = {}
        # Ids of those met so far who have an e-mail address.
        self.addressed: set = set()

    def with_role(self, role: str) -> list[User]:
        """Everybody with a role."""
        if role not in self._users:
            self._users[role] = list(members_with_role(role))
            self.addressed |= {user.pk for user in self._users[role] if user.email}
        return self._users[role]

    def managers_above(self, user_id) -> list[User]:
        """The sales managers of the nearest department above the person that has one, never the person alone."""
        for department_id in reversed(self._paths.get(self._department_of.get(user_id), [])):
            above = [user for user in self._managers.get(department_id, []) if user.pk != user_id]
            if above:
                return above
        return []

    def department_of(self, user_id):
        """The department that the person belongs to, or None."""
        return self._department_of.get(user_id)

    @cached_property
    def _department_of(self) -> dict:
        members = Membership.objects.filter(is_active=True, tenant_id=current_tenant_id())
        return dict(members.values_list("user_id", "department_id"))

    @cached_property
    def _paths(self) -> dict:
        """{department id: the ids from the root down to it, as text}."""
        paths = Department.objects.values_list("pk", "path")
        return {pk: [part for part in path.split("/") if part] for pk, path in paths}

    @cached_property
    def _managers(self) -> dict:
        """{department id as text: its sales managers}."""
        found: dict = {}
        for user in self.with_role(MANAGER_ROLE):
            found.setdefault(str(self._department_of.get(user.pk)), []).append(user)
        return found
