"""Promises, disputes, causes, corrective actions and legal cases over the API."""

from core.api import StageViewSet, sub
from core.workflow import run
from receivables import chasing_forms as forms
from receivables.api import chasing_shapes as shapes
from receivables.chasing_listing import (
    actions_listing,
    cases_listing,
    causes_listing,
    disputes_listing,
    promises_listing,
)
from receivables.models import CaseItem
from receivables.services import legal
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
