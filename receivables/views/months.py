"""Month close 月结: finance closes the months of the books and, with a reason, opens the last one again."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Denied, Refused
from core.forms import cleaned
from core.http import reply, toast
from core.sight import visible
from core.workflow import run
from receivables.forms import MonthForm, ReasonForm
from receivables.models import AccountingMonth
from receivables.models.month import CLOSING
from receivables.months import may_read_months, months
from receivables.services.month_close import close_month, close_through
from receivables.views.records import problem_text


def month_list(request):
    """The months with their state; POST closes the month of a day, or all up to it."""
    by = request.actor
    if not may_read_months(by):
        raise Denied(CLOSING.sentence)
    if request.method == "POST":
        return _answer(request, lambda: _close(request), _("{month} is closed"))
    rows, first_open = months()
    context = {"rows": rows, "next": first_open, "may": CLOSING(None, by), "who_may": CLOSING.sentence}
    return render(request, "receivables/months.html", context | {"form": ReasonForm(by=by)})


def _close(request):
    asked = cleaned(MonthForm, request.POST, by=request.actor)
    if asked["earlier"]:
        return close_through(asked["month"], by=request.actor)[-1]
    return close_month(asked["month"], by=request.actor)


@require_POST
def reopen(request, pk):
    """Open a closed month again, with a reason."""
    month = get_object_or_404(visible(AccountingMonth.objects.all(), request.actor), pk=pk)
    fields = {"reason": request.POST.get("reason", "")}
    return _answer(
        request,
        lambda: run(month, "reopen", by=request.actor, fields=fields).record,
        _("{month} is open again"),
    )


def _answer(request, work, said):
    try:
        month = work()
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, AccountingMonth.listed_at())
    return reply(request, AccountingMonth.listed_at(), said.format(month=month))
