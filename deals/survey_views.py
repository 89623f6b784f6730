"""Asking for satisfaction from a customer's page, and the contact's own page behind the private link."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.http import reply, toast
from core.links import LinkGone, record_of, through
from core.pages import submitted
from core.sight import visible
from core.tenancy import current_tenant
from customers.models import Customer
from deals.services.surveys import PURPOSE, ask_satisfaction, take_answer
from deals.survey_forms import AnswerForm, AskForm
from tenancy.views import public


@require_POST
def ask(request, pk):
    """Ask one of the customer's contacts; the address is shown once, to be sent by other ways too."""
    customer = get_object_or_404(visible(Customer.objects.all(), request.actor), pk=pk)
    form = AskForm(submitted(request), by=request.actor)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        survey, address = ask_satisfaction(by=request.actor, **form.cleaned_data)
    except (ValidationError, Refused) as error:
        told = " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
        toast(request, told, bad=True)
        return reply(request, f"{customer.get_absolute_url()}?tab=visits")
    return render(request, "deals/survey_asked.html", {"survey": survey, "address": address})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def survey(request, token):
    """The contact's page: looking never answers; after the answer it only shows it."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    problem = ""
    try:
        if form.is_bound and form.is_valid():
            try:
                take_answer(token, **form.cleaned_data)
            except ValidationError as error:
                problem = " ".join(error.messages)
        with through(token, PURPOSE) as link, translation.override(link.language):
            asked = record_of(link)
            company = current_tenant().name
            context = {"form": form, "survey": asked, "company": company, "link": link, "problem": problem}
            status = 422 if asked.answered_at is None and form.is_bound else 200
            return render(request, "deals/survey.html", context, status=status)
    except LinkGone as error:
        raise Http404(_("This link has ended.")) from error
