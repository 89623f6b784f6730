"""The API's address of imports."""

from integrations.api.views import ImportViewSet


def register(router):
    router.register("imports", ImportViewSet, basename="imports")
