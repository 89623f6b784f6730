"""Reading deals, their timeline, and seating their team."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema

from core.api import RecordViewSet, sub
from core.api.feed import timeline_json
from core.listing import Column, Filter, Listing
from core.models import Event
from deals import services
from deals.api.forms import TeamForm
from deals.api.serializers import SEES_COST, DealSerializer, WholeDealSerializer
from deals.models import Deal
from deals.sight import my_deals

deals = Listing(
    Deal,
    filters=[
        "stage", "customer", "owner", "department", "number", "expected_close_on", "closed_on", "created_at",
        "updated_at", Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
        Filter("mine", label=_("My team"), asks=lambda value, by: Q(pk__in=my_deals(by)) if value else ~Q(pk__in=my_deals(by))),
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor"},
    columns=[
        Column("number", _("Number"), link=True), Column("title", _("Title")), Column("customer", _("Customer"), "ref"),
        Column("stage", _("Stage"), "pill"), Column("amount", _("Amount"), "money"),
    ],
    select_related=["customer", "owner"],
)  # fmt: skip


class DealViewSet(RecordViewSet):
    """Deals: the spine that ties lead, opportunity, contract, orders and receivables together."""

    listing = deals
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
