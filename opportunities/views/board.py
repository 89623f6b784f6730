"""The board: columns with their sums, cards that are dragged or moved by a menu, refusals that say why."""

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core.errors import Refused, Stale, Unavailable
from core.guards import Blocker
from core.http import leave, refuse, reply, toast
from core.list_view import filter_form
from core.listing import ListPage
from core.sight import visible
from core.workflow import available_moves, check_version, run
from opportunities import selectors
from opportunities.labels import COLUMNS
from opportunities.listing import opportunities_listing
from opportunities.models import Opportunity
from tenancy.roles import Right

STATES = [state for state, _label, _gate in COLUMNS]


class Board(View):
    """Opportunities in work, by state."""

    template_name = "opportunities/board.html"

    def get(self, request):
        return filter_form(request, opportunities_listing) or render(
            request, self.template_name, self.context(request)
        )

    def context(self, request) -> dict:
        """The columns over what the filters let through, with tabs and chips as on the list."""
        page = ListPage(opportunities_listing, request)
        rows = opportunities_listing.matching(page.asked, request.actor)
        columns = selectors.board(rows.filter(state__in=STATES))
        return page.context() | {
            "columns": columns,
            "total": sum(column.amount for column in columns),
            "weighted": sum(column.weighted for column in columns),
            "count": sum(column.count for column in columns),
            "may_create": request.actor.can(Right.OPPORTUNITY_CREATE),
            "query": request.GET.urlencode(),
        }


class Targets(View):
    """Where one card may go: the menu of a card, and what dragging asks before it lets go."""

    def get(self, request, pk):
        opportunity = seen(request, pk)
        return render(
            request,
            "opportunities/_targets.html",
            {"card": opportunity, "targets": targets(request, opportunity)},
        )


class MoveCard(Board):
    """A card was dropped on a column or sent there by its menu."""

    def get(self, request, pk):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, pk):
        opportunity, to = seen(request, pk), request.POST.get("to", "")
        try:
            return self.moved(request, opportunity, to)
        except ValidationError as error:
            return self.back(
                request, opportunity, to, 422, [Blocker("invalid", text) for text in error.messages]
            )
        except Refused as error:
            blockers = error.blockers or [Blocker(error.code, error.detail)]
            return self.back(
                request, opportunity, to, 409 if isinstance(error, Stale) else error.status, blockers
            )

    def moved(self, request, opportunity, to):
        """Make the move that leads to the column; where it asks for fields, open its form on the record's page."""
        version = request.POST.get("version", "")
        check_version(opportunity, int(version) if version.isdigit() else None)
        move = next((one for one in available_moves(opportunity, request.actor) if one.target == to), None)
        if move is None:
            raise Unavailable(label_of(to), opportunity.get_state_display())
        if move.form is not None and move.allowed:
            return leave(request, reverse("opportunities:move", args=[opportunity.pk, move.name]))
        outcome = run(opportunity, move.name, by=request.actor)
        return reply(request, f"{reverse('opportunities:board')}?{request.GET.urlencode()}", said(outcome))

    def back(self, request, opportunity, to, status, blockers):
        """The board as it was, the column saying why it refused."""
        context = self.context(request)
        for column in context["columns"]:
            if column.state == to:
                column.refused = blockers
        context["refused_card"] = opportunity
        sentence = _("“{title}” went back to {state}: {why}")
        why = " ".join(str(blocker.detail) for blocker in blockers)
        toast(
            request,
            sentence.format(title=opportunity.title, state=opportunity.get_state_display(), why=why),
            bad=True,
        )
        return refuse(request, self.template_name, context, status)


def seen(request, pk) -> Opportunity:
    """The opportunity, if the person sees it; else 404."""
    return get_object_or_404(
        visible(Opportunity.objects.select_related("deal", "customer"), request.actor), pk=pk
    )


def targets(request, opportunity) -> list[dict]:
    """The columns a card may go to, each with its move and what holds it back."""
    moves = {
        move.target: move for move in available_moves(opportunity, request.actor) if move.target in STATES
    }
    return [
        {"state": state, "label": label_of(state), "move": moves[state]} for state in STATES if state in moves
    ]


def label_of(state: str) -> str:
    """The heading of a column."""
    return str(next((label for code, label, _gate in COLUMNS if code == state), state))


def said(outcome) -> str:
    """The toast after a move on the board."""
    if outcome.approval is not None:
        return _("{gate} asked for {record}").format(gate=outcome.approval.gate, record=outcome.record.title)
    return _("{record}: {state}").format(
        record=outcome.record.title, state=outcome.record.get_state_display()
    )
