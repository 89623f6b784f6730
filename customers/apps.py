from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self):
        from customers import receivers, rules, services, sight, timeline  # noqa: F401
