"""The year's credit plan: what it allows, what is kept for whom, what live limits come to, and what is left."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.dates import local_day
from core.errors import Refused
from core.http import refuse, reply
from core.money import Money
from core.pages import submitted
from core.sight import visible
from customers.forms.credit import AllocationForm
from customers.forms.records import PlanForm
from customers.models import CreditLimit, CreditPlan
from customers.services import credit_plans
from tenancy.roles import Right

PAGE = "customers/credit_plan.html"


def this_year(request):
    """The plan of the year; where there is none, the form that makes it."""
    if not request.actor.can(Right.CREDIT_READ):
        raise Http404
    found = visible(CreditPlan.objects.filter(year=local_day().year), request.actor).first()
    if request.method == "POST":
        return _save(request, found)
    return render(request, PAGE, context_of(request, found))


def plan(request, pk):
    """One year's plan."""
    found = _seen(request, pk)
    if request.method == "POST":
        return _save(request, found)
    return render(request, PAGE, context_of(request, found))


@require_POST
def keep(request, pk):
    """Keep a part for a customer or a group."""
    found = _seen(request, pk)
    form = AllocationForm(submitted(request), by=request.actor, auto_id="keep-%s")
    return _answered(
        request, found, form, "keep", lambda values: credit_plans.keep_for(found, by=request.actor, **values)
    )


def _save(request, found):
    form = PlanForm(submitted(request), by=request.actor)
    return _answered(
        request, found, form, "form", lambda values: credit_plans.set_plan(by=request.actor, **values)
    )


def _answered(request, found, form, name, save):
    status = 422
    if form.is_valid():
        try:
            return reply(request, save(form.cleaned_data), _("Credit plan saved"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, PAGE, context_of(request, found) | {name: form, "open_form": name}, status)


def _seen(request, pk) -> CreditPlan:
    return get_object_or_404(visible(CreditPlan.objects.all(), request.actor), pk=pk)


def context_of(request, found) -> dict:
    """What the page shows; without a plan only the form for one."""
    today, by = local_day(), request.actor
    start: dict[str, Any] = {"year": today.year}
    if found is not None:
        start = {"year": found.year, "total": Money(found.total, found.currency)}
        start |= {"budget": Money(found.budget, found.currency)} if found.budget else {}
    context = {
        "plan": found,
        "plans": visible(CreditPlan.objects.order_by("-year"), by)[:10],
        "may_plan": by.can(Right.CREDIT_LIMIT),
        "form": PlanForm(by=by, initial=start),
        "keep": AllocationForm(by=by, auto_id="keep-%s"),
        "year": today.year,
    }
    return context | figures_of(found, today) if found is not None else context


def figures_of(plan, day) -> dict:
    """{lines, limits, taken, left} of a plan on a day."""
    live = CreditLimit.objects.in_force(day).select_related("customer", "group")
    lines = plan.lines(live)
    taken = sum((line.taken for line in lines), start=plan.total * 0)
    return {
        "lines": lines,
        "limits_sum": sum((line.limits for line in lines), start=plan.total * 0),
        "kept_sum": sum((line.kept for line in lines), start=plan.total * 0),
        "taken": taken,
        "left": plan.total - taken,
    }
