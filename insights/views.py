"""Workbench, triangle board, search over everything, and the small fragments of the shell."""

from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core import search as search_table
from core.dates import local_now
from insights.commands import commands_for
from insights.selectors import counts as figures
from insights.selectors import numbers, tasks
from insights.selectors import triangle as board
from insights.selectors import triangle_side as beside
from insights.selectors.river import river, shape
from tenancy.roles import Right

SEATED = {"ar", "sr", "fr"}
# So many to-dos of an urgency stand on the workbench: with the river below they fill a screen.
SHOWN = 4


def workbench(request: HttpRequest):
    """What the person has to do, how the quarter stands, where the business flows and where it is stuck."""
    by = request.actor
    scope = request.GET.get("scope") or ("mine" if by.roles & SEATED else "all")
    everything = tasks.my_tasks(by)
    subject = request.GET.get("subject", "")
    mine = tasks.about_subject(everything, subject) if subject else everything
    deals = numbers.deals_of(by, scope)
    reaches = river(by, deals)
    now = local_now()
    today, quarter = now.date(), numbers.quarter_of(now.date())
    return render(request, "insights/workbench.html", {
        "may_visit": by.can(Right.VISIT_LOG), "may_create_lead": by.can(Right.LEAD_CREATE),
        "greeting": greeting(now.hour), "now": now, "week": now.isocalendar().week,
        "quarter": quarter, "days_left": quarter.days_left(today), "elapsed": quarter.elapsed(today),
        "scope": scope, "subject": subject, "subjects": tasks.subject_counts(everything), "task_count": len(everything),
        "groups": tasks.by_urgency(mine, SHOWN), "measures": numbers.measures(deals),
        "pipeline": numbers.pipeline(deals, quarter), "overdue": numbers.overdue(by, deals),
        "most": max(reach.amount for reach in reaches),
        "reaches": reaches, "river": shape(reaches), "neck": next((reach for reach in reaches if reach.is_neck), None),
    })  # fmt: skip


def greeting(hour: int):
    """Good morning until noon, good afternoon until six, good evening after."""
    if hour < 12:
        return _("Good morning, {name}")
    return _("Good afternoon, {name}") if hour < 18 else _("Good evening, {name}")


def triangle(request: HttpRequest):
    """The board of one triangle, by default the first of one's own."""
    found = board.teams(request.actor)
    team = next((one for one in found if one.key == request.GET.get("team")), found[0] if found else None)
    if team is None:
        return render(request, "insights/triangle.html", {"teams": []})
    columns, seats = board.stages(team, request.actor), board.seats(team)
    return render(request, "insights/triangle.html", {
        "teams": found[:40], "team": team, "columns": columns, "seats": seats,
        "week": sum(seat["week"] for seat in seats), "overdue": sum(seat["overdue"] for seat in seats),
        "risks": board.risks(team, columns, request.actor), "total": sum(column["amount"] for column in columns),
        "visits": beside.visits(team, request.actor), "absences": beside.absences(team),
        "stand_ins": beside.stand_ins(team),
    })  # fmt: skip


def search(request: HttpRequest):
    """Everything the person sees that holds the words, and the commands that match."""
    q = request.GET.get("q", "").strip()[:100]
    groups: dict = {}
    for hit in search_table.everywhere(q, request.actor) if q else []:
        groups.setdefault(str(hit.label), []).append(hit)
    context = {"q": q, "groups": groups, "commands": commands_for(request, q)}
    return render(request, "insights/search.html", context)


def counts(request: HttpRequest):
    """The sidebar's figures and the bell's dot, swapped in after the page."""
    return render(
        request,
        "insights/_counts.html",
        {"figures": figures.counts(request.actor), "unread": figures.unread(request.actor)},
    )


def menu(request: HttpRequest):
    """The sidebar as a page: the phone's "More", and the menu without script."""
    return render(request, "insights/menu.html", {})


def keys(request: HttpRequest):
    """The keyboard's shortcuts as a page."""
    return render(request, "insights/keys.html", {})
