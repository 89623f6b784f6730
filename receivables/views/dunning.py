"""Dunning by hand on a receivable's page and on the board, the requests to Legal, and the replay of any days."""

from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.forms import cleaned
from core.http import reply, toast
from core.pages import ListView, RecordPage
from core.record_parts import RecordPart
from core.sight import visible
from receivables.api.replay_params import replay as replay_asked
from receivables.chasing_forms import BlockForm, LiftForm, WhyForm
from receivables.chasing_listing import requests_listing
from receivables.models import DunningBlock, LegalRequest, Receivable
from receivables.services import by_hand
from receivables.services.replay import replay
from receivables.views.records import ReceivablePage, problem_text


class RequestList(ListView):
    """Requests to Legal 法务请求."""

    listing = requests_listing
    template_name = "receivables/request_list.html"


class RequestPage(RecordPage):
    """One request to Legal: what dunning asks, and what was decided."""

    model, template_name, move_url = LegalRequest, "receivables/request_page.html", "receivables:request-move"
    select_related = ["customer", "receivable__deal", "case"]


class StepByHand(RecordPart, ReceivablePage):
    """Make the next level today."""

    slot, form_class, said_after = "step", WhyForm, gettext_lazy("Dunning level made")

    def save(self, record, reason):
        by_hand.step_by_hand(record, by=self.request.actor, reason=reason)


class SkipLevel(RecordPart, ReceivablePage):
    """Pass over the next level."""

    slot, form_class, said_after = "skip", WhyForm, gettext_lazy("Dunning level skipped")

    def save(self, record, reason):
        by_hand.skip_level(record, by=self.request.actor, reason=reason)


class StopDunning(RecordPart, ReceivablePage):
    """Stop dunning of the item, or of all that the customer owes, until a day."""

    slot, form_class, said_after = "block", BlockForm, gettext_lazy("Dunning stopped")

    def save(self, record, until, reason, whole_customer=False):
        about = {"customer": record.customer} if whole_customer else {"receivable": record}
        by_hand.block(by=self.request.actor, until=until, reason=reason, **about)


@require_POST
def lift_block(request, pk):
    """Let dunning go on; back to the page it was asked from."""
    rows = DunningBlock.objects.select_related("receivable__customer", "customer")
    found = get_object_or_404(visible(rows, request.actor), pk=pk)
    to = _asked_from(found, request.POST)
    try:
        values = cleaned(LiftForm, {"reason": request.POST.get("reason", "")}, by=request.actor)
        by_hand.unblock(found, by=request.actor, **values)
    except Refused as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, to)
    return reply(request, to, _("Dunning goes on"))


def _asked_from(found: DunningBlock, sent) -> str:
    """The receivable's page, or its customer's where it was asked there."""
    if found.receivable is not None and sent.get("back") != "customer":
        return found.receivable.get_absolute_url()
    customer = found.customer or found.receivable.customer
    return f"{customer.get_absolute_url()}?tab=dunning#stop"


@require_POST
def move_on_board(request):
    """A card dragged to the next column: its items' next levels by hand, each with what held it back."""
    rows = visible(Receivable.objects.select_related("deal", "customer"), request.actor)
    ids = request.POST.getlist("receivable")
    chosen = list(rows.filter(pk__in=[pk for pk in ids if _is_id(pk)]).order_by("pk"))
    reason = request.POST.get("reason", "").strip()
    if not chosen or not reason:
        toast(request, _("Name the items and the reason."), bad=True)
        return reply(request, "/receivables/ageing/#board")
    held = []
    for row in chosen:
        try:
            by_hand.step_by_hand(row, by=request.actor, reason=reason)
        except Refused as error:
            why = " ".join(str(blocker.detail) for blocker in error.blockers) or str(error.detail)
            held.append(f"{row.number}: {why}")
    if held:
        toast(request, " ".join(held), bad=True)
        return reply(request, "/receivables/ageing/#board")
    return reply(request, "/receivables/ageing/#board", _("Dunning level made"))


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and text.replace("-", "").isalnum()


def replay_page(request):
    """Day by day what the ladder did, and would do in the days ahead."""
    asked = replay_asked(request.GET, request.actor)
    steps = replay(request.actor, **asked)
    days = [{"day": day, "steps": list(found)} for day, found in groupby(steps, lambda step: step.day)]
    about = asked.get("receivable") or asked.get("customer")
    context = {
        "days": days, "about": about, "first": asked["first"], "last": asked["last"],
        "name": "receivable" if "receivable" in asked else "customer",
    }  # fmt: skip
    return render(request, "receivables/replay.html", context)
