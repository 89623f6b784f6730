"""The API's addresses: every app with an `api/urls.py` registers its resources there."""

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import include, path, re_path
from django.utils.module_loading import module_has_submodule
from rest_framework.routers import SimpleRouter

from core.api.schema_views import Docs, SchemaView
from core.api.unknown import unknown_address


def our_apps() -> list:
    """The configurations of the apps that live in this tree, in the settings' order."""
    return [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]


def router_of_all_apps() -> SimpleRouter:
    """One router with every app's resources: `<app>/api/urls.py: register(router)`."""
    router = SimpleRouter()
    for app in our_apps():
        if module_has_submodule(app.module, "api") and module_has_submodule(
            import_module(f"{app.name}.api"), "urls"
        ):
            import_module(f"{app.name}.api.urls").register(router)
    return router


def by_resource(patterns) -> list:
    """The router's patterns below the first part of their address: some hundred need not be tried for each request."""
    below: dict[str, list] = {}
    for one in patterns:
        resource, rest = str(one.pattern).removeprefix("^").split("/", 1)
        below.setdefault(resource, []).append(re_path(f"^{rest}", one.callback, one.default_args, one.name))
    return [path(f"{resource}/", include(found)) for resource, found in below.items()]


urlpatterns = [
    path("v1/schema/", SchemaView.as_view(), name="schema"),
    path("v1/", include(by_resource(router_of_all_apps().urls))),
    path("docs/", Docs.as_view(), name="docs"),
    path("", lambda request: HttpResponseRedirect("/api/docs/")),
    re_path("", unknown_address),
]
