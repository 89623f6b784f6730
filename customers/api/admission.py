"""Admission over the API: the rules, a trial, and facts of the company's own."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.actions import sub
from core.api.fields import RefField
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.listing import Listing
from customers.admission import FINDING
from customers.api.serializers import FindingSerializer
from customers.api.views import add_action
from customers.facts import OPERATORS
from customers.forms import admission as forms
from customers.models import AdmissionFactType, AdmissionOverride, AdmissionRule
from customers.selectors import fact_types, finding_shown
from customers.services import admission_rules
from customers.services.admission_upkeep import ask_check


class AdmissionRuleSerializer(RecordSerializer):
    class Meta:
        model = AdmissionRule
        fields = [
            *BASE_FIELDS, "code", "label", "fact", "operator", "value", "effect", "position", "is_active",
        ]  # fmt: skip


class AdmissionFactTypeSerializer(RecordSerializer):
    class Meta:
        model = AdmissionFactType
        fields = [*BASE_FIELDS, "code", "label", "kind"]


class KnownFactSerializer(serializers.Serializer):
    """A fact that rules can ask for."""

    code = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField()
    operators = serializers.ListField(child=serializers.CharField())


class TrialSerializer(serializers.Serializer):
    """What a rule would make of a customer."""

    before = serializers.CharField()
    after = serializers.CharField()
    rule = FindingSerializer(allow_null=True)


class AskedSerializer(serializers.Serializer):
    """The to-do that credit got."""

    id = serializers.UUIDField()
    due_on = serializers.DateField()
    note = serializers.CharField(allow_blank=True)


class OverrideSerializer(serializers.Serializer):
    """Credit's own decision against the rules' result."""

    id = serializers.UUIDField()
    result = serializers.CharField()
    reason = serializers.CharField()
    expires_on = serializers.DateField()
    at = serializers.DateTimeField()
    by = RefField()


class AdmissionRuleViewSet(RecordViewSet):
    """Admission rules."""

    listing = Listing(
        AdmissionRule,
        filters=["code", "fact", "effect", "is_active", "created_at"],
        ordering=["position", "created_at"],
        default_order="position",
        searchable=False,
        small=True,
    )
    serializer_class = AdmissionRuleSerializer
    create_form = forms.ApiRuleForm
    edit_form = forms.EditRuleForm

    def create_record(self, by, **values):
        return admission_rules.save_rule(None, by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return admission_rules.save_rule(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        admission_rules.remove_rule(record, by=by)

    @action(detail=False, methods=["post"], url_path="trial")
    def trial(self, request, **kwargs):
        """What a rule would make of a customer's facts on file; nothing is saved."""
        self.no_parameters()
        values = self.read_body(forms.RuleTrialForm)
        found = admission_rules.trial(values.pop("customer"), by=self.by, **values)
        finding = found["finding"] and finding_shown(found["finding"].as_json(), self.by)
        rule = finding and {name: finding[name] for name in FINDING}
        return Response({"before": found["before"], "after": found["after"], "rule": rule})

    trial.form, trial.answers = forms.RuleTrialForm, TrialSerializer

    @action(detail=False, url_path="facts")
    def facts(self, request, **kwargs):
        """Every fact that a rule can ask for, and by which operators."""
        self.no_parameters()
        return Response([
            {"code": code, "label": str(one.label), "kind": one.kind,
             "operators": [operator.value for operator in OPERATORS[one.kind]]}
            for code, one in fact_types().items()
        ])  # fmt: skip

    facts.answers = KnownFactSerializer(many=True)


@sub("post", path="admission-requests", form=forms.AskForm, answers=AskedSerializer)
def admission_requests(self, record, by, note):
    """Ask the credit controller for an admission check; the data sources are read meanwhile."""
    asked = ask_check(record, by=by, note=note)
    return {"id": str(asked.pk), "due_on": asked.due_on.isoformat(), "note": note}


@sub("get", path="admission-overrides", answers=OverrideSerializer(many=True))
def admission_overrides(self, record, by):
    """The overrides of the customer's admission result, the latest first."""
    rows = AdmissionOverride.objects.filter(customer=record).select_related("by").order_by("-at", "-id")[:100]
    return OverrideSerializer(rows, many=True).data


for view in (admission_requests, admission_overrides):
    add_action(view)


class AdmissionFactTypeViewSet(RecordViewSet):
    """Facts of the company's own."""

    listing = Listing(
        AdmissionFactType,
        filters=["code", "kind", "created_at"],
        ordering=["code", "created_at"],
        default_order="code",
        searchable=False,
        small=True,
    )
    serializer_class = AdmissionFactTypeSerializer
    create_form = forms.FactTypeForm

    def create_record(self, by, **values):
        return admission_rules.add_fact_type(by=by, **values)

    def delete_record(self, record, by):
        admission_rules.remove_fact_type(record, by=by)
