from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"

    def ready(self):
        from integrations import sight, timeline  # noqa: F401
        from integrations.imports import steps, taking_over  # noqa: F401
