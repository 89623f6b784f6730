"""Credit over the API: cases, plans with what is kept for whom, terms, standards with their evidence."""

from rest_framework import serializers

from core.api.actions import sub
from core.api.fields import MoneyField, reference
from core.api.moves import StageViewSet
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.dates import local_day
from core.errors import Denied
from core.money import Money
from customers.api.views import CreditLimitViewSet, add_action
from customers.credit.asking import holds_back, terms_of, tolerance_of
from customers.credit_states import CheckPoint
from customers.forms import credit as forms
from customers.forms.records import PlanForm
from customers.limit_life import lives_of
from customers.listing import plans_listing
from customers.listing_credit import cases_listing, evidence_listing, standards_listing, terms_listing
from customers.models import (
    CreditAllocation,
    CreditCase,
    CreditEvidence,
    CreditLimit,
    CreditPlan,
    CreditStandard,
    CreditTerms,
    LimitReview,
)
from customers.services import credit_plans, credit_terms
from customers.services.credit import LIMITS
from tenancy.roles import Right


class CreditCaseSerializer(RecordSerializer):
    amount = MoneyField()
    exposure = MoneyField()
    limit = MoneyField()
    granted = MoneyField()
    used_amount = MoneyField()
    lines = serializers.SerializerMethodField()

    class Meta:
        model = CreditCase
        fields = [
            *BASE_FIELDS, "number", "state", "owner", "department", "customer", "record_type", "record_id",
            "record_name", "at_point", "reasons", "amount", "exposure", "limit", "lines", "note", "granted",
            "expires_on", "reason", "decided_by", "decided_at", "used_at", "used_amount",
        ]  # fmt: skip

    def get_lines(self, case) -> list[dict]:
        """The exposure as it stood when the case was opened."""
        return [
            {
                "kind": one["kind"],
                "label": one["label"],
                "amount": {"amount": one["amount"], "currency": case.currency},
            }
            for one in case.lines
        ]


class CreditCaseViewSet(StageViewSet):
    """Credit cases."""

    listing = cases_listing
    serializer_class = CreditCaseSerializer


class PlanPartSerializer(RecordSerializer):
    """What of a plan is kept for whom."""

    amount = MoneyField()

    class Meta:
        model = CreditAllocation
        fields = [*BASE_FIELDS, "customer", "group", "amount", "note"]


class CreditPlanSerializer(RecordSerializer):
    total = MoneyField()
    budget = MoneyField()

    class Meta:
        model = CreditPlan
        fields = [*BASE_FIELDS, "year", "total", "budget"]


class WholePlanSerializer(CreditPlanSerializer):
    """A plan with what is kept, what live limits come to, and what is left."""

    allocations = PlanPartSerializer(many=True)
    taken = serializers.SerializerMethodField()
    limits = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()

    class Meta:
        model = CreditPlan
        fields = [*CreditPlanSerializer.Meta.fields, "allocations", "taken", "limits", "left"]

    def get_taken(self, plan) -> dict:
        """Kept for customers or given to them, whichever is more of each."""
        return Money(_taken(plan), plan.currency).as_json()

    def get_limits(self, plan) -> dict:
        """The sum of live limits."""
        return Money(CreditLimit.objects.in_force(local_day()).total(), plan.currency).as_json()

    def get_left(self, plan) -> dict:
        """What can still be given."""
        return Money(plan.total - _taken(plan), plan.currency).as_json()


def _taken(plan):
    return sum(plan.taken_by(CreditLimit.objects.in_force(local_day())).values())


class CreditPlanViewSet(RecordViewSet):
    """The yearly credit plans."""

    listing = plans_listing
    serializer_class = WholePlanSerializer
    create_form = PlanForm

    @property
    def list_serializer(self):
        return CreditPlanSerializer

    def create_record(self, by, **values):
        return credit_plans.set_plan(by=by, **values)

    @sub("post", form=forms.AllocationForm, path="allocations")
    def allocations(self, record, by, **values):
        """Keep a part of the plan for a customer or a group; an amount of 0 keeps nothing any more."""
        return credit_plans.keep_for(record, by=by, **values)


class CreditStandardSerializer(RecordSerializer):
    class Meta:
        model = CreditStandard
        fields = [*BASE_FIELDS, "code", "label", "months", "position", "is_active"]


class CreditStandardViewSet(RecordViewSet):
    """The standards that allow open credit."""

    listing = standards_listing
    serializer_class = CreditStandardSerializer
    create_form, edit_form = forms.StandardForm, forms.StandardEditForm

    def create_record(self, by, **values):
        return credit_terms.save_standard(None, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return credit_terms.save_standard(record, by=by, expected_version=expected_version, **values)


class CreditEvidenceSerializer(RecordSerializer):
    class Meta:
        model = CreditEvidence
        fields = [
            *BASE_FIELDS, "customer", "standard", "source", "seen_on", "valid_until", "withdrawn_at", "withdrawn_by",
            "created_by",
        ]  # fmt: skip


class CreditEvidenceViewSet(RecordViewSet):
    """Evidence of standards that allow open credit; a customer's is added at its own address."""

    listing = evidence_listing
    serializer_class = CreditEvidenceSerializer

    @sub("post", path="withdraw", status=200)
    def withdraw(self, record, by):
        """It counts no longer."""
        return credit_terms.withdraw_evidence(record, by=by)


class CreditTermsSerializer(RecordSerializer):
    tolerance_percent = serializers.CharField(allow_null=True)

    class Meta:
        model = CreditTerms
        fields = [*BASE_FIELDS, "customer", "check_point", "tolerance_percent", "reason"]


class CreditTermsViewSet(RecordViewSet):
    """Customers with a check point or tolerance of their own; set at the customer's address."""

    listing = terms_listing
    serializer_class = CreditTermsSerializer


class TermsInForceSerializer(serializers.Serializer):
    """Where credit holds the customer back, own or by the settings."""

    check_point = serializers.CharField()
    tolerance_percent = serializers.CharField()
    is_own = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(allow_null=True)


def _terms_json(record) -> dict:
    record.__dict__.pop("_credit_terms", None)
    own = terms_of(record)
    point = next(one for one in CheckPoint if holds_back(record, one))
    return {
        "check_point": point.value, "tolerance_percent": f"{tolerance_of(record).normalize():f}",
        "is_own": own is not None, "reason": own.reason if own else "", "version": own.version if own else None,
    }  # fmt: skip


def _may_read(by) -> None:
    if not by.can(Right.CREDIT_READ):
        raise Denied(LIMITS.sentence)


@sub("get", path="credit-terms", answers=TermsInForceSerializer)
def read_terms(self, record, by):
    """The customer's check point and tolerance."""
    _may_read(by)
    return _terms_json(record)


@sub("put", path="credit-terms", form=forms.TermsForm, answers=TermsInForceSerializer)
def set_terms(self, record, by, **values):
    """Set the customer's own check point and tolerance; empty follows the settings."""
    credit_terms.set_terms(record, by=by, **values)
    return _terms_json(record)


@sub("post", path="credit-evidence", form=forms.EvidenceForm, answers=CreditEvidenceSerializer)
def add_evidence(self, record, by, **values):
    """Record why the customer meets a standard that allows open credit."""
    return credit_terms.record_evidence(record, by=by, **values)


class ReviewSerializer(serializers.Serializer):
    """A review of a limit."""

    id = serializers.UUIDField()
    outcome = serializers.CharField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.DictField(allow_null=True)
    successor = serializers.UUIDField(allow_null=True)


@sub("get", path="reviews", answers=ReviewSerializer(many=True))
def reviews(self, record, by):
    """The reviews of the limit, the latest first."""
    rows = LimitReview.objects.filter(limit=record).select_related("by").order_by("-at", "-id")
    return [
        {
            "id": str(row.pk), "outcome": row.outcome, "reason": row.reason, "at": row.at.isoformat(),
            "by": reference(row.by) if row.by else None,
            "successor": str(row.successor_id) if row.successor_id else None,
        }
        for row in rows
    ]  # fmt: skip


class LifeSerializer(serializers.Serializer):
    """A limit came to a state: when, by whom (null: the platform), why, who agreed."""

    state = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.DictField(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    agreed = serializers.ListField(child=serializers.DictField())


@sub("get", path="life", answers=LifeSerializer(many=True))
def life(self, record, by):
    """How the limit came to be and what became of it, the first step first."""
    return [
        {
            "state": str(step.state), "at": step.at.isoformat(), "by": reference(step.by) if step.by else None,
            "why": step.why, "agreed": [reference(who) for who in step.agreed],
        }
        for step in lives_of([record])[record.pk]
    ]  # fmt: skip


for view in (read_terms, set_terms, add_evidence):
    add_action(view)
CreditLimitViewSet.reviews, CreditLimitViewSet.life = reviews, life
