"""Account plans over the API."""

from django.http import Http404
from rest_framework import serializers

from core.api.actions import sub
from core.api.fields import reference
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.dates import local_day
from customers.forms import plans as forms
from customers.listing import account_plans_listing
from customers.models import AccountPlan, PlanMove, PlanReview
from customers.plan_measures import progress_of
from customers.services import plans

PLAN_FIELDS = [*BASE_FIELDS, "customer", "group", "year", "owner", "strategy", "pains", "position"]


class PlanRowSerializer(RecordSerializer):
    class Meta:
        model = AccountPlan
        fields = PLAN_FIELDS


class PlanMoveSerializer(RecordSerializer):
    """Who does what by when."""

    class Meta:
        model = PlanMove
        fields = [*BASE_FIELDS, "text", "owner", "due_on", "done_on", "result"]


class ProgressSerializer(serializers.Serializer):
    """A goal with what was reached by today; `share` in percent of the target."""

    text = serializers.CharField()
    measure = serializers.CharField(allow_blank=True)
    target = serializers.CharField(allow_null=True)
    reached = serializers.CharField(allow_null=True)
    share = serializers.IntegerField(allow_null=True)


class PlanReviewSerializer(serializers.Serializer):
    """What was said of a quarter, with the goals as they stood then."""

    quarter = serializers.IntegerField()
    text = serializers.CharField()
    by = serializers.DictField(allow_null=True)
    at = serializers.DateTimeField()
    figures = ProgressSerializer(many=True)


def review_json(review: PlanReview) -> dict:
    """A review as PlanReviewSerializer describes it."""
    return {
        "quarter": review.quarter, "text": review.text, "by": reference(review.by) if review.by else None,
        "at": review.at.isoformat(), "figures": review.figures,
    }  # fmt: skip


class PlanSerializer(PlanRowSerializer):
    """A plan with goals, moves and reviews."""

    goals = serializers.SerializerMethodField()
    moves = PlanMoveSerializer(many=True)
    reviews = serializers.SerializerMethodField()

    class Meta:
        model = AccountPlan
        fields = [*PLAN_FIELDS, "goals", "moves", "reviews"]

    def get_goals(self, plan) -> list[dict]:
        """Each goal with what was reached by today."""
        return [one.as_json() for one in progress_of(plan, local_day())]

    def get_reviews(self, plan) -> list[dict]:
        """The quarters' reviews, the first quarter first."""
        return [review_json(one) for one in plan.reviews.select_related("by").order_by("quarter")]


class PlanViewSet(RecordViewSet):
    """Account plans."""

    listing = account_plans_listing
    serializer_class = PlanSerializer
    list_serializer = PlanRowSerializer
    create_form, edit_form = forms.PlanForm, forms.PlanTextsForm

    def detail_rows(self):
        return self.rows().prefetch_related("moves__owner")

    def create_record(self, by, **values):
        return plans.open_plan(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return plans.change_plan(record, by=by, expected_version=expected_version, **values)

    @sub("put", items=forms.GoalForm)
    def goals(self, record, by, items):
        """Exactly these goals, in this order."""
        return plans.set_goals(record, items, by=by)

    @sub("post", form=forms.PlanMoveForm, answers=PlanMoveSerializer)
    def moves(self, record, by, **values):
        """One more move; it becomes a to-do of whoever does it."""
        return PlanMoveSerializer(context={"by": by}).shown(plans.add_move(record, by=by, **values))

    @sub("post", form=forms.MoveDoneForm, path=r"moves/(?P<plan_move>[0-9a-f-]{36})/done", status=200)
    def move_done(self, record, by, plan_move, **values):
        """A move is done."""
        found = record.moves.select_related("plan").filter(pk=plan_move).first()
        if found is None:
            raise Http404
        plans.finish_move(found, by=by, **values)
        return record

    @sub("post", form=forms.PlanReviewForm, answers=PlanReviewSerializer)
    def reviews(self, record, by, **values):
        """The review of a quarter; the figures are kept as they stand now."""
        return review_json(plans.write_review(record, by=by, **values))
