"""Contracts over the API."""

from contracts.api.views import AmendmentViewSet, ClauseViewSet, ContractViewSet


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("contracts", ContractViewSet, basename="contracts")
    router.register("amendments", AmendmentViewSet, basename="amendments")
    router.register("clauses", ClauseViewSet, basename="clauses")
