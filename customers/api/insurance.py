"""Credit insurance, and freezes and blacklistings, over the API."""

from rest_framework import serializers

from core.api.actions import sub
from core.api.fields import MoneyField
from core.api.moves import StageViewSet
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from customers.api.views import add_action
from customers.forms import credit as forms
from customers.forms.moves import ReasonForm
from customers.listing_credit import insured_listing, policies_listing, restrictions_listing
from customers.models import InsurancePolicy, InsuredLimit, Restriction
from customers.services import insurance, restrictions


class InsuredLimitSerializer(RecordSerializer):
    amount = MoneyField()

    class Meta:
        model = InsuredLimit
        fields = [*BASE_FIELDS, "policy", "customer", "amount", "starts_on", "ends_on", "insured_share"]


POLICY_FIELDS = [
    *BASE_FIELDS, "state", "owner", "insurer", "policy_number", "starts_on", "ends_on", "insured_share",
    "waiting_days", "report_days", "claim_days", "premium", "note",
]  # fmt: skip


class PolicyRowSerializer(RecordSerializer):
    premium = MoneyField()

    class Meta:
        model = InsurancePolicy
        fields = POLICY_FIELDS


class PolicySerializer(PolicyRowSerializer):
    """A policy with the customers it covers."""

    limits = InsuredLimitSerializer(many=True)

    class Meta:
        model = InsurancePolicy
        fields = [*POLICY_FIELDS, "limits"]


class PolicyViewSet(StageViewSet):
    """Policies of credit insurance. insured_share is a share of 1 in answers, percent in what is sent."""

    listing = policies_listing
    serializer_class = PolicySerializer
    create_form = forms.PolicyForm

    @property
    def list_serializer(self):
        return PolicyRowSerializer

    def create_record(self, by, **values):
        return insurance.save_policy(None, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return insurance.save_policy(record, by=by, expected_version=expected_version, **values)

    @sub("post", form=forms.InsuredLimitForm, path="limits", answers=InsuredLimitSerializer)
    def limits(self, record, by, **values):
        """Enter up to how much the policy covers a customer; the same start again changes it."""
        return insurance.insure(record, by=by, **values)


class InsuredLimitViewSet(RecordViewSet):
    """Insured limits of customers; entered at their policy."""

    listing = insured_listing
    serializer_class = InsuredLimitSerializer


class RestrictionSerializer(RecordSerializer):
    told = serializers.JSONField()

    class Meta:
        model = Restriction
        fields = [
            *BASE_FIELDS, "state", "owner", "customer", "kind", "reason", "told", "proposed_by", "imposed_at",
            "imposed_by", "review_on", "lifted_at", "lifted_by", "lift_reason",
        ]  # fmt: skip


class RestrictionViewSet(StageViewSet):
    """Freezes and blacklistings; they come about by the customer's own moves, or by a proposal."""

    listing = restrictions_listing
    serializer_class = RestrictionSerializer


@sub("post", path="propose-blacklist", form=ReasonForm, answers=RestrictionSerializer)
def propose_blacklist(self, record, by, reason):
    """Propose to blacklist the customer; the credit controller decides."""
    return restrictions.propose_in_person(record, "blacklist", reason, by=by)


@sub("post", path="propose-freeze", form=ReasonForm, answers=RestrictionSerializer)
def propose_freeze(self, record, by, reason):
    """Propose to freeze the customer; the credit controller decides."""
    return restrictions.propose_in_person(record, "freeze", reason, by=by)


for view in (propose_blacklist, propose_freeze):
    add_action(view)
