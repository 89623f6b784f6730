"""The addresses of this app's resources."""

from customers.api import admission, credit, insurance, plans, relation, sources, views


def register(router) -> None:
    """Add them to the router of the API."""
    views.add_action(relation.trust)
    router.register("customers", views.CustomerViewSet, basename="customers")
    router.register("customer-groups", views.CustomerGroupViewSet, basename="customer-groups")
    router.register("contacts", views.ContactViewSet, basename="contacts")
    router.register("influence-lines", views.InfluenceLineViewSet, basename="influence-lines")
    router.register("credit-limits", views.CreditLimitViewSet, basename="credit-limits")
    router.register("credit-plans", credit.CreditPlanViewSet, basename="credit-plans")
    router.register("credit-cases", credit.CreditCaseViewSet, basename="credit-cases")
    router.register("credit-terms", credit.CreditTermsViewSet, basename="credit-terms")
    router.register("credit-standards", credit.CreditStandardViewSet, basename="credit-standards")
    router.register("credit-evidence", credit.CreditEvidenceViewSet, basename="credit-evidence")
    router.register("insurance-policies", insurance.PolicyViewSet, basename="insurance-policies")
    router.register("insured-limits", insurance.InsuredLimitViewSet, basename="insured-limits")
    router.register("restrictions", insurance.RestrictionViewSet, basename="restrictions")
    router.register("visits", relation.VisitViewSet, basename="visits")
    router.register("commitments", relation.CommitmentViewSet, basename="commitments")
    router.register("account-plans", plans.PlanViewSet, basename="account-plans")
    router.register("admission-rules", admission.AdmissionRuleViewSet, basename="admission-rules")
    router.register(
        "admission-fact-types", admission.AdmissionFactTypeViewSet, basename="admission-fact-types"
    )
    router.register("fact-sources", sources.FactSourceViewSet, basename="fact-sources")
    router.register("fact-files", sources.FactFileViewSet, basename="fact-files")
