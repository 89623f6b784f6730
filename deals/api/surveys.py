"""Surveys over the API: ask, read, and the net promoter score by customer or deal."""

from django.db.models import Q
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import BASE_FIELDS, RecordSerializer, RecordViewSet
from core.listing import Filter, Listing
from deals.models import Survey
from deals.satisfaction import nps
from deals.services.surveys import ask_satisfaction
from deals.survey_forms import AskForm

surveys_listing = Listing(
    Survey,
    filters=[
        "customer", "deal", "contact", "score", "created_at",
        Filter("answered", kind="flag", asks=lambda value, by: Q(answered_at__isnull=not value)),
    ],
    ordering=["created_at"],
    searchable=False,
    small=True,
)  # fmt: skip


class SurveySerializer(RecordSerializer):
    """A question to a contact, and the answer."""

    class Meta:
        model = Survey
        fields = (
            *BASE_FIELDS, "customer", "deal", "contact", "asked_on", "answered_at", "score", "comment", "answered_by",
        )  # fmt: skip


class NpsSerializer(serializers.Serializer):
    """The net promoter score, null without an answer."""

    promoters = serializers.IntegerField()
    passives = serializers.IntegerField()
    detractors = serializers.IntegerField()
    answers = serializers.IntegerField()
    nps = serializers.IntegerField(allow_null=True)


class SurveyViewSet(RecordViewSet):
    """Satisfaction: one question to a contact by a private link, and its answer."""

    listing, serializer_class = surveys_listing, SurveySerializer
    create_form = AskForm

    def create_record(self, by, **values):
        return ask_satisfaction(by=by, **values)[0]

    @action(detail=False)
    def nps(self, request, **kwargs):
        """The net promoter score of the surveys under these filters."""
        asked = self.listing.asked(request.query_params)
        rows = self.listing.matching(asked, self.by, queryset=self.rows(), sighted=False)
        found = nps(list(rows.filter(score__isnull=False).values_list("score", flat=True)))
        return Response({
            "promoters": found.promoters, "passives": found.passives, "detractors": found.detractors,
            "answers": found.answers, "nps": found.value,
        })  # fmt: skip

    nps.answers = NpsSerializer
