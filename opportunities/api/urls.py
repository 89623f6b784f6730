"""The addresses of this app's resources."""

from opportunities.api import views


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("opportunities", views.OpportunityViewSet, basename="opportunities")
    router.register("quotes", views.QuoteViewSet, basename="quotes")
