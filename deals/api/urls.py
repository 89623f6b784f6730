"""Where deals are."""

from deals.api.surveys import SurveyViewSet
from deals.api.views import DealViewSet


def register(router):
    """Called by l2cplat.api."""
    router.register("deals", DealViewSet, basename="deals")
    router.register("surveys", SurveyViewSet, basename="surveys")
