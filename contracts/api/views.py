"""Contracts, amendments and the clause library over the API."""

from rest_framework.response import Response

from contracts import forms, services
from contracts.api import serializers as shapes
from contracts.listing import amendments_listing, clauses_listing, contracts_listing
from contracts.models import Amendment
from contracts.parts import amendment_parts, instalment_values, line_values, wordings
from core.api.actions import sub
from core.api.moves import StageViewSet
from core.api.records import RecordViewSet
from core.tenancy import current_tenant
from deals.states import PaymentMode

WARRANTY_MONTHS = 12


class ContractViewSet(StageViewSet):
    """Contracts."""

    listing = contracts_listing
    serializer_class = shapes.ContractSerializer
    list_serializer = shapes.ContractRowSerializer
    create_form = forms.ContractForm
    edit_form = forms.ContractEditForm

    def detail_rows(self):
        return self.rows().select_related("agreement", "deal")

    def create_record(self, by, **values):
        currency = values.pop("currency") or current_tenant().currency
        lines = line_values(values.pop("lines") or [], currency, "lines")
        values["payment_mode"] = values["payment_mode"] or PaymentMode.CREDIT
        months = values.pop("warranty_months")
        values["warranty_months"] = WARRANTY_MONTHS if months is None else months
        return services.draft_contract(by=by, currency=currency, lines=lines, **values)

    def update_record(self, record, by, expected_version, **values):
        return services.edit_contract(record, by=by, expected_version=expected_version, **values)

    @sub("put", items=forms.LineForm, answers=shapes.ContractSerializer)
    def lines(self, record, by, items):
        """Put these lines in place of the contract's."""
        return services.set_lines(record, line_values(items, record.currency), by=by)

    @sub("put", items=forms.InstalmentForm, path="payment-schedule", answers=shapes.ContractSerializer)
    def payment_schedule(self, record, by, items):
        """Put this payment schedule in place; what does not add up yet is listed in `schedule_problems`."""
        return services.set_schedule(record, instalment_values(items, record.currency), by=by)

    @sub("put", items=forms.ClauseWordingForm, answers=shapes.ContractSerializer)
    def clauses(self, record, by, items):
        """Set the wordings that differ; clauses not named stand with the standard text."""
        return services.set_clauses(record, wordings(items), by=by)

    @sub("put", form=forms.BudgetForm, answers=shapes.ContractSerializer)
    def budget(self, record, by, **values):
        """Write the budget."""
        return services.set_budget(record, by=by, **values)

    @sub("get", path="opinions", answers=shapes.OpinionSerializer(many=True))
    def opinions(self, record, by):
        """What the clauses' owners said, the latest first."""
        shape = shapes.OpinionSerializer(context=self.context())
        rows = record.opinions.select_related("clause", "by", "condition_owner").order_by("-at", "-id")
        return [shape.shown(row) for row in rows]

    @opinions.mapping.post
    def give_opinion(self, request, id, **kwargs):
        """Give an opinion on a deviation."""
        self.no_parameters()
        record = self.get_record()
        opinion = services.give_opinion(
            record, by=self.by, **self.read_body(forms.OpinionForm, record=record)
        )
        return Response(shapes.OpinionSerializer(context=self.context()).shown(opinion), status=201)

    give_opinion.form, give_opinion.answers = forms.OpinionForm, shapes.OpinionSerializer


class AmendmentViewSet(StageViewSet):
    """Amendments of contracts."""

    listing = amendments_listing
    serializer_class = shapes.AmendmentSerializer
    list_serializer = shapes.AmendmentRowSerializer
    create_form = forms.AmendmentForm
    edit_form = forms.AmendmentEditForm

    def detail_rows(self):
        return Amendment.objects.select_related("deal", "contract__agreement")

    def create_record(self, by, contract, **values):
        return services.draft_amendment(contract, by=by, **amendment_parts(contract, values))

    def update_record(self, record, by, expected_version, **values):
        parts = amendment_parts(record.contract, values)
        return services.edit_amendment(record, by=by, expected_version=expected_version, **parts)

    def delete_record(self, record, by):
        services.delete_amendment(record, by=by)


class ClauseViewSet(RecordViewSet):
    """The clause library."""

    listing = clauses_listing
    serializer_class = shapes.ClauseSerializer
    create_form = forms.ClauseForm

    def create_record(self, by, **values):
        return services.create_clause(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return services.edit_clause(record, by=by, expected_version=expected_version, **values)
