from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "tenancy"

    def ready(self):
        from core import sight
        from core.models import CustomField
        from tenancy import leaving, second_step, settings_nav, timeline  # noqa: F401
        from tenancy.models import Department, Handover, Role, User
        from tenancy.roles import Right
        from tenancy.sight import everybody, register_sight, seen, visible

        sight.register(visible=visible, seen=seen)
        # Whoever asks a colleague for something must be able to find that colleague.
        for model in (User, Department, Role, CustomField):
            register_sight(model, everybody)
        timeline.install()
        people, page = {"right": Right.USERS_MANAGE}, settings_nav.register
        page("users", _("Users"), "users", "people", 10, route="tenancy:users", **people)
        page("roles", _("Roles and rights"), "shield-lock", "people", 11, route="tenancy:roles", **people)
        page("departments", _("Departments"), "sitemap", "people", 12, route="tenancy:departments", **people)
        page(
            "absences",
            _("Absence and deputies"),
            "user-share",
            "people",
            13,
            route="tenancy:absences",
            **people,
        )
        page("handovers", _("Hand-overs"), "hand-move", "people", 14, route="tenancy:handovers", **people)
        # Nobody but who manages users hands over, though everybody with the company in sight sees its records.
        register_sight(Handover, rights=[Right.USERS_MANAGE])
        page("rates", _("Exchange rates"), "coin-yuan", "system", 40, route="tenancy:rates")
        page("calendar", _("Working days"), "calendar", "system", 41, route="tenancy:calendar")
        page("custom-fields", _("Custom fields"), "list-check", "chain", 38, route="tenancy:custom-fields")
        page("changes", _("Change log"), "history", "system", 42, route="tenancy:changes")
