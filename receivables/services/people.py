"""Who in the house is told: the AR, the manager above, everybody with a role."""

from core.tenancy import current_tenant_id
from tenancy.models import Department, Membership, User
from tenancy.people import members_with_role

MANAGER_ROLE = "sales_manager"


class House:
    """The people of the tenant in force, read once for a whole run."""

    def __init__(self):
        self._users: dict = {}
        self._managers = None

    def with_role(self, role: str) -> list[User]:
        """Everybody with a role."""
        if role not in self._users:
            self._users[role] = list(members_with_role(role))
        return self._users[role]

    def managers_above(self, user_id) -> list[User]:
        """The sales managers of the nearest department above the person that has one, never the person alone."""
        if self._managers is None:
            self._read()
        department = self._department_of.get(user_id)
        for department_id in reversed(self._paths.get(department, [])):
            above = [user for user in self._managers.get(department_id, []) if user.pk != user_id]
            if above:
                return above
        return []

    def _read(self) -> None:
        managers = {user.pk: user for user in self.with_role(MANAGER_ROLE)}
        members = Membership.objects.filter(is_active=True, tenant_id=current_tenant_id())
        self._department_of = dict(members.values_list("user_id", "department_id"))
        self._managers = {}
        for user_id, user in managers.items():
            self._managers.setdefault(str(self._department_of.get(user_id)), []).append(user)
        paths = Department.objects.values_list("pk", "path")
        self._paths = {pk: [part for part in path.split("/") if part] for pk, path in paths}
