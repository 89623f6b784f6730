"""Reading who works in the tenant; making and changing people is done on the settings pages."""

from django.db.models import F

from core.api import RecordViewSet
from core.listing import Listing
from core.tenancy import current_tenant_id
from tenancy.api.serializers import DepartmentSerializer, RoleSerializer, UserSerializer
from tenancy.models import Department, Role, User


class UserViewSet(RecordViewSet):
    """The tenant's people."""

    listing = Listing(
        User,
        filters=["username", "name", "email", "created_at"],
        ordering=["username", "created_at"],
        default_order="username",
        searchable=False,
    )
    serializer_class = UserSerializer

    def rows(self):
        # User is global: the membership makes a person one of ours (decision 9).
        ours = User.objects.filter(memberships__tenant_id=current_tenant_id(), memberships__is_active=True)
        return ours.annotate(
            department_id=F("memberships__department_id"), role_codes=F("memberships__roles")
        )


class DepartmentViewSet(RecordViewSet):
    """The departments, as a tree by `parent`."""

    listing = Listing(
        Department,
        filters=["code", "name", "parent", "created_at"],
        ordering=["code", "created_at"],
        default_order="code",
        searchable=False,
        small=True,
    )
    serializer_class = DepartmentSerializer


class RoleViewSet(RecordViewSet):
    """The roles and what they may."""

    listing = Listing(
        Role,
        filters=["code", "created_at"],
        ordering=["code", "created_at"],
        default_order="code",
        searchable=False,
        small=True,
    )
    serializer_class = RoleSerializer
