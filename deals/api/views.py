"""Reading deals, their timeline, and seating their team."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from core.api import RecordViewSet, sub
from core.api.feed import timeline_json
from core.errors import Denied
from core.models import Event
from deals import services
from deals.api.forms import TeamForm
from deals.api.handovers import HANDOVER, handover_json
from deals.api.serializers import CostSerializer, DealSerializer, WholeDealSerializer
from deals.forms import CostForm, DealForm, StandInForm
from deals.listing import deals_listing
from deals.models import Cost
from deals.permissions import SEES_COST

MOST_HANDOVERS = 50


class DealViewSet(RecordViewSet):
    """Deals: the spine that ties lead, opportunity, contract, orders and receivables together."""

    listing = deals_listing
    serializer_class = WholeDealSerializer
    list_serializer = DealSerializer
    edit_form = DealForm

    def detail_rows(self):
        team = ("team__user", "team__stand_in")
        return self.rows().prefetch_related(*team, "stays", "calculations", "agreements__lines")

    def update_record(self, record, by, expected_version, **values):
        return services.edit_deal(record, by=by, expected_version=expected_version, **values)

    @sub("put", form=TeamForm)
    def team(self, record, by, ar, sr, fr, helpers):
        """Seat the triangle; a seat that is not named stays as it is."""
        if "helpers" not in self.request.data:
            helpers = [
                seat.user for seat in record.team.filter(code="helper", left_on=None).select_related("user")
            ]
        return services.set_team(record, by=by, ar=ar, sr=sr, fr=fr, helpers=helpers)

    @sub("put", form=StandInForm, path="stand-ins/(?P<seat>ar|sr|fr)")
    def stand_in(self, record, by, seat, **values):
        """Name who stands in for a seat, from a day (default today) until a day; without `user` nobody does."""
        return services.stand_in(record, seat, by=by, **values)

    @sub("get", answers={"type": "array", "items": HANDOVER})
    def handovers(self, record, by):
        """The hand-over lists of those who left a seat, newest first, at most 50."""
        rows = record.handovers.select_related("former", "successor")[:MOST_HANDOVERS]
        return [handover_json(row) for row in rows]

    @sub("post", path="handovers/(?P<handover>[0-9a-f-]{36})/take-over", status=200, answers=HANDOVER)
    def take_over(self, record, by, handover):
        """Confirm that the list was gone through; its to-do is done."""
        found = get_object_or_404(record.handovers.select_related("former", "successor"), pk=handover)
        taken = services.take_over(found, by=by)
        return handover_json(taken)

    @sub("get", paged=True, answers={"type": "object"})
    def timeline(self, record, by):
        """Everything that happened on the deal, its lead's events too, newest first."""
        return self.paged(
            self._events(record), "-at", lambda event: timeline_json(event, SEES_COST(record, by))
        )

    @sub("get", paged=True, answers=CostSerializer)
    def costs(self, record, by):
        """The recorded costs, newest first; their sum by kind stands in the actual calculation."""
        if not SEES_COST(record, by):
            raise Denied(SEES_COST.sentence)
        serializer = CostSerializer(context=self.context())
        return self.paged(
            Cost.objects.filter(deal=record).select_related("created_by"), "-created_at", serializer.shown
        )

    @costs.mapping.post
    def record_cost(self, request, id, **kwargs):
        """Record a cost beyond the lines' unit costs, or a saving or correction below 0."""
        self.no_parameters()
        record = self.get_record()
        cost = services.record_cost(record, by=self.by, **self.read_body(CostForm, record=record))
        return Response(CostSerializer(context=self.context()).shown(cost), status=201)

    record_cost.form, record_cost.answers = CostForm, CostSerializer

    def _events(self, deal):
        of_deal = Q(deal_id=deal.pk) | Q(record_id=deal.lead_id) if deal.lead_id else Q(deal_id=deal.pk)
        return Event.objects.filter(of_deal).select_related("by")
