"""The settings page of dunning procedures: for whom each is, its levels and what they do, tried before it is saved."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.api.fields import plain_decimal
from core.http import refuse, reply
from core.tenancy import current_tenant
from customers.models import CustomerGroup
from receivables.claim_states import PaymentRating, ReminderTone
from receivables.models import DunningProcedure
from receivables.services.levels import (
    DEFAULTS,
    add_level,
    change_levels,
    default_procedure,
    save_procedure,
)
from receivables.services.telling import MANAGER, OWNER
from receivables.services.trial import trial_of
from tenancy.roles import BUILT_IN, SEATS
from tenancy.settings_views import settled

LONGEST = 730
FLAGS = (
    "needs_cause", "confirms", "checks_insurance", "holds", "freezes", "legal_review", "proposes_legal",
    "proposes_blacklist", "proposes_provision",
)  # fmt: skip
DOERS = ("finance", "credit", "legal", "sales_manager", "executive")


def _people(first: str, label) -> list:
    return [("", "–"), (first, label), *((code, BUILT_IN[code][0]) for code in DOERS)]


class LevelsForm(forms.Form):
    """All levels of a procedure at once; `levels` are its rows."""

    def __init__(self, levels, data=None):
        super().__init__(data)
        self.levels = levels
        for row in levels:
            self._add(row, "is_active", forms.BooleanField(required=False))
            self._add(row, "days", forms.IntegerField(min_value=1, max_value=LONGEST))
            self._add(row, "amount_from", forms.DecimalField(min_value=0, max_digits=17, decimal_places=3))
            self._add(row, "letter", _choice([("", "–"), *ReminderTone.choices]))
            self._add(row, "todo_for", _choice(_people(OWNER, SEATS["ar"])))
            self._add(row, "told", _choice(_people(MANAGER, _("The AR's manager"))))
            for name in FLAGS:
                self._add(row, name, forms.BooleanField(required=False))

    def _add(self, row, name, field) -> None:
        field.label = str(row._meta.get_field(name).verbose_name)
        field.initial = _plain(getattr(row, name))
        self.fields[f"level-{row.level}-{name}"] = field

    def bound(self, row, name):
        """One field of one level."""
        return self[f"level-{row.level}-{name}"]

    def values(self) -> dict:
        """{level: {field: value}}, as entered."""
        found: dict = {}
        for key, value in self.cleaned_data.items():
            _word, level, name = key.split("-", 2)
            found.setdefault(int(level), {})[name] = value
        return found


def _plain(value):
    """An amount without its column's trailing zeros."""
    return plain_decimal(value) if isinstance(value, Decimal) else value


def _choice(choices) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False)


class ProcedureForm(forms.Form):
    """For whom a procedure is; without any condition for whom it is chosen."""

    name = forms.CharField(max_length=80)
    position = forms.IntegerField(min_value=1, max_value=98)
    group = forms.ModelChoiceField(CustomerGroup.objects.none(), required=False)
    rating = forms.ChoiceField(choices=[("", "–"), *PaymentRating.choices], required=False)
    amount_from = forms.DecimalField(min_value=0, max_digits=17, decimal_places=3)
    is_active = forms.BooleanField(required=False)

    def __init__(self, row, data=None):
        super().__init__(
            data, prefix="procedure", initial={name: _plain(getattr(row, name)) for name in self.base_fields}
        )
        self.fields["group"].queryset = CustomerGroup.objects.order_by("name")
        for name, field in self.fields.items():
            field.label = str(row._meta.get_field(name).verbose_name)


@settled
def ladder(request, pk=None):
    """Change a procedure; steps that were made stay made. `trial` shows what the entered values would mean."""
    procedure = get_object_or_404(DunningProcedure, pk=pk) if pk else default_procedure()
    sent = request.POST if request.method == "POST" else None
    if sent and "new" in sent:
        return _new(request)
    if sent and "add" in sent:
        return _added(request, procedure)
    levels = LevelsForm(list(procedure.levels.all()), sent)
    about = None if procedure.is_default else ProcedureForm(procedure, sent)
    context = {"trial": None}
    if sent and levels.is_valid() and (about is None or about.is_valid()):
        if "trial" in sent:
            context["trial"] = trial_of(procedure, levels.values())
            return render(request, "receivables/ladder.html", context | _drawn(procedure, levels, about))
        try:
            if about is not None:
                save_procedure(procedure, by=request.actor, **about.cleaned_data)
            change_levels(procedure, levels.values(), by=request.actor)
            return reply(request, request.path, _("Dunning procedure saved"))
        except ValidationError as error:
            levels.add_error(None, error)
    context |= _drawn(procedure, levels, about)
    if sent:
        return refuse(request, "receivables/ladder.html", context, 422)
    return render(request, "receivables/ladder.html", context)


def _new(request):
    """A copy of the default ladder under a name of its own."""
    try:
        made = save_procedure(None, by=request.actor, name=request.POST.get("name", "").strip())
    except ValidationError as error:
        procedure = default_procedure()
        levels = LevelsForm(list(procedure.levels.all()))
        context = {"trial": None, "new_problem": " ".join(error.messages)} | _drawn(procedure, levels, None)
        return refuse(request, "receivables/ladder.html", context, 422)
    return reply(request, reverse("receivables:procedure", args=[made.pk]), _("Dunning procedure made"))


def _added(request, procedure):
    try:
        add_level(procedure, by=request.actor)
    except ValidationError as error:
        levels = LevelsForm(list(procedure.levels.all()))
        context = {"trial": None, "new_problem": " ".join(error.messages)} | _drawn(procedure, levels, None)
        return refuse(request, "receivables/ladder.html", context, 422)
    return reply(request, request.path, _("Level added"))


def _drawn(procedure, levels, about) -> dict:
    rows = [
        {
            "level": row.level, "default": DEFAULTS.get(row.level), "is_active": levels.bound(row, "is_active"),
            "fields": [levels.bound(row, name) for name in ("days", "amount_from", "letter", "todo_for", "told")],
            "flags": [levels.bound(row, name) for name in FLAGS],
        }
        for row in levels.levels
    ]  # fmt: skip
    return {
        "procedure": procedure, "procedures": DunningProcedure.objects.all(), "form": levels, "about": about,
        "rows": rows, "section": "ladder", "currency": current_tenant().currency,
    }  # fmt: skip
