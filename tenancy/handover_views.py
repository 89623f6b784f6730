"""Handing over everything a person answers for: seen by kind, tried, done, and kept as a record to print."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core.errors import Blocked
from core.http import refuse, reply
from core.listing import ListPage
from core.sight import visible
from tenancy.handing_over import foresee, plan, start, title_of
from tenancy.handover_forms import HandoverForm
from tenancy.holdings import HOLDINGS
from tenancy.listing import handovers_listing
from tenancy.models import Fate, Handover
from tenancy.people import members
from tenancy.people_views import managed, members_of

# Of one kind on the screen, and of a whole hand-over on paper.
ROWS_SHOWN, ROWS_PRINTED = 200, 1000


@managed
def hand_over(request, pk):
    """What a person answers for by kind; tried first, then handed over in the background."""
    former = get_object_or_404(members_of(request.tenant), user_id=pk).user
    form = HandoverForm(request.POST or None, by=request.actor, record=former)
    if request.method != "POST":
        return render(request, "tenancy/hand_over.html", _of(former, form, plan(former, {})))
    blockers = []
    if form.is_valid():
        asked = {"by": request.actor, "chosen": form.chosen, "retires": form.cleaned_data["retires"]}
        try:
            if request.POST.get("do") == "start":
                return reply(request, start(former, **asked), _("The hand-over has begun"))
            tried = foresee(former, **asked)
            return render(request, "tenancy/hand_over.html", _of(former, form, tried, is_tried=True))
        except ValidationError as error:
            form.add_error(None, error)
        except Blocked as error:
            blockers = error.blockers
    context = _of(former, form, plan(former, {})) | {"blockers": blockers}
    return refuse(request, "tenancy/hand_over.html", context, 409 if blockers else 422)


def _of(former, form, lines, *, is_tried=False) -> dict:
    chosen = form.data.get
    return {
        "former": former, "form": form, "is_tried": is_tried, "section": "users",
        "lines": [{"line": line, "chosen": chosen(f"kinds-{line.holding.code}", "")} for line in lines],
        "people": members().exclude(pk=former.pk).order_by("name", "pk"),
        "moves": sum(line.moves for line in lines), "stays": sum(line.stays for line in lines),
        "count": sum(line.count for line in lines),
        "past": Handover.objects.filter(former=former).order_by("-created_at")[:10],
    }  # fmt: skip


@managed
def owned(request, pk, kind):
    """The records of one kind that a person answers for, those that one sees."""
    former = get_object_or_404(members_of(request.tenant), user_id=pk).user
    holding = HOLDINGS.get(kind)
    if holding is None:
        raise Http404
    rows = visible(holding.of(former.pk), request.actor)
    rows = rows.select_related(*holding.related) if holding.related else rows
    known = [holding.known_as(row) for row in rows[:ROWS_SHOWN]]
    context = {
        "former": former, "holding": holding, "count": rows.count(), "section": "users",
        "rows": [{"name": title_of(one), "url": _page_of(one)} for one in known],
    }  # fmt: skip
    return render(request, "tenancy/owned.html", context)


def _page_of(record) -> str:
    at = getattr(record, "get_absolute_url", None)
    return at() if at else ""


@managed
def handovers(request):
    """Every hand-over, the newest first."""
    page = ListPage(handovers_listing, request)
    return render(request, "tenancy/handovers.html", page.context() | {"section": "handovers"})


@managed
def handover(request, pk):
    """How far a hand-over is, and what became of each record; made to be printed, too."""
    rows = Handover.objects.select_related("former", "created_by")
    found = get_object_or_404(rows, pk=pk)
    fate = request.GET.get("fate", "")
    listed = found.rows.select_related("successor").order_by("pk")
    listed = listed.filter(fate=fate) if fate in Fate.values else listed
    context = {
        "handover": found, "fate": fate, "fates": [
            {"code": one.value, "label": one.label, "count": getattr(found, one.value)} for one in Fate
        ],
        "rows": [{"row": row, "kind": HOLDINGS[row.kind].label} for row in listed[:ROWS_PRINTED]],
        "more": max(listed.count() - ROWS_PRINTED, 0), "section": "handovers",
    }  # fmt: skip
    return render(request, "tenancy/handover.html", context)
