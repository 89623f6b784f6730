from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceivablesConfig(AppConfig):
    name = "receivables"

    def ready(self):
        from receivables import (  # noqa: F401
            closing,
            customer_side,
            exposure,
            figures,
            imports,
            insurance_words,
            leaving,
            letter_leaving,
            letter_settings,
            letter_sight,
            letter_words,
            provision_leaving,
            provision_words,
            receivers,
            settings,
            sight,
            timeline,
        )
        from receivables.services import (  # noqa: F401
            account_statements,
            allocation,
            causes,
            confirmation,
            corrective,
            crediting,
            credits,
            disputes,
            follow_up,
            insurance,
            invoicing,
            legal,
            legal_requests,
            match_runs,
            month_close,
            planning,
            promises,
            provision_runs,
            provisions,
            receipts,
            rescheduling,
            statement_discarding,
            statement_files,
            statement_runs,
            statements,
            undoing,
            writeoff,
        )
        from tenancy import settings_nav

        customer_side.install()
        exposure.install()
        figures.install()
        settings_nav.register(
            "ladder", _("Dunning procedures"), "stairs-up", "chain", 34, route="receivables:ladder"
        )
        settings_nav.register(
            "books", _("General ledger"), "book-2", "chain", 36, route="receivables:books-settings"
        )
        settings_nav.register(
            "provision-rates",
            _("Provision rates"),
            "shield-check",
            "chain",
            35,
            route="receivables:provision-rates",
        )
