"""The addresses: the API under /api/, each app's pages under /<app>/ (or where its urls.py says PREFIX = "…")."""

from importlib import import_module

from django.urls import include, path
from django.utils.module_loading import module_has_submodule

from l2cplat.api import our_apps

handler400 = "core.middleware.bad_request"
handler403 = "core.middleware.denied"
handler404 = "core.middleware.missing"
handler500 = "core.middleware.failed"


def pages() -> list:
    """The pages of every app that has some."""
    found = []
    for app in our_apps():
        if module_has_submodule(app.module, "urls"):
            module = import_module(f"{app.name}.urls")
            found.append(path(getattr(module, "PREFIX", f"{app.name}/"), include(module)))
    return found


urlpatterns = [
    path("api/", include("l2cplat.api")),
    path("deals/", include("insights.deal_page.urls")),
    *pages(),
]
