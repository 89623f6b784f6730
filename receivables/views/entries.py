"""Undoing an entry of the ledger on the receivable's page."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.forms import cleaned
from core.http import reply, toast
from core.sight import visible
from receivables.forms import ReasonForm
from receivables.models import Receivable
from receivables.services.undoing import undo
from receivables.views.records import problem_text


@require_POST
def undo_entry(request, pk, entry):
    """Undo an entry, and all of the same act, by reversing entries."""
    receivable = get_object_or_404(visible(Receivable.objects.all(), request.actor), pk=pk)
    found = get_object_or_404(receivable.entries.select_related("allocation"), pk=entry)
    try:
        undo(found, by=request.actor, **cleaned(ReasonForm, request.POST, by=request.actor))
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, receivable)
    return reply(request, receivable, _("Undone by a reversing entry"))
