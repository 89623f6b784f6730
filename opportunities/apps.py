from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "opportunities"

    def ready(self):
        from opportunities import gates, receivers, rules, services, sight, timeline  # noqa: F401
