from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self):
        from approvals import defaults, sentences, sight
        from approvals.services import ask, holding
        from approvals.services.watching import changed, paper_replaced, unchanged
        from core import papers
        from core.events import on_change
        from core.moves import gatekeeper

        gatekeeper.update(ask=ask, holding=holding, unchanged=unchanged, declared=sight.open_to_voters)
        on_change(changed)
        papers.on_change(paper_replaced)
        sight.install()
        sentences.install()
        defaults.install()
