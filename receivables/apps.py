from django.apps import AppConfig


class ReceivablesConfig(AppConfig):
    name = "receivables"

    def ready(self):
        from receivables import closing, exposure, figures, receivers, settings, sight, timeline  # noqa: F401
        from receivables.services import (  # noqa: F401
            allocation,
            disputes,
            invoicing,
            planning,
            statements,
            writeoff,
        )

        exposure.install()
        figures.install()
