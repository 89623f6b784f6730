"""Opportunities and quotes over the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.api.actions import sub
from core.api.moves import StageViewSet
from opportunities import forms
from opportunities.api.serializers import (
    OpportunityRowSerializer,
    OpportunitySerializer,
    QuoteRowSerializer,
    QuoteSerializer,
)
from opportunities.listing import opportunities_listing, quotes_listing
from opportunities.services import opening, preparation, quoting


class OpportunityViewSet(StageViewSet):
    """Opportunities."""

    listing = opportunities_listing
    serializer_class = OpportunitySerializer
    list_serializer = OpportunityRowSerializer
    create_form = forms.OpportunityForm
    edit_form = forms.OpportunityEditForm

    def detail_rows(self):
        return self.rows().prefetch_related("findings", "risks", "deal__team")

    def create_record(self, by, **values):
        return opening.create_opportunity(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return opening.update_opportunity(record, by=by, expected_version=expected_version, **values)

    @sub("put", form=forms.InsightForm, answers=OpportunitySerializer)
    def insight(self, record, by, **findings):
        """Write the findings of the four dimensions; those not sent stay."""
        sent = {name: rows for name, rows in findings.items() if name in self.request.data}
        return preparation.write_insight(record, sent, by=by)

    @sub("put", form=forms.EstimateForm, answers=OpportunitySerializer)
    def estimate(self, record, by, revenue, cost):
        """Write the estimate 概算: expected revenue and cost."""
        return preparation.write_estimate(record, by=by, revenue=revenue, cost=cost)

    @sub("put", form=forms.BidCheckForm, path="bid-check", answers=OpportunitySerializer)
    def bid_check(self, record, by, **values):
        """Write risks (AR or SR), the opinion on delivery (the FR alone) or the tender's terms; what is sent."""
        sent = {name: value for name, value in values.items() if name in self.request.data}
        if not sent:
            raise ValidationError(_("Send risks, delivery_opinion or terms of the tender."))
        if "risks" in sent:
            record = preparation.write_risks(record, sent.pop("risks"), by=by)
        if "delivery_opinion" in sent:
            record = preparation.give_opinion(record, sent.pop("delivery_opinion"), by=by)
        return preparation.set_bid_terms(record, by=by, **sent) if sent else record


class QuoteViewSet(StageViewSet):
    """Quotes, one record per version."""

    listing = quotes_listing
    serializer_class = QuoteSerializer
    list_serializer = QuoteRowSerializer
    create_form = forms.QuoteForm
    edit_form = forms.QuoteEditForm

    def detail_rows(self):
        return self.rows().prefetch_related("lines__product", "lines__quote__deal__team", "deal__team")

    def create_record(self, by, opportunity, **values):
        return quoting.create_quote(opportunity, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return quoting.update_quote(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        quoting.delete_quote(record, by=by)
