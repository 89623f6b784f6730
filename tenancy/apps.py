from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"

    def ready(self):
        from core import sight
        from tenancy.sight import visible

        sight.register(visible)
