"""The settings page of assignment: rules in their order, who is in line with which cap, and a trial."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import refuse, reply
from core.pages import submitted
from core.tenancy import current_tenant
from leads.assignment import Known
from leads.models import AssignmentRule
from leads.rule_forms import RuleForm, TrialForm
from leads.rules import OPEN_CAP
from leads.services import line, rule_changes
from leads.services.assignment import chosen, in_order, rules_for
from tenancy.rules import rule as rule_of
from tenancy.settings_views import settled

MOST_LEADS = 10_000


@settled
def rules(request):
    """All rules, and a form for one more."""
    return _edited(request, None)


@settled
def rule(request, pk):
    """One rule opened."""
    return _edited(request, get_object_or_404(AssignmentRule, pk=pk))


def _edited(request, opened):
    entered = submitted(request) if request.method == "POST" else None
    form = RuleForm(entered, by=request.actor, initial=_as_entered(opened))
    if request.method == "POST" and form.is_valid():
        rule_changes.save_rule(opened, by=request.actor, **form.cleaned_data)
        return reply(request, reverse("leads:rules"), _("Assignment rule saved"))
    context = context_of(request) | {"form": form, "opened": opened}
    if request.method == "POST":
        return refuse(request, "leads/rules.html", context, 422)
    return render(request, "leads/rules.html", context)


def _as_entered(opened) -> dict:
    names = RuleForm.base_fields
    return {name: getattr(opened, name) for name in names} if opened else {}


@settled
@require_POST
def rule_move(request, pk, move):
    """A rule is asked earlier or later, or no longer."""
    found = get_object_or_404(AssignmentRule, pk=pk)
    if move == "remove":
        rule_changes.remove_rule(found, by=request.actor)
        return reply(request, reverse("leads:rules"), _("Assignment rule removed"))
    rule_changes.shift_rule(found, -1 if move == "up" else 1, by=request.actor)
    return reply(request, reverse("leads:rules"), _("Order changed"))


@settled
@require_POST
def caps(request):
    """The caps of the people in line; an empty one is the company's."""
    try:
        wanted = {person.pk: _cap(request.POST.get(f"cap-{person.pk}", "")) for person in _in_line()}
    except ValidationError as error:
        context = context_of(request) | {"form": RuleForm(by=request.actor), "problem": error.messages[0]}
        return refuse(request, "leads/rules.html", context, 422)
    rule_changes.set_caps(wanted, by=request.actor)
    return reply(request, reverse("leads:rules"), _("Caps saved"))


def _cap(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_LEADS):
        raise ValidationError(_("A cap is a whole number from 0 to {most}.").format(most=MOST_LEADS))
    return int(text)


def _in_line() -> list:
    """Everybody whom some rule names, by name."""
    found = {person.pk: person for one in in_order() for person in line.people_of(one)}
    return sorted(found.values(), key=lambda person: (person.name, person.pk))


def context_of(request) -> dict:
    """Everything the page shows."""
    people = _in_line()
    ids = [person.pk for person in people]
    have, caps_ = line.open_leads(ids), line.caps_of(ids)
    shown = AssignmentRule.objects.select_related("department", "user").order_by("position", "id")
    trial = TrialForm(request.GET if "try" in request.GET else None, auto_id="t-%s")
    return {
        "rules": list(shown),
        "people": [{"user": one, "open": have.get(one.pk, 0), "cap": caps_.get(one.pk)} for one in people],
        "usual_cap": rule_of(OPEN_CAP.key),
        "currency": current_tenant().currency,
        "trial": trial,
        "tried": _tried(trial) if trial.is_bound and trial.is_valid() else None,
        "section": "assignment",
    }


def _tried(trial) -> dict:
    fitting = rules_for(Known(**trial.cleaned_data))
    found, user = chosen(fitting)
    return {"fitting": len(fitting), "rule": found, "user": user}
