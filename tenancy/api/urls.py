"""Where the tenancy's resources are."""

from tenancy.api import openapi  # noqa: F401 (registers the schemes)
from tenancy.api.events import EventViewSet
from tenancy.api.views import CustomFieldViewSet, DepartmentViewSet, HandoverViewSet, RoleViewSet, UserViewSet


def register(router):
    """Called by l2cplat.api."""
    router.register("users", UserViewSet, basename="users")
    router.register("handovers", HandoverViewSet, basename="handovers")
    router.register("departments", DepartmentViewSet, basename="departments")
    router.register("roles", RoleViewSet, basename="roles")
    router.register("custom-fields", CustomFieldViewSet, basename="custom-fields")
    router.register("events", EventViewSet, basename="events")
