"""Lists and pages of promises, disputes, causes, corrective actions and legal cases."""

from django.utils.translation import gettext_lazy as _

from core.money import Money
from core.pages import ListView, RecordPage
from core.record_parts import RecordPart, page_parts
from receivables.chasing_forms import CauseForm, CostForm, CoverForm, PromiseForm
from receivables.chasing_listing import (
    actions_listing,
    cases_listing,
    causes_listing,
    disputes_listing,
    promises_listing,
)
from receivables.claim_states import CaseState
from receivables.models import CorrectiveAction, Dispute, LateCause, LegalCase, Promise
from receivables.models.cases import HANDLING
from receivables.services import legal
from receivables.services.causes import state_cause
from receivables.services.promises import promise
from receivables.views.records import ReceivablePage

OF_RECEIVABLE = ["receivable__customer", "receivable__deal", "receivable__agreement", "owner"]


class PromiseList(ListView):
    """Promises to pay 付款承诺."""

    listing = promises_listing
    template_name = "receivables/promise_list.html"


class PromisePage(RecordPage):
    """One promise: what was said, what came."""

    model, template_name, move_url = Promise, "receivables/promise_page.html", "receivables:promise-move"
    select_related = OF_RECEIVABLE


class NotePromise(RecordPart, ReceivablePage):
    """Note a promise on the receivable's page."""

    slot, form_class, said_after = "promise", PromiseForm, _("Promise noted")

    def save(self, record, **values):
        promise(record, by=self.request.actor, **values)


class StateCause(RecordPart, ReceivablePage):
    """State a cause on the receivable's page."""

    slot, form_class, said_after = "cause", CauseForm, _("Cause stated")

    def save(self, record, **values):
        state_cause(record, by=self.request.actor, **values)


class DisputeList(ListView):
    """Disputes 争议."""

    listing = disputes_listing
    template_name = "receivables/dispute_list.html"


class DisputePage(RecordPage):
    """One dispute: what is disputed, what came of it."""

    model, template_name, move_url = Dispute, "receivables/dispute_page.html", "receivables:dispute-move"
    select_related = [*OF_RECEIVABLE, "resolved_by"]


class CauseList(ListView):
    """Overdue causes 逾期成因."""

    listing = causes_listing
    template_name = "receivables/cause_list.html"


class CausePage(RecordPage):
    """One cause, with what we do about it where it is ours."""

    model, template_name, move_url = LateCause, "receivables/cause_page.html", "receivables:cause-move"
    select_related = [*OF_RECEIVABLE, "reviewed_by"]

    def more(self, record):
        """Its corrective actions."""
        return {"actions": record.actions.select_related("owner").order_by("-opened_on", "-pk")}


class ActionList(ListView):
    """Corrective actions 整改任务."""

    listing = actions_listing
    template_name = "receivables/action_list.html"


class ActionPage(RecordPage):
    """One corrective action."""

    model, template_name, move_url = (
        CorrectiveAction,
        "receivables/action_page.html",
        "receivables:action-move",
    )
    select_related = [*OF_RECEIVABLE, "cause", "department"]


class CaseList(ListView):
    """Legal cases 法务案件."""

    listing = cases_listing
    template_name = "receivables/case_list.html"


class CasePage(RecordPage):
    """One legal case: its steps, what it covers, costs and brings."""

    model, template_name, move_url = LegalCase, "receivables/case_page.html", "receivables:case-move"
    select_related = ["customer", "owner"]

    def records(self):
        return super().records().with_sums()

    def more(self, record):
        """Items, costs, the steps with their days, and the forms of whoever handles it."""
        by = self.request.actor
        may = record.state != CaseState.CLOSED and HANDLING(record, by)
        return {
            "items": record.items.select_related("receivable").order_by("added_on", "pk"),
            "costs": record.costs.select_related("by").order_by("spent_on", "pk"),
            "spent": Money(record.spent, record.currency),
            "recovered": Money(record.recovered, record.currency),
            "steps": steps_of(record),
            "may_handle": may,
            "parts": page_parts(by, record, cost=CostForm, item=CoverForm) if may else {},
        }


def steps_of(case) -> list[dict]:
    """[{"label", "on", "is_now"}] of a case's steps that were taken, and those ahead of it on the usual way."""
    days = {
        CaseState.LETTER: case.letter_on, CaseState.MEDIATION: case.mediated_on, CaseState.SUIT: case.filed_on,
        CaseState.JUDGMENT: case.judged_on, CaseState.ENFORCEMENT: case.enforced_on, CaseState.CLOSED: case.closed_on,
    }  # fmt: skip
    return [
        {"label": CaseState(state).label, "on": day, "is_now": case.state == state}
        for state, day in days.items()
    ]


class SpendOnCase(RecordPart, CasePage):
    """Note a cost on the case's page."""

    slot, form_class, said_after = "cost", CostForm, _("Cost noted")

    def save(self, record, **values):
        legal.spend(record, by=self.request.actor, **values)


class CoverByCase(RecordPart, CasePage):
    """Add a receivable on the case's page."""

    slot, form_class, said_after = "item", CoverForm, _("Receivable added")

    def save(self, record, receivable):
        legal.cover(record, receivable, by=self.request.actor)
