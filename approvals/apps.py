from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self):
        from approvals import defaults, leaving, sentences, sight  # noqa: F401 (leaving registers itself)
        from approvals.services import (
            ask,
            chasing,  # noqa: F401 (declares its rules)
            holding,
        )
        from approvals.services.policies import role_in_steps
        from approvals.services.watching import changed, paper_replaced, unchanged
        from core import papers
        from core.events import on_change
        from core.moves import gatekeeper
        from tenancy import own_roles, settings_nav

        gatekeeper.update(ask=ask, holding=holding, unchanged=unchanged, declared=sight.open_to_voters)
        on_change(changed)
        papers.on_change(paper_replaced)
        sight.install()
        sentences.install()
        defaults.install()
        own_roles.kept_by(role_in_steps)
        settings_nav.register(
            "policies", _("Approval policy"), "rosette-discount-check", "decisions", 20,
            route="approvals:policy", args=("ATI",),
        )  # fmt: skip
