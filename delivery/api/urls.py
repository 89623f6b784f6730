"""Orders over the API."""

from delivery.api.views import DeliveryOrderViewSet


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("delivery-orders", DeliveryOrderViewSet, basename="delivery-orders")
