from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self):
        from customers import receivers, rules, services, sight, timeline  # noqa: F401
        from tenancy import settings_nav

        settings_nav.register(
            "admission", _("Admission rules"), "clipboard-check", "decisions", 22, route="customers:rules"
        )
