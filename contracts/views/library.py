"""The clause library."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts import services
from contracts.forms import ClauseForm
from contracts.listing import clauses_listing
from contracts.models import Clause
from core.errors import Refused
from core.http import refuse, reply
from core.pages import ListView
from tenancy.roles import Right


class ClauseList(ListView):
    """The clauses of the library."""

    listing = clauses_listing
    template_name = "contracts/clause_list.html"

    def more(self):
        return {"may_edit": self.request.actor.can(Right.CLAUSE_EDIT)}


def new_clause(request):
    """A new clause."""
    return _edited(request, None, lambda values: services.create_clause(by=request.actor, **values))


def clause(request, pk):
    """A clause of the library, shown to everybody, changed by those with the right."""
    found = get_object_or_404(Clause, pk=pk)
    return _edited(request, found, lambda values: services.edit_clause(found, by=request.actor, **values))


def _edited(request, found, save):
    start = {name: getattr(found, name) for name in ClauseForm.base_fields} if found else None
    form = ClauseForm(request.POST or None, by=request.actor, record=found, initial=start)
    status = 200
    if request.method == "POST":
        status = _saved(form, save)
        if status == 200:
            return reply(request, reverse("contracts:clauses"), _("Clause saved"))
    context = {"form": form, "clause": found, "may_edit": request.actor.can(Right.CLAUSE_EDIT)}
    if status != 200:
        return refuse(request, "contracts/clause_form.html", context, status)
    return render(request, "contracts/clause_form.html", context)


def _saved(form, save) -> int:
    if not form.is_valid():
        return 422
    try:
        save(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return 422
    except Refused as error:
        form.add_error(None, error.detail)
        return error.status
    return 200
