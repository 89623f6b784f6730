"""What people do with a line beyond allocating it: split, ask, post all that is certain, undo a step, runs."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.errors import Denied, Refused
from core.form_fields import parse_decimal
from core.forms import cleaned
from core.http import Undo, reply, toast
from core.sight import visible
from receivables.bench_forms import AskForm
from receivables.models import Allocation, BankLine, BankStatement, LineShare, MatchRun
from receivables.services import allocation as allocating
from receivables.services import match_runs, matching, questions, shares
from receivables.views.bench_work import as_id
from receivables.views.matching import back, kept
from receivables.views.records import problem_text

RUN = "receivables/_bench_run.html"


def _line(request, pk) -> BankLine:
    return get_object_or_404(visible(BankLine.objects.select_related("statement"), request.actor), pk=pk)


def _check_right(request) -> None:
    """Raise Denied for who allocates no money."""
    if not allocating.ALLOCATING(None, request.actor):
        raise Denied(allocating.ALLOCATING.sentence)


def _tried(request, line, work, said, **params):
    """Do it and go back to the line; a refusal is said there."""
    try:
        work()
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, back(request, line, to_next=False))
    return reply(request, back(request, line, to_next=False, **params), said)


@require_POST
def split_line(request, pk):
    """Split what is left into the amounts entered; none makes it whole again."""
    line = _line(request, pk)

    def work():
        raw = [text for text in request.POST.getlist("part") if text.strip()]
        shares.split(line, [parse_decimal(text, 5) for text in raw], by=request.actor)

    return _tried(request, line, work, _("Split; each part is matched by itself"))


@require_POST
def park_share(request, pk):
    """Leave one part of a split line for later."""
    share = get_object_or_404(visible(LineShare.objects.select_related("bank_line"), request.actor), pk=pk)
    note = request.POST.get("note", "")[:200]
    return _tried(
        request,
        share.bank_line,
        lambda: shares.park_share(share, by=request.actor, note=note),
        _("Part parked"),
    )


@require_POST
def ask_ar(request, pk):
    """Ask the AR what the money is for."""
    line = _line(request, pk)

    def work():
        given = {name: request.POST.get(name, "") for name in ("asked_of", "text")}
        questions.ask(line, by=request.actor, **cleaned(AskForm, given, by=request.actor))

    return _tried(request, line, work, _("Asked; the answer comes back to this line"))


@require_POST
def post_certain(request):
    """Post the lines that the preview listed, those of them that are certain still."""
    _check_right(request)
    ids = [pk for pk in map(as_id, request.POST.getlist("line")) if pk]
    seen = visible(BankLine.objects.filter(pk__in=ids), request.actor).values_list("pk", flat=True)
    to = _bench(request)
    try:
        made = matching.post_certain_of(list(seen), by=request.actor)
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, to)
    lines = len({one.bank_line_id for one in made})
    said = ngettext("Posted {count} bank line", "Posted {count} bank lines", lines).format(count=lines)
    fields = {"made": ",".join(str(one.pk) for one in made), **kept(request.POST)}
    return reply(request, to, said, undo=Undo(reverse("receivables:undo"), fields) if made else None)


@require_POST
def undo(request):
    """Take back a whole step over many lines, each allocation by counter entries."""
    _check_right(request)
    ids = [pk for pk in map(as_id, request.POST.get("made", "").split(",")) if pk]
    rows = visible(Allocation.objects.filter(pk__in=ids, reversed_at=None), request.actor)
    try:
        with transaction.atomic():
            for row in rows.select_related("receivable", "bank_line").order_by("pk"):
                allocating.reverse(row, by=request.actor, reason=_("Undone on the matching page"))
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, _bench(request))
    return reply(request, _bench(request), _("Taken back; the lines can be matched again"))


def _bench(request) -> str:
    """The bench the form came from."""
    pk = as_id(request.POST.get("statement", ""))
    return reverse("receivables:statement-page", args=[pk]) if pk else reverse("receivables:bench")


# --- runs over everything -----------------------------------------------------------------------------------------


@require_POST
def start_run(request):
    """Go through all that waits, in the background."""
    _check_right(request)
    pk = as_id(request.POST.get("statement", ""))
    if not pk and request.POST.get("scope") != "all":
        return HttpResponseBadRequest()
    statement = get_object_or_404(visible(BankStatement.objects.all(), request.actor), pk=pk) if pk else None
    try:
        match_runs.start(by=request.actor, statement=statement)
    except Refused as error:
        toast(request, problem_text(error), bad=True)
    return reply(request, _bench(request))


def run_progress(request, pk):
    """How far a run is; asked for each second while it goes."""
    run = get_object_or_404(visible(MatchRun.objects.all(), request.actor), pk=pk)
    return render(request, RUN, {"run": run, "may_allocate": allocating.ALLOCATING(None, request.actor)})


@require_POST
def cancel_run(request, pk):
    """Stop a run before its next chunk."""
    run = get_object_or_404(visible(MatchRun.objects.all(), request.actor), pk=pk)
    try:
        match_runs.cancel(run, by=request.actor)
    except Refused as error:
        toast(request, problem_text(error), bad=True)
    return reply(request, _bench(request), _("The run stops; what was posted stays"))
