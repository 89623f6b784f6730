"""Deal 360 and what is changed on it directly: the team, notes, papers."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.form_fields import UserChoice
from core.forms import MoveForm
from core.http import refuse, reply, toast
from core.inplace import FieldPage, InPlace
from core.pages import ListView, submitted
from core.sight import visible
from core.timeline import timeline_page
from core.upload import UploadField
from deals.forms import CostForm, DealForm, SeatStandInForm
from deals.listing import deals_listing
from deals.models import Calculation, Deal
from deals.permissions import MAY_EDIT, MAY_SET_TEAM
from deals.services import edit_deal, record_cost, set_team, stand_in, take_over
from deals.services.calculations import MAY_RECORD_COST
from deals.states import ENDED
from deals.survey_panel import satisfaction
from desk import papers
from desk.services.notes import write_note
from insights.deal_page import chain, money_side, next_moves, tabs
from insights.deal_page.handovers import handovers_of
from insights.deal_page.seats import seats_of, triangle_tone
from insights.deal_page.stage_notes import stage_notes
from insights.selectors.river import usual_days
from leads.models import Lead
from tenancy.models import User


class DealList(ListView):
    listing = deals_listing
    template_name = "insights/deal_list.html"


class TeamForm(MoveForm):
    """Who sits in the three seats."""

    ar = UserChoice(label=gettext_lazy("Client manager (AR)"), required=False)
    sr = UserChoice(label=gettext_lazy("Solution manager (SR)"), required=False)
    fr = UserChoice(label=gettext_lazy("Delivery manager (FR)"), required=False)


class PaperForm(MoveForm):
    """A file to keep with the deal."""

    file = UploadField(label=gettext_lazy("File"))


IN_PLACE = InPlace(
    DealForm,
    "deals:field",
    may=lambda deal, by: deal.stage not in ENDED and MAY_EDIT(deal, by),
    entered=lambda deal: {"title": deal.title, "expected_close_on": deal.expected_close_on},
    save=edit_deal,
)


class DealField(FieldPage, View):
    """One field of a deal, changed where it stands."""

    in_place = IN_PLACE

    def record(self, pk):
        """The deal, if the person sees it; else 404."""
        return _deal(self.request, pk)


def deal_page(request, pk):
    """The whole deal."""
    deal = _deal(request, pk)
    return render(request, "insights/deal_page.html", context(request, deal))


@require_POST
def team(request, pk):
    """Appoint the triangle."""
    deal = _deal(request, pk)
    form = TeamForm(request.POST, by=request.actor, record=deal)
    if form.is_valid():
        helpers = User.objects.filter(
            pk__in=[s.user_id for s in deal.team.all() if s.code == "helper" and not s.left_on]
        )
        try:
            set_team(deal, by=request.actor, helpers=list(helpers), **form.cleaned_data)
            return reply(request, deal, _("Triangle appointed"))
        except Refused as error:
            toast(request, error.detail, bad=True)
            return refuse(
                request, "insights/deal_page.html", context(request, deal, team_form=form), error.status
            )
    return refuse(request, "insights/deal_page.html", context(request, deal, team_form=form), 422)


@require_POST
def stand_in_for(request, pk):
    """Name who stands in for a seat, or end it."""
    deal = _deal(request, pk)
    form = SeatStandInForm(request.POST, by=request.actor, record=deal, auto_id="stand-in-%s")
    status = 422
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            stand_in(deal, values.pop("seat"), by=request.actor, **values)
            return reply(request, deal, _("Stand-in kept"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, "insights/deal_page.html", context(request, deal, stand_in_form=form), status)


@require_POST
def take_over_list(request, pk, handover):
    """Confirm that a hand-over list was gone through."""
    deal = _deal(request, pk)
    found = get_object_or_404(deal.handovers.select_related("former"), pk=handover)
    try:
        take_over(found, by=request.actor)
    except Refused as error:
        toast(request, error.detail, bad=True)
        return refuse(request, "insights/deal_page.html", context(request, deal), error.status)
    return reply(request, deal, _("Seat taken over"))


@require_POST
def note(request, pk):
    """Write a note on the deal."""
    deal = _deal(request, pk)
    try:
        write_note(deal, request.POST.get("text", ""), by=request.actor)
    except ValidationError as error:
        toast(request, " ".join(error.messages), bad=True)
        return refuse(request, "insights/deal_page.html", context(request, deal), 422)
    return reply(request, deal, _("Note written"))


@require_POST
def paper(request, pk):
    """Keep a file with the deal."""
    deal = _deal(request, pk)
    form = PaperForm(request.POST, request.FILES, by=request.actor, record=deal)
    if not form.is_valid():
        return refuse(
            request, "insights/deal_page.html", context(request, deal, paper_form=form, tab="papers"), 422
        )
    papers.attach(deal, form.cleaned_data["file"], by=request.actor)
    return reply(request, f"{deal.get_absolute_url()}?tab=papers", _("File attached"))


@require_POST
def cost(request, pk):
    """Record a cost of the deal."""
    deal = _deal(request, pk)
    form = CostForm(submitted(request), by=request.actor, record=deal)
    status = 422
    if form.is_valid():
        try:
            record_cost(deal, by=request.actor, **form.cleaned_data)
            return reply(request, f"{deal.get_absolute_url()}#costs", _("Cost recorded"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, "insights/deal_page.html", context(request, deal, cost_form=form), status)


def context(
    request, deal, *, team_form=None, stand_in_form=None, paper_form=None, cost_form=None, tab=""
) -> dict:
    """What deal_page.html reads."""
    by, found = request.actor, tabs.tabs_of(deal)
    wanted = tab or request.GET.get("tab", "timeline")
    sums, seats = money_side.calculations(deal, by), seats_of(deal, by)
    return {
        "record": deal,
        "editable": IN_PLACE.offered(deal, by),
        "chain": chain.chain_of(
            deal,
            stage_notes(deal, {one.code: one.rows for one in found}),
            usual_days(visible(Deal.objects.all(), by)),
        ),
        "tabs": found,
        "tab": next((one for one in found if one.code == wanted), found[0]),
        "timeline": timeline_page(deal, request.GET.get("tl", "")),
        "votes": next_moves.votes(deal, by),
        "steps": next_moves.steps(deal, by),
        "seats": seats,
        "triangle_tone": triangle_tone(seats),
        "may_name_stand_in": any(seat["may_name"] for seat in seats),
        "stand_in_form": stand_in_form
        or SeatStandInForm(by=by, record=deal, initial={"since": deal.as_of}, auto_id="stand-in-%s"),
        "stand_in_open": stand_in_form is not None,
        "handovers": handovers_of(deal, by),
        "may_set_team": MAY_SET_TEAM(deal, by),
        "team_form": team_form or TeamForm(by=by, record=deal, initial=deal.seats),
        "team_open": team_form is not None,
        "paper_form": paper_form or PaperForm(by=by, record=deal),
        "calculations": sums,
        "may_record_cost": deal.stage not in ENDED and MAY_RECORD_COST(deal, by),
        "cost_form": cost_form or CostForm(by=by, record=deal, initial={"incurred_on": deal.as_of}),
        "open_part": "costs" if cost_form is not None else "",
        "margin": margin_of(sums),
        "promises": money_side.promises(deal),
        "credit": money_side.credit(deal, by),
        "satisfaction": satisfaction(deal.customer, by, deal),
        "lead": visible(Lead.objects.filter(pk=deal.lead_id), by).first() if deal.lead_id else None,
    }


def margin_of(sums: list[Calculation]):
    """The margin share of the latest calculation that has a revenue, or None."""
    latest = next((row for row in reversed(sums) if row.revenue), None)
    return latest.margin / latest.revenue if latest else None


def _deal(request, pk) -> Deal:
    rows = Deal.objects.select_related("customer", "owner").prefetch_related("team")
    return get_object_or_404(visible(rows, request.actor), pk=pk)
