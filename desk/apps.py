from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core import attention, papers
        from core.listing import kept
        from core.pages import BESIDE
        from desk import leaving, sentences, sight, tasks  # noqa: F401  (leaving and tasks register themselves)
        from desk.beside import beside
        from desk.papers import hashes
        from desk.services.attention import close_todos, notify, todo
        from desk.services.views import kept_of
        from tenancy import settings_nav

        attention.register(todo=todo, close_todos=close_todos, notify=notify)
        papers.register(hashes=hashes)
        kept.register(kept_of)
        BESIDE["desk"] = beside
        sentences.install()
        sight.install()
        settings_nav.register("upkeep", _("Room and sending"), "database", "system", 43, route="desk:upkeep")
