"""The settings of leads over the API: assignment rules, and campaigns with their web forms."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.fields import reference
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.listing import Listing
from leads.api.serializers import PersonSerializer
from leads.assignment import Known
from leads.campaign_forms import ApiCampaignForm, CampaignForm, public_url, snippet
from leads.campaign_models import Campaign
from leads.models import AssignmentRule
from leads.rule_forms import ApiRuleForm, TrialForm
from leads.services import rule_changes
from leads.services.assignment import chosen, rules_for
from leads.services.campaigns import save_campaign


class AssignmentRuleSerializer(RecordSerializer):
    """A rule's conditions, in the tenant's currency, and the team or person who is given the lead."""

    amount_from = serializers.SerializerMethodField()
    amount_below = serializers.SerializerMethodField()

    class Meta:
        model = AssignmentRule
        fields = [
            *BASE_FIELDS, "position", "industry", "region", "source", "amount_from", "amount_below", "department",
            "user",
        ]  # fmt: skip

    def get_amount_from(self, rule) -> str | None:
        """The least amount, in the tenant's currency."""
        return None if rule.amount_from is None else f"{rule.amount_from:.2f}"

    def get_amount_below(self, rule) -> str | None:
        """The amount below which it fits, in the tenant's currency."""
        return None if rule.amount_below is None else f"{rule.amount_below:.2f}"


class RulePlaceSerializer(serializers.Serializer):
    """A rule by id and place."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()


class RuleTrialSerializer(serializers.Serializer):
    """Who would be given such a lead now."""

    fitting = serializers.IntegerField()
    rule = RulePlaceSerializer(allow_null=True)
    user = PersonSerializer(allow_null=True)


class AssignmentRuleViewSet(RecordViewSet):
    """Assignment rules of leads."""

    listing = Listing(
        AssignmentRule,
        filters=["source", "department", "user", "created_at"],
        ordering=["position", "created_at"],
        default_order="position",
        searchable=False,
        small=True,
    )
    serializer_class = AssignmentRuleSerializer
    create_form = edit_form = ApiRuleForm

    def create_record(self, by, **values):
        return rule_changes.save_rule(None, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return rule_changes.save_rule(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        rule_changes.remove_rule(record, by=by)

    @action(detail=False, methods=["post"], url_path="trial")
    def trial(self, request, **kwargs):
        """Who would be given a lead of this industry, region, source and amount; nothing is assigned."""
        self.no_parameters()
        rule_changes.may_change(self.by)
        fitting = rules_for(Known(**self.read_body(TrialForm)))
        rule, user = chosen(fitting)
        found = {"id": str(rule.pk), "position": rule.position} if rule else None
        return Response({"fitting": len(fitting), "rule": found, "user": reference(user) if user else None})

    trial.form, trial.answers, trial.status = TrialForm, RuleTrialSerializer, 200


class CampaignSerializer(RecordSerializer):
    """A campaign, what its form asks (`no`, `optional`, `required`), and where websites find it."""

    sites = serializers.ListField(child=serializers.CharField())
    url = serializers.SerializerMethodField()
    snippet = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = [*BASE_FIELDS, *CampaignForm.base_fields, "url", "snippet"]

    def get_url(self, campaign) -> str:
        """The form's public address."""
        return public_url(campaign)

    def get_snippet(self, campaign) -> str:
        """What a website's page takes in to show the form."""
        return snippet(campaign)


class CampaignViewSet(RecordViewSet):
    """Campaigns with their web forms."""

    listing = Listing(
        Campaign,
        filters=["name", "source", "is_active", "created_at"],
        ordering=["name", "created_at"],
        default_order="-created_at",
        searchable=False,
        small=True,
    )
    serializer_class = CampaignSerializer
    create_form = edit_form = ApiCampaignForm

    def create_record(self, by, **values):
        return save_campaign(None, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return save_campaign(record, by=by, expected_version=expected_version, **values)
