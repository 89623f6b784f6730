from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"

    def ready(self):
        from leads import receivers, rules, services, sight, timeline  # noqa: F401
