from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"

    def ready(self):
        from core import sight
        from tenancy.models import Department, Role, User
        from tenancy.sight import everybody, register_sight, seen, visible

        sight.register(visible=visible, seen=seen)
        # Whoever asks a colleague for something must be able to find that colleague.
        for model in (User, Department, Role):
            register_sight(model, everybody)
