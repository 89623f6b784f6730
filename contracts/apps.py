from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = _("Contracts")

    def ready(self):
        from contracts import leaving, receivers, services, sight, timeline  # noqa: F401
        from contracts.models import Contract
        from tenancy import custom_fields

        custom_fields.open_to(Contract)
