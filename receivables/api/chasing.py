"""Promises, disputes, causes, corrective actions and legal cases over the API."""

from core.api import RecordViewSet, StageViewSet, sub
from core.workflow import check_version, run
from customers.services.credit import check_company_currency
from receivables import chasing_forms as forms
from receivables.api import chasing_shapes as shapes
from receivables.api.serializers import DunningStepSerializer
from receivables.chasing_listing import (
    actions_listing,
    blocks_listing,
    cases_listing,
    causes_listing,
    disputes_listing,
    procedures_listing,
    promises_listing,
    requests_listing,
)
from receivables.models import CaseItem
from receivables.services import by_hand, legal, levels, procedures
from receivables.services.causes import state_cause
from receivables.services.promises import promise


class PromiseViewSet(StageViewSet):
    """Promises to pay."""

    listing = promises_listing
    serializer_class = shapes.PromiseSerializer
    create_form = forms.NewPromiseForm

    def create_record(self, by, receivable, **values):
        return promise(receivable, by=by, **values)


class DisputeViewSet(StageViewSet):
    """Disputes over parts of receivables."""

    listing = disputes_listing
    serializer_class = shapes.DisputeSerializer
    create_form = forms.NewDisputeForm

    def create_record(self, by, receivable, **values):
        """The same move as on the receivable, answered with the dispute."""
        given = {name: value for name, value in values.items() if value not in (None, "")}
        run(receivable, "dispute", by=by, fields=_as_sent(given))
        return receivable.disputes.order_by("-created_at", "-pk").first()


def _as_sent(values: dict) -> dict:
    """Parsed values as a move's form reads them again."""
    return {
        name: value.as_json() if hasattr(value, "as_json") else str(value) for name, value in values.items()
    }


class CauseViewSet(StageViewSet):
    """Why money is late, with amounts."""

    listing = causes_listing
    serializer_class = shapes.CauseSerializer
    create_form = forms.NewCauseForm

    def create_record(self, by, receivable, **values):
        return state_cause(receivable, by=by, **values)


class CorrectiveActionViewSet(StageViewSet):
    """What we do about causes of ours; opened with the cause."""

    listing = actions_listing
    serializer_class = shapes.CorrectiveActionSerializer


class LegalCaseViewSet(StageViewSet):
    """Legal cases, with what they cover and cost."""

    listing = cases_listing
    serializer_class = shapes.LegalCaseSerializer
    create_form = forms.NewCaseForm

    def rows(self):
        return (
            super()
            .rows()
            .with_sums()
            .prefetch_related("items__receivable", "items__case", "costs__case", "costs__by")
        )

    def create_record(self, by, receivable, reason=""):
        run(receivable, "start_legal", by=by, fields={"reason": reason})
        return CaseItem.objects.select_related("case").get(receivable=receivable, closed_on=None).case

    @sub("post", path="items", form=forms.CoverForm)
    def cover(self, record, by, receivable):
        """The case covers one more receivable of the customer."""
        legal.cover(record, receivable, by=by)
        return self.answer_fresh(record, status=201)

    @sub("post", path="costs", form=forms.CostForm)
    def spend(self, record, by, **values):
        """Note what the case cost."""
        legal.spend(record, by=by, **values)
        return self.answer_fresh(record, status=201)


class LegalRequestViewSet(StageViewSet):
    """What dunning asks of Legal: review, then action."""

    listing = requests_listing
    serializer_class = shapes.LegalRequestSerializer


class DunningBlockViewSet(RecordViewSet):
    """Dunning stopped for an item or a customer until a day."""

    listing = blocks_listing
    serializer_class = shapes.DunningBlockSerializer
    create_form = forms.NewBlockForm

    def create_record(self, by, **values):
        return by_hand.block(by=by, **values)

    @sub("post", form=forms.LiftForm, status=200)
    def lift(self, record, by, reason=""):
        """Dunning goes on."""
        return self.answer_fresh(by_hand.unblock(record, by=by, reason=reason))


class DunningProcedureViewSet(RecordViewSet):
    """Dunning procedures with their levels."""

    listing = procedures_listing
    serializer_class = shapes.DunningProcedureSerializer
    create_form = edit_form = forms.NewProcedureForm
    scope = "admin"

    def rows(self):
        return super().rows().prefetch_related("levels")

    def create_record(self, by, **values):
        return levels.save_procedure(None, by=by, **_company(values))

    def update_record(self, record, by, expected_version, **values):
        check_version(record, expected_version)
        return levels.save_procedure(record, by=by, **_company(values))

    @sub("put", path="levels", items=forms.LevelForm)
    def set_levels(self, record, by, items):
        """Change levels, each named by its number; what is left out stays."""
        changed = {
            one.pop("level"): _company(
                {name: value for name, value in one.items() if value not in (None, "")}
            )
            for one in items
        }
        levels.change_levels(record, changed, by=by)
        return self.answer_fresh(record)


def _company(values: dict) -> dict:
    """Amounts are in the company's currency, and kept without it. Raises ValidationError for another."""
    for name in ("amount_from", "position"):
        if values.get(name, 0) is None:
            values.pop(name)
    amount = values.get("amount_from")
    if amount is None:
        return values
    check_company_currency("amount_from", amount)
    return values | {"amount_from": amount.amount}


@sub("post", path="dunning-steps", form=forms.WhyForm, answers=DunningStepSerializer)
def dunning_steps(self, record, by, reason):
    """Make the next level by hand, before its day."""
    return by_hand.step_by_hand(record, by=by, reason=reason)


@sub("post", path="skipped-levels", form=forms.WhyForm, answers=DunningStepSerializer)
def skipped_levels(self, record, by, reason):
    """Pass over the next level."""
    return by_hand.skip_level(record, by=by, reason=reason)


@sub("put", path="dunning-procedure", form=forms.ChoiceForm)
def dunning_procedure(self, record, by, reason, procedure=None):
    """The item's own procedure; without one the conditions decide again."""
    procedures.choose(procedure, by=by, reason=reason, receivable=record)
    return self.answer_fresh(record)


@sub("put", path="dunning-procedure", form=forms.ChoiceForm)
def customers_procedure(self, record, by, reason, procedure=None):
    """The customer's own dunning procedure; without one the conditions decide again."""
    procedures.choose(procedure, by=by, reason=reason, customer=record)
    return self.answer_fresh(record)
