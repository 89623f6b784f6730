"""Pages of opportunities: the list, an opportunity, and the forms around it."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.errors import Denied, Refused
from core.http import refuse, reply
from core.inplace import FieldPage, InPlace
from core.money import Money
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart, page_parts
from opportunities import selectors
from opportunities.forms import (
    BidTermsForm,
    EstimateForm,
    InsightForm,
    OpinionForm,
    OpportunityEditForm,
    OpportunityForm,
    RisksForm,
)
from opportunities.listing import opportunities_listing
from opportunities.models import Opportunity
from opportunities.permissions import may_edit_insight, may_give_opinion, may_move, may_quote, may_see_cost
from opportunities.services import opening, preparation
from opportunities.states import IN_WORK, OPEN, OpportunityState
from tenancy.roles import Right


class OpportunityList(ListView):
    """Opportunities as a list."""

    listing = opportunities_listing
    template_name = "opportunities/opportunity_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.OPPORTUNITY_CREATE)}


def _as_entered(opportunity) -> dict:
    """The opportunity's values in the shape of its form."""
    values = {name: getattr(opportunity, name) for name in OpportunityEditForm.base_fields}
    values["amount"] = Money(opportunity.amount, opportunity.currency)
    values["budget"] = Money(opportunity.budget, opportunity.budget_currency) if opportunity.budget else None
    return values


class OpportunityPage(RecordPage):
    """An opportunity: team, insight, estimate, quotes, bid check, what next."""

    model, template_name, move_url = Opportunity, "opportunities/opportunity_page.html", "opportunities:move"
    select_related = ["owner", "customer", "deal", "delivery_opinion_by"]
    in_place = InPlace(
        OpportunityEditForm,
        "opportunities:field",
        may=lambda opportunity, by: opportunity.state in OPEN and may_move(opportunity, by),
        entered=_as_entered,
        save=opening.update_opportunity,
    )

    def more(self, record):
        by = self.request.actor
        is_open = record.state in OPEN
        estimate_open = record.state == OpportunityState.IDENTIFIED
        return {
            "insight": selectors.insight(record),
            "team": selectors.team(record),
            "quotes": record.quotes.order_by("-revision"),
            "risks": record.risks.all(),
            "days": selectors.days_in_state(record),
            "see_cost": may_see_cost(record, by),
            "may_edit": is_open and may_move(record, by),
            "may_estimate": estimate_open and may_move(record, by),
            "may_insight": is_open and may_edit_insight(record, by),
            "may_opinion": is_open and may_give_opinion(record, by),
            "may_quote": record.state in IN_WORK and may_quote(record, by),
            "parts": page_parts(by, record, **self.forms(record)),
        }

    def forms(self, record) -> dict:
        """The page's own forms, filled with what stands."""
        return {
            "insight": (InsightForm, _as_lines(record)),
            "estimate": (EstimateForm, _estimate(record)),
            "risks": (RisksForm, {"risks": "\n".join(risk.text for risk in record.risks.all())}),
            "opinion": (OpinionForm, {"delivery_opinion": record.delivery_opinion}),
            "tender": (BidTermsForm, {name: getattr(record, name) for name in BidTermsForm.base_fields}),
        }

    def after(self, outcome):
        contract = outcome.extra.get("contract")
        return outcome.record.deal.get_absolute_url() if contract else super().after(outcome)


class WriteInsight(RecordPart, OpportunityPage):
    """The findings of the four dimensions."""

    slot, form_class, said_after = "insight", InsightForm, gettext_lazy("Insight saved")

    def save(self, record, **findings):
        kept = {(row.dimension, row.text): row.found_on for row in record.findings.all()}
        dated = {
            name: [row | {"found_on": row.get("found_on") or kept.get((name, row["text"]))} for row in rows]
            for name, rows in findings.items()
        }
        preparation.write_insight(record, dated, by=self.request.actor)


class WriteEstimate(RecordPart, OpportunityPage):
    """Expected revenue and cost."""

    slot, form_class, said_after = "estimate", EstimateForm, gettext_lazy("Estimate saved")

    def save(self, record, revenue, cost):
        preparation.write_estimate(record, by=self.request.actor, revenue=revenue, cost=cost)


class WriteRisks(RecordPart, OpportunityPage):
    """The risks of the bid."""

    slot, form_class, said_after = "risks", RisksForm, gettext_lazy("Risks saved")

    def save(self, record, risks):
        kept = {risk.text: {"level": risk.level, "measure": risk.measure} for risk in record.risks.all()}
        rows = [row | kept.get(row["text"], {}) for row in risks]
        preparation.write_risks(record, rows, by=self.request.actor)


class GiveOpinion(RecordPart, OpportunityPage):
    """The delivery manager's opinion."""

    slot, form_class, said_after = "opinion", OpinionForm, gettext_lazy("Opinion saved")

    def save(self, record, delivery_opinion):
        preparation.give_opinion(record, delivery_opinion, by=self.request.actor)


class SetBidTerms(RecordPart, OpportunityPage):
    """Tender number, due day and bond."""

    slot, form_class, said_after = "tender", BidTermsForm, gettext_lazy("Terms of the tender saved")

    def save(self, record, **values):
        preparation.set_bid_terms(record, by=self.request.actor, **values)


class NewOpportunity(View):
    """Enter the chain at the opportunity."""

    template_name = "opportunities/opportunity_form.html"

    def get(self, request):
        if not request.actor.can(Right.OPPORTUNITY_CREATE):
            raise Denied()
        initial = {"customer": request.GET.get("customer", "")}
        return render(
            request, self.template_name, {"form": OpportunityForm(by=request.actor, initial=initial)}
        )

    def post(self, request):
        form, status = OpportunityForm(submitted(request), by=request.actor), 422
        if form.is_valid():
            try:
                made = opening.create_opportunity(by=request.actor, **form.cleaned_data)
                return reply(request, made, _("Opportunity created"))
            except ValidationError as error:
                form.add_error(None, error)
            except Refused as error:
                status = error.status
                form.add_error(None, error.detail)
        return refuse(request, self.template_name, {"form": form}, status)


class OpportunityField(FieldPage, OpportunityPage):
    """One field of an opportunity, changed where it stands."""


class EditOpportunity(OpportunityPage):
    """Change what is known about an opportunity."""

    template_name = "opportunities/opportunity_form.html"

    def get(self, request, pk):
        record = self.record(pk)
        if not may_move(record, request.actor):
            raise Denied(may_move.sentence)
        form = OpportunityEditForm(by=request.actor, record=record, initial=_as_entered(record))
        return render(request, self.template_name, {"form": form, "record": record})

    def post(self, request, pk):
        record, status = self.record(pk), 422
        form = OpportunityEditForm(submitted(request), by=request.actor, record=record)
        version = request.POST.get("version", "")
        if form.is_valid():
            try:
                opening.update_opportunity(
                    record, by=request.actor, expected_version=int(version) if version.isdigit() else None,
                    **form.cleaned_data,
                )  # fmt: skip
                return reply(request, record, _("Opportunity saved"))
            except ValidationError as error:
                form.add_error(None, error)
            except Refused as error:
                status = error.status
                form.add_error(None, error.detail)
        return refuse(request, self.template_name, {"form": form, "record": record}, status)


def _as_lines(opportunity) -> dict:
    """The findings as the form's lines, one each."""
    lines: dict[str, list] = {name: [] for name in InsightForm.base_fields}
    for row in opportunity.findings.all():
        lines[row.dimension].append(row.text)
    return {name: "\n".join(texts) for name, texts in lines.items()}


def _estimate(opportunity) -> dict:
    """The estimate as the form's values."""
    currency = opportunity.estimate_currency
    found = {"revenue": opportunity.estimated_revenue, "cost": opportunity.estimated_cost}
    return {name: Money(amount, currency) for name, amount in found.items() if amount is not None}
