"""The addresses of this app's resources."""

from leads.api import settings, views


def register(router) -> None:
    """Add them to the router of the API."""
    router.register("leads", views.LeadViewSet, basename="leads")
    router.register("assignment-rules", settings.AssignmentRuleViewSet, basename="assignment-rules")
    router.register("campaigns", settings.CampaignViewSet, basename="campaigns")
