"""The addresses of provisions in the API."""

from receivables.api import provision_views as views


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("provisions", views.ProvisionViewSet, basename="provisions")
    router.register("provision-lines", views.ProvisionLineViewSet, basename="provision-lines")
    router.register("specific-provisions", views.SpecificProvisionViewSet, basename="specific-provisions")
    router.register("provision-rates", views.ProvisionRateViewSet, basename="provision-rates")
