"""The pages every record has: a list, the record itself, and its moves posted from there.

    class LeadPage(RecordPage):
        model, template_name, move_url = Lead, "leads/lead_page.html", "leads:move"
        select_related = ["owner", "customer"]

        def more(self, record):
            return {"verifications": record.verifications.all()}

Routes: `<uuid:pk>/` as `page` and `<uuid:pk>/<slug:move>/` as `move`, both LeadPage.as_view().
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views import View

from core import custom
from core.errors import Refused
from core.guards import Blocker
from core.http import Undo, leave, refuse, reply
from core.list_view import ListView
from core.moves import is_internal, transition_of
from core.sight import seen
from core.timeline import timeline_page
from core.workflow import available_moves, move_of, run

__all__ = ["BESIDE", "ListView", "RecordPage", "submitted"]

# What other apps put beside every record: {name in the template: build(record, by)}.
BESIDE: dict[str, Callable] = {}


@dataclass
class MoveView:
    """A move as a page draws it: the state of the move, where to post it, its form, what refused it just now."""

    state: object
    url: str
    form: object = None
    open: bool = False
    refused: list = field(default_factory=list)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.state, name)


class RecordPage(View):
    """A record's page, and its moves: POST to the move's address runs it and comes back with the result."""

    model = None
    template_name = ""
    move_url = ""
    select_related: list = []
    # core.inplace.InPlace: the fields that can be changed where they stand.
    in_place: Any = None

    def get(self, request, pk, move=None):
        record = self.record(pk)
        return render(request, self.template_name, self.context(record, opened=move))

    def post(self, request, pk, move=None):
        record = self.record(pk)
        if move is None:
            return HttpResponseNotAllowed(["GET"])
        self.known(move)
        try:
            outcome = run(record, move, by=request.actor, fields=submitted(request))
        except ValidationError as error:
            return self.again(record, move, 422, invalid=error)
        except Refused as error:
            return self.again(
                record, move, error.status, refused=error.blockers or [Blocker(error.code, error.detail)]
            )
        to = self.after(outcome)
        if to != record.get_absolute_url():
            return leave(request, to, self.said(outcome))
        return reply(request, to, self.said(outcome), undo=self.undo(record, move, outcome))

    # --- hooks ----------------------------------------------------------------------------------------------------

    def records(self):
        """Where the record is looked up."""
        return self.model.objects.select_related(*self.select_related)

    def more(self, record) -> dict:
        """Further context of this page."""
        return {}

    def after(self, outcome) -> str:
        """Where a move leads: the record's page; override where it opens the next stage's record."""
        return outcome.record.get_absolute_url()

    def said(self, outcome) -> str:
        """The toast after a move."""
        record = outcome.record
        if outcome.approval is not None:
            return _("{gate} asked for {record}").format(
                gate=outcome.approval.gate_word, record=name_of(record)
            )
        return _("{record}: {state}").format(record=name_of(record), state=record.get_state_display())

    def undo(self, before, move: str, outcome) -> Undo | None:
        """The way back, where the machine has a move that truly takes this one back and it may be made now."""
        back = (transition_of(before, move).custom or {}).get("undo")
        if back is None or outcome.approval is not None:
            return None
        offered = {one.name for one in available_moves(outcome.record, self.request.actor) if one.allowed}
        return Undo(reverse(self.move_url, args=[before.pk, back])) if back in offered else None

    # --- parts ----------------------------------------------------------------------------------------------------

    def record(self, pk):
        """The record, if the person sees it; else 404."""
        record = seen(self.records(), self.request.actor, pk)
        if record is None:
            raise Http404
        return record

    def known(self, move: str) -> None:
        """404 for a move this record does not have, or that only the platform makes."""
        try:
            move_of(self.model, move)
        except KeyError as error:
            raise Http404 from error
        if is_internal(self.model, move):
            raise Http404

    def again(self, record, move, status, *, refused=(), invalid=None):
        """The page once more, the refused move opened with what was entered and why it did not go."""
        record = self.record(record.pk)
        context = self.context(record, opened=move, refused=list(refused), invalid=invalid)
        return refuse(self.request, self.template_name, context, status)

    def context(self, record, *, opened=None, refused=(), invalid=None) -> dict:
        """What record_page.html reads, and more()."""
        moves = onwards_first(record, available_moves(record, self.request.actor))
        views = [self.move_view(record, state, opened, refused, invalid) for state in moves]
        shown = any(view.name == opened for view in views)
        return {
            "record": record,
            "moves": [view for view in views if not view.denied],
            "others": [view for view in views if view.denied],
            "refused": [] if shown and views_open(views) else list(refused),
            "timeline": timeline_page(record, self.request.GET.get("tl", "")),
            "editable": self.in_place.offered(record, self.request.actor) if self.in_place else {},
            "custom": custom.facts(record),
            **{name: build(record, self.request.actor) for name, build in BESIDE.items()},
        } | self.more(record)

    def move_view(self, record, state, opened, refused, invalid) -> MoveView:
        """One move with its form, filled with what was just entered where it was refused."""
        mine = state.name == opened
        view = MoveView(state, reverse(self.move_url, args=[record.pk, state.name]), open=mine)
        if state.form is not None:
            view.form = self.form(
                record, state, entered=mine and self.request.method == "POST", invalid=invalid
            )
        if mine:
            view.refused = list(refused) or problems(invalid, view.form)
        return view

    def form(self, record, state, *, entered: bool, invalid=None):
        """The move's form, empty or with the entered values and the errors a service found in them."""
        more = {"by": self.request.actor, "record": record, "auto_id": f"{state.name}-%s"}
        if not entered:
            return state.form(**more)
        form = state.form(submitted(self.request), **more)
        if form.is_valid() and invalid is not None and hasattr(invalid, "error_dict"):
            for name, errors in invalid.error_dict.items():
                form.add_error(name if name in form.fields else None, ValidationError(errors))
        return form


def onwards_first(record, moves) -> list:
    """The moves with the next step of the record's life first, then those further on, back, aside, or out of it."""
    if not moves:
        return []
    lifetime = [value for value, _label in record._meta.get_field(record.state_field).choices]
    now = lifetime.index(record.state) if record.state in lifetime else 0

    def distance(move):
        there = lifetime.index(move.target) if move.target in lifetime else now
        return (move.danger, move.aside, there - now if there > now else len(lifetime) + now - there)

    return sorted(moves, key=distance)


def submitted(request) -> MultiValueDict:
    """What was sent with a form, files included, without the form's own machinery."""
    fields = MultiValueDict(dict(request.POST.lists()) | dict(request.FILES.lists()))
    for name in ("csrfmiddlewaretoken", "next", "once"):
        fields.pop(name, None)
    return fields


def problems(invalid, form) -> list[Blocker]:
    """A service's refusal of what was entered, where no form field can carry it."""
    if invalid is None or (form is not None and (form.errors or form.non_field_errors())):
        return []
    return [Blocker(NON_FIELD_ERRORS, message) for message in invalid.messages]


def views_open(views) -> bool:
    """Whether the refused move is shown with its reasons, so that the page need not say them on top."""
    return any(view.open and view.allowed for view in views)


def name_of(record) -> str:
    """What people call a record: its number, else its title."""
    return getattr(record, "number", "") or str(record)
