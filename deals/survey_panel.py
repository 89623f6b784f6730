"""Satisfaction on the pages of a customer and of a deal: the score, the answers, and a form to ask."""

from django import forms

from customers.models import Contact
from deals.models import Survey
from deals.satisfaction import nps
from deals.survey_forms import AskForm
from tenancy.roles import Right

MOST = 8


def satisfaction(customer, by, deal=None) -> dict | None:
    """The panel's context, of one deal where it is named; None where nothing was asked and the person may not ask."""
    rows = Survey.objects.filter(customer=customer)
    rows = rows.filter(deal=deal) if deal is not None else rows
    form = _form(customer, by, deal) if by.can(Right.VISIT_LOG) else None
    surveys = list(rows.select_related("contact", "deal").order_by("-created_at", "-id")[:MOST])
    if form is None and not surveys:
        return None
    scores = list(rows.filter(score__isnull=False).values_list("score", flat=True))
    return {"nps": nps(scores), "surveys": surveys, "form": form}


def _form(customer, by, deal) -> AskForm | None:
    if not Contact.objects.filter(customer=customer, is_active=True).exclude(email="").exists():
        return None
    form = AskForm(by=by, auto_id="ask-%s", initial={"deal": deal})
    form.ask_only(customer)
    if deal is not None:
        form.fields["deal"].widget = forms.HiddenInput()
    return form
