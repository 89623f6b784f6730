from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self):
        from customers import (  # noqa: F401 (they register themselves)
            imports,
            leaving,
            providers,
            receivers,
            rules,
            services,
            sight,
            timeline,
        )
        from customers.merges import merges_panel
        from customers.models import Customer
        from customers.panels import register_panel
        from customers.providers.files import Files
        from customers.providers.http import HttpJson
        from tenancy import custom_fields, settings_nav

        custom_fields.open_to(Customer)
        providers.register(providers.FILE, Files())
        providers.register(providers.HTTP, HttpJson())
        register_panel("merges", 90, "customers/_merges.html", merges_panel)

        settings_nav.register(
            "admission", _("Admission rules"), "clipboard-check", "decisions", 22, route="customers:rules"
        )
        settings_nav.register(
            "standards", _("Standards of open credit"), "award", "decisions", 24, route="customers:standards"
        )
        settings_nav.register(
            "sources", _("Data sources"), "database", "decisions", 23, route="customers:sources"
        )
