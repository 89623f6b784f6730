from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"

    def ready(self):
        from core import sight
        from tenancy.sight import seen, visible

        sight.register(visible=visible, seen=seen)
