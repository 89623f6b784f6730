"""Visits and commitments over the API."""

from rest_framework import serializers
from rest_framework.decorators import action

from core.api.actions import sub
from core.api.moves import StageViewSet
from core.dates import local_day
from customers import labels
from customers.api import serializers as shapes
from customers.forms import records as forms
from customers.forms import relation
from customers.listing import commitments_listing, visits_listing
from customers.relation import relation_of
from customers.services import commitments, visits
from customers.services.touches import log_touch

# Of each part the latest facts are named; its number tells whether there are more.
MOST_FACTS = 50


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


class TrustFactSerializer(serializers.Serializer):
    """One fact of a part."""

    resource = serializers.CharField()
    id = serializers.UUIDField()


class TrustPartSerializer(serializers.Serializer):
    """One part of trust; without enough facts its value is null."""

    code = serializers.ChoiceField(list(labels.TRUST))
    value = serializers.FloatField(allow_null=True)
    count = serializers.FloatField()
    facts_known = serializers.IntegerField()
    facts = TrustFactSerializer(many=True)


class TrustSerializer(serializers.Serializer):
    """Trust of the relation, null until each part has enough facts."""

    as_of = serializers.DateField()
    since = serializers.DateField()
    value = serializers.FloatField(allow_null=True)
    parts = TrustPartSerializer(many=True)


@sub("get", path="trust", answers=TrustSerializer)
def trust(self, record, by):
    """How far the relation is trusted: expertise × reliability × connection × time, with the facts of each."""
    today = local_day()
    found = relation_of(record, today)
    return {
        "as_of": today.isoformat(), "since": found.since.isoformat(), "value": _rounded(found.trust.value),
        "parts": [_part_json(part, found.facts_of(part.code)) for part in found.trust.parts],
    }  # fmt: skip


def _part_json(part, facts) -> dict:
    named = [{"resource": one.api_name, "id": str(one.pk)} for one in facts[:MOST_FACTS]]
    value, count = _rounded(part.value), _rounded(part.count)
    return {"code": part.code, "value": value, "count": count, "facts_known": part.facts, "facts": named}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


class CommitmentViewSet(StageViewSet):
    """Commitments: what we promised customers."""

    listing = commitments_listing
    serializer_class = shapes.CommitmentSerializer
    create_form, edit_form = relation.CommitmentForm, relation.CommitmentEditForm

    def create_record(self, by, **values):
        return commitments.commit(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return commitments.change_commitment(record, by=by, expected_version=expected_version, **values)
