"""The monthly statement run: looked at before, started, watched, cancelled."""

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.dates import local_day
from core.errors import Refused
from core.http import refuse, reply
from core.pages import ListView
from core.sight import visible
from receivables.letter_listing import runs_listing
from receivables.letter_settings import MONTHLY_DAY
from receivables.letter_states import AccountStatementState, Fate
from receivables.models import StatementRun
from receivables.services import statement_runs as runs
from tenancy.rules import rule

SHOWN = 50


class StatementRunList(ListView):
    """Statement runs, the latest first."""

    listing = runs_listing
    template_name = "receivables/statement_run_list.html"

    def more(self):
        return {"monthly_day": rule(MONTHLY_DAY.key)}


def new(request):
    """What a run as of a day would do; POST starts it."""
    day = _day(request)
    context = {"day": day, "may_run": runs.RUNNING(None, request.actor)}
    if not context["may_run"]:
        raise Http404
    try:
        if request.method == "POST":
            run = runs.start(day, by=request.actor)
            return reply(request, run, _("Statement run started"))
        context["preview"] = runs.preview(day, by=request.actor)
    except (ValidationError, Refused) as error:
        context["problem"] = " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
        if request.method == "POST":
            return refuse(request, "receivables/statement_run_new.html", context, 409)
    return render(request, "receivables/statement_run_new.html", context)


def _day(request):
    """The day asked for; else the last month's end."""
    try:
        asked = parse_date(request.POST.get("as_of") or request.GET.get("as_of") or "")
    except ValueError:
        asked = None
    return asked or runs.last_month_end(local_day())


@require_GET
def page(request, pk):
    """How far the run is; asked again every second while it is at work."""
    return render(request, "receivables/statement_run_page.html", _context(_found(request, pk), request))


@require_POST
def cancel(request, pk):
    """Stop it; what went out stays out."""
    run = _found(request, pk)
    try:
        return reply(request, runs.cancel(run, by=request.actor), _("Statement run cancelled"))
    except Refused as error:
        context = _context(run, request) | {"refused": error.detail}
        return refuse(request, "receivables/statement_run_page.html", context, error.status)


def _found(request, pk) -> StatementRun:
    return get_object_or_404(visible(StatementRun.objects.select_related("created_by"), request.actor), pk=pk)


def _context(run, request) -> dict:
    """The run, who was skipped or failed and why, and the first statements that went out."""
    troubled = (
        run.rows.filter(fate__in=[Fate.SKIPPED, Fate.FAILED])
        .select_related("customer")
        .order_by("fate", "pk")
    )
    sent = (
        run.account_statements.filter(sent_at__isnull=False)
        .select_related("customer")
        .order_by("-balance_minor")
    )
    return {
        "run": run,
        "troubled": troubled[:SHOWN],
        "statements": sent[:SHOWN],
        "answers": _answers(run),
        "may_run": runs.RUNNING(None, request.actor),
    }


def _answers(run) -> list[tuple[str, str, int]]:
    """(state, its word, how many) of the run's statements."""
    counts = dict(
        run.account_statements.order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    return [
        (state.value, state.label, counts[state.value]) for state in AccountStatementState if state in counts
    ]
