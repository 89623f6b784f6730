from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "opportunities"

    def ready(self):
        from opportunities import gates, leaving, receivers, rules, services, sight, timeline  # noqa: F401
        from opportunities.models import Opportunity
        from tenancy import custom_fields

        custom_fields.open_to(Opportunity)
