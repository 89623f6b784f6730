from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "insights"

    def ready(self):
        from approvals.evidence import word_for
        from customers.states import LimitKind
        from deals.states import DueBase, InstalmentKind, PaymentMethod, PaymentMode, Trigger
        from insights import customer_side, plan_measures
        from opportunities.states import RiskLevel

        customer_side.install()
        plan_measures.install()

        # The evidence of gates is frozen as codes; only here are all the lists of words known.
        word_for("trigger", Trigger)
        word_for("kind", InstalmentKind)
        word_for("kind", LimitKind)
        word_for("level", RiskLevel)
        word_for("base", DueBase)
        word_for("method", PaymentMethod)
        word_for("payment_mode", PaymentMode)
