"""Settings pages of rules and figures: a page per group of rules, exchange rates, working days, the change log."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.dates import local_day
from core.errors import Denied, Refused
from core.http import refuse, reply
from core.models import CalendarDay, Rate
from core.tenancy import current_tenant
from tenancy import change_log, figures, settings_nav, year_plan
from tenancy.figure_forms import DaysForm, RateForm
from tenancy.models import Setting
from tenancy.people_views import blame
from tenancy.roles import Right
from tenancy.rule_forms import RulesForm
from tenancy.rules import GROUPS, change_rules, rule, rules_of

RATES_SHOWN = 60
YEARS_AROUND = 5


def settled(view):
    """Let only those in who change settings."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.actor.can(Right.SETTINGS):
            raise Denied()
        return view(request, *args, **kwargs)

    return asked


@settled
def rules(request, group):
    """The rules of one group: nothing is written before Save, and nothing over a colleague's newer change."""
    if group not in GROUPS:
        raise Http404
    form, status = RulesForm(group, request.POST or None), 422
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_rules(group, form.values, by=request.actor, seen=request.POST.get("seen", ""))
            told = ngettext("{n} rule changed", "{n} rules changed", changed).format(n=changed)
            return reply(request, request.path, told)
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form, status = RulesForm(group), error.status
            form.problem = error.detail
    context = {"form": form, "group": GROUPS[group], "section": f"rules-{group}"} | _standing(group)
    if request.method == "POST":
        return refuse(request, "tenancy/rules.html", context, status)
    return render(request, "tenancy/rules.html", context)


def _standing(group) -> dict:
    """What the page's form was drawn from, and who changed which rule when."""
    keys = [one.key for one in rules_of(group)]
    rows = Setting.objects.filter(key__in=keys).select_related("created_by")
    return {
        "seen": settings_nav.mark_of({key: rule(key) for key in keys}),
        "changes": {row.key: row for row in rows},
    }


@settled
def rates(request):
    """Exchange rates: what holds today, and a new one from a day on."""
    form = RateForm(request.POST or None, initial={"day": local_day()})
    if request.method == "POST" and form.is_valid():
        try:
            row = figures.set_rate(by=request.actor, **form.cleaned_data)
            return reply(request, request.path, _("Rate of {currency} noted").format(currency=row.currency))
        except ValidationError as error:
            blame(form, error)
    rows = list(Rate.objects.select_related("created_by").order_by("currency", "-day")[:RATES_SHOWN])
    context = {"form": form, "rows": _marked(rows), "currency": current_tenant().currency, "section": "rates"}
    return _shown(request, "tenancy/rates.html", context)


def _marked(rows) -> list[dict]:
    """Rates with the one of each currency that holds today marked."""
    today, found = local_day(), {}
    for row in rows:
        if row.day <= today:
            found.setdefault(row.currency, row.pk)
    return [{"rate": row, "holds": found.get(row.currency) == row.pk} for row in rows]


@settled
def calendar(request):
    """A year of working days: the country's, and those that the company changed."""
    form, year = DaysForm(request.POST or None), _year(request)
    if request.method == "POST" and form.is_valid():
        try:
            count = figures.set_days(by=request.actor, **form.cleaned_data)
            told = ngettext("{n} day marked", "{n} days marked", count).format(n=count)
            return reply(request, f"{request.path}?year={form.cleaned_data['first'].year}", told)
        except ValidationError as error:
            blame(form, error)
    own = CalendarDay.objects.filter(day__year=year).order_by("day")
    context = {"form": form, "year": year, "own": own, "section": "calendar"} | year_plan.year_of(year)
    return _shown(request, "tenancy/calendar.html", context)


def _year(request) -> int:
    """The year asked for, within reach of this one."""
    this = local_day().year
    wanted = request.GET.get("year", "")
    near = wanted.isascii() and wanted.isdigit() and abs(int(wanted) - this) <= YEARS_AROUND
    return int(wanted) if near else this


@settled
@require_POST
def forget_day(request, pk):
    """Let the country's calendar hold for a day again."""
    row = get_object_or_404(CalendarDay, pk=pk)
    figures.forget_day(row, by=request.actor)
    told = _("The country's calendar holds for {day} again").format(day=row.day)
    return reply(request, f"{reverse('tenancy:calendar')}?year={row.day.year}", told)


@settled
def changes(request):
    """Who changed which setting, right or money term when, and from what to what."""
    return render(request, "tenancy/changes.html", {"rows": change_log.latest(), "section": "changes"})


def _shown(request, template, context):
    if request.method == "POST":
        return refuse(request, template, context, 422)
    return render(request, template, context)
