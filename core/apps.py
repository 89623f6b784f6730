from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        # The outbox's own handlers.
        import core.mail
        import core.tasks  # noqa: F401
        from core import serving_role

        serving_role.watch()
