from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "deals"

    def ready(self):
        from customers.panels import register_panel
        from deals import leaving, sentences, sight  # noqa: F401 (leaving registers itself)
        from deals.survey_panel import satisfaction
        from tenancy.sight import register_sight

        sight.install(register_sight)
        sentences.install()
        register_panel("satisfaction", 40, "deals/_satisfaction.html", satisfaction)
