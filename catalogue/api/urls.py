"""Products over the API."""

from catalogue.api.views import ProductViewSet


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("products", ProductViewSet, basename="products")
