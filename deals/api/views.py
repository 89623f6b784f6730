"""Reading deals, their timeline, and seating their team."""

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema

from core.api import RecordViewSet, sub
from core.api.feed import timeline_json
from core.models import Event
from deals import services
from deals.api.forms import TeamForm
from deals.api.serializers import SEES_COST, DealSerializer, WholeDealSerializer
from deals.listing import deals_listing


class DealViewSet(RecordViewSet):
    """Deals: the spine that ties lead, opportunity, contract, orders and receivables together."""

    listing = deals_listing
    serializer_class = WholeDealSerializer
    list_serializer = DealSerializer

    def detail_rows(self):
        return self.rows().prefetch_related("team__user", "stays", "calculations", "agreements__lines")

    @sub("put", form=TeamForm)
    def team(self, record, by, ar, sr, fr, helpers):
        """Seat the triangle; a seat that is not named stays as it is."""
        if "helpers" not in self.request.data:
            helpers = [
                seat.user for seat in record.team.filter(code="helper", left_on=None).select_related("user")
            ]
        return services.set_team(record, by=by, ar=ar, sr=sr, fr=fr, helpers=helpers)

    @extend_schema(parameters=[OpenApiParameter("limit", int), OpenApiParameter("cursor", str)])
    @sub(
        "get",
        answers={"type": "object", "properties": {"results": {"type": "array", "items": {"type": "object"}}}},
    )
    def timeline(self, record, by):
        """Everything that happened on the deal, its lead's events too, newest first."""
        self.no_parameters("limit", "cursor")
        return self.paged(
            self._events(record), "-at", lambda event: timeline_json(event, SEES_COST(record, by))
        )

    def _events(self, deal):
        of_deal = Q(deal_id=deal.pk) | Q(record_id=deal.lead_id) if deal.lead_id else Q(deal_id=deal.pk)
        return Event.objects.filter(of_deal).select_related("by")
