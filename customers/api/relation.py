"""Visits and commitments over the API."""

from rest_framework.decorators import action

from core.api.actions import sub
from core.api.moves import StageViewSet
from customers.api import serializers as shapes
from customers.forms import records as forms
from customers.forms import relation
from customers.listing import commitments_listing, visits_listing
from customers.services import commitments, visits
from customers.services.touches import log_touch


class VisitViewSet(StageViewSet):
    """Visits."""

    listing = visits_listing
    serializer_class = shapes.VisitSerializer
    create_form = forms.VisitForm

    def rows(self):
        return super().rows().prefetch_related("participants__contact")

    def create_record(self, by, **values):
        return visits.plan_visit(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return visits.update_visit(record, by=by, expected_version=expected_version, **values)

    @action(detail=False, methods=["post"])
    def log(self, request, **kwargs):
        """Write down a touch that has taken place, with what was promised at it."""
        self.no_parameters()
        visit = log_touch(by=self.by, **self.read_body(relation.LogForm))
        return self.answer_fresh(visit, status=201)

    log.form, log.answers = relation.LogForm, shapes.VisitSerializer

    @sub("put", form=relation.RatingForm)
    def rating(self, record, by, rating):
        """How good the customer found a topic exchange, 1 to 5."""
        return visits.rate_visit(record, by=by, rating=rating)


class CommitmentViewSet(StageViewSet):
    """Commitments: what we promised customers."""

    listing = commitments_listing
    serializer_class = shapes.CommitmentSerializer
    create_form, edit_form = relation.CommitmentForm, relation.CommitmentEditForm

    def create_record(self, by, **values):
        return commitments.commit(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return commitments.change_commitment(record, by=by, expected_version=expected_version, **values)
