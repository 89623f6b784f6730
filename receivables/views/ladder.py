"""The settings page of the dunning ladder: from how many days overdue each level is due (handbook §8)."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.http import refuse, reply
from receivables.models import DunningLevel
from receivables.services.dunning import LAST_REMINDER
from receivables.services.levels import DEFAULTS, set_days
from receivables.services.telling import TODO_FOR, TOLD
from receivables.settings import FREEZE_LEVEL, HOLD_LEVEL
from tenancy.roles import BUILT_IN, SEATS
from tenancy.rules import rule
from tenancy.settings_views import settled

LONGEST = 730


def _form(rows, data=None) -> forms.Form:
    form = forms.Form(data)
    for row in rows:
        form.fields[f"level-{row.level}"] = forms.IntegerField(
            label=_("Level {n}").format(n=row.level), min_value=1, max_value=LONGEST, initial=row.days
        )
    return form


@settled
def ladder(request):
    """Change the days of the levels; steps that were made stay made."""
    rows = list(DunningLevel.objects.order_by("level"))
    form = _form(rows, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_days({row.level: form.cleaned_data[f"level-{row.level}"] for row in rows}, by=request.actor)
            return reply(request, request.path, _("Dunning ladder saved"))
        except ValidationError as error:
            form.add_error(None, error)
    shown = [
        {"level": row.level, "field": form[f"level-{row.level}"], "default": DEFAULTS.get(row.level),
         "does": does_at(row.level)}
        for row in rows
    ]  # fmt: skip
    context = {"form": form, "rows": shown, "section": "ladder"}
    if request.method == "POST":
        return refuse(request, "receivables/ladder.html", context, 422)
    return render(request, "receivables/ladder.html", context)


def does_at(level: int) -> list[str]:
    """What happens at a level, in words."""
    found = []
    if level in TODO_FOR:
        who = SEATS["ar"] if not TODO_FOR[level] else BUILT_IN[TODO_FOR[level]][0]
        found.append(_("To-do for {who}").format(who=who))
    if level in TOLD:
        who = BUILT_IN["sales_manager" if TOLD[level] == "manager" else TOLD[level]][0]
        found.append(_("notice to {who}").format(who=who))
    if level <= LAST_REMINDER:
        found.append(_("reminder to the customer"))
    if level == rule(HOLD_LEVEL.key):
        found.append(_("shipments are held"))
    if level == rule(FREEZE_LEVEL.key):
        found.append(_("the customer is frozen"))
    return found
