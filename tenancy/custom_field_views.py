"""The settings page of custom fields."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.custom import KINDS
from core.errors import Refused
from core.http import refuse, reply
from core.models import CustomField
from core.pages import submitted
from tenancy import custom_fields, settings_nav
from tenancy.custom_field_forms import CustomFieldForm, NewCustomFieldForm
from tenancy.people_views import blame
from tenancy.settings_views import settled


@settled
def fields(request):
    """All custom fields by kind of record, and a form for one more."""
    form = NewCustomFieldForm(
        submitted(request) if request.method == "POST" else None,
        by=request.actor,
        initial={"kind": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = custom_fields.add_field(by=request.actor, **form.cleaned_data)
            return reply(request, reverse("tenancy:custom-fields"), _("Field {name} added").format(name=made))
        except ValidationError as error:
            blame(form, error)
    return _shown(request, {"form": form})


@settled
def field(request, pk):
    """One field: its words, hint, choices."""
    chosen = get_object_or_404(CustomField, pk=pk)
    form, problem, status = CustomFieldForm(*_entered(request), initial=_initial(chosen)), "", 422
    if not custom_fields.CHOOSING.count(chosen.type):
        del form.fields["options"]
    if request.method == "POST" and form.is_valid():
        try:
            custom_fields.change_field(
                chosen, by=request.actor, expected_version=_seen(request), **form.cleaned_data
            )
            return reply(
                request, reverse("tenancy:custom-fields"), _("Field {name} saved").format(name=chosen)
            )
        except ValidationError as error:
            blame(form, error)
        except Refused as error:
            problem, status = settings_nav.OUTDATED, error.status
    return _shown(request, {"form": form, "opened": chosen, "problem": problem}, status)


@settled
@require_POST
def field_move(request, pk, move):
    """Earlier, later, out of use, or back."""
    chosen = get_object_or_404(CustomField, pk=pk)
    if move in ("up", "down"):
        custom_fields.shift_field(chosen, -1 if move == "up" else 1, by=request.actor)
        return reply(request, reverse("tenancy:custom-fields"), _("Order changed"))
    custom_fields.set_in_use(chosen, move == "restore", by=request.actor)
    told = _("{name} is in use again") if move == "restore" else _("{name} is out of use")
    return reply(request, reverse("tenancy:custom-fields"), told.format(name=chosen))


def _entered(request) -> list:
    return [submitted(request)] if request.method == "POST" else []


def _initial(chosen) -> dict:
    return {name: getattr(chosen, name) for name in CustomFieldForm.base_fields}


def _seen(request) -> int | None:
    """The version that the page was drawn from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def _shown(request, context, status=422):
    rows = list(CustomField.objects.order_by("position", "pk"))
    kinds = [
        {"kind": kind, "label": model._meta.verbose_name_plural, "fields": [one for one in rows if one.kind == kind]}
        for kind, model in KINDS.items()
    ]  # fmt: skip
    context = {"opened": None, "problem": ""} | context | {"kinds": kinds, "section": "custom-fields"}
    if request.method == "POST":
        return refuse(request, "tenancy/custom_fields.html", context, status)
    return render(request, "tenancy/custom_fields.html", context)
