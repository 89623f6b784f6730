from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "deals"

    def ready(self):
        from deals import sentences, sight
        from tenancy.sight import register_sight

        sight.install(register_sight)
        sentences.install()
