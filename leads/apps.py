from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"

    def ready(self):
        from leads import imports, leaving, receivers, rules, services, sight, timeline  # noqa: F401
        from leads.models import Lead
        from tenancy import custom_fields, settings_nav

        custom_fields.open_to(Lead)
        settings_nav.register(
            "assignment", _("Assignment of leads"), "users-group", "decisions", 24, route="leads:rules"
        )
        settings_nav.register(
            "campaigns", _("Campaigns and web forms"), "mail", "chain", 30, route="leads:campaigns"
        )
