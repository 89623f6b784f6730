"""The settings page of the standards that allow open credit, and the withdrawal of evidence."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import refuse, reply
from core.pages import submitted
from core.sight import visible
from customers.forms.credit import StandardEditForm, StandardForm
from customers.models import CreditEvidence, CreditStandard
from customers.services import credit_terms
from tenancy.settings_views import settled

PAGE = "customers/standards.html"


@settled
def standards(request):
    """All standards, and a form for one of the company's own."""
    form = StandardForm(submitted(request) if request.method == "POST" else None, by=request.actor)
    return _edited(request, None, form)


@settled
def standard(request, pk):
    """One standard opened."""
    opened = get_object_or_404(CreditStandard, pk=pk)
    start = {"label": opened.label, "months": opened.months, "is_active": opened.is_active}
    form = StandardEditForm(
        submitted(request) if request.method == "POST" else None,
        by=request.actor,
        record=opened,
        initial=start,
    )
    return _edited(request, opened, form)


def _edited(request, opened, form):
    context = {"form": form, "opened": opened, "rows": CreditStandard.objects.all(), "section": "standards"}
    if request.method != "POST":
        return render(request, PAGE, context)
    status = 422
    if form.is_valid():
        version = request.POST.get("version", "")
        try:
            credit_terms.save_standard(
                opened, by=request.actor, expected_version=int(version) if version.isdigit() else None,
                **form.cleaned_data,
            )  # fmt: skip
            return reply(request, reverse("customers:standards"), _("Standard saved"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, PAGE, context, status)


@require_POST
def withdraw(request, pk):
    """Evidence that counts no longer."""
    row = get_object_or_404(visible(CreditEvidence.objects.select_related("customer"), request.actor), pk=pk)
    credit_terms.withdraw_evidence(row, by=request.actor)
    return reply(request, f"{row.customer.get_absolute_url()}?tab=credit", _("Evidence withdrawn"))
