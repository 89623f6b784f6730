"""The addresses of this app's resources."""

from leads.api import views


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("leads", views.LeadViewSet, basename="leads")
