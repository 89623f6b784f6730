"""The page on which the AR answers what finance asks about a bank line."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.forms import cleaned
from core.http import refuse, reply
from core.sight import visible
from receivables.bench_forms import AnswerForm
from receivables.models import LineQuestion, Receivable
from receivables.services import questions
from receivables.views.records import problem_text
from tenancy.roles import Right

TEMPLATE = "receivables/question.html"
ITEMS = 12


@require_http_methods(["GET", "POST"])
def question_page(request, pk):
    """What came, what is asked, what the customer owes, and the answer."""
    rows = LineQuestion.objects.select_related("bank_line__customer", "asked_of", "created_by", "answered_by")
    record = get_object_or_404(visible(rows, request.actor), pk=pk)
    if request.method == "POST":
        return _answered(request, record)
    return refuse(request, TEMPLATE, _context(request, record), 200)


def _answered(request, record):
    try:
        given = cleaned(AnswerForm, {"text": request.POST.get("text", "")}, by=request.actor)
        questions.answer(record, by=request.actor, **given)
    except (ValidationError, Refused) as error:
        return refuse(request, TEMPLATE, _context(request, record) | {"problem": problem_text(error)}, 422)
    return reply(request, record, _("Answered; whoever asked is told"))


def _context(request, record) -> dict:
    by, line = request.actor, record.bank_line
    owed = visible(Receivable.objects.open(), by).filter(currency=line.currency, balance__gt=0)
    owed = owed.filter(customer=line.customer) if line.customer_id else owed.filter(balance=line.unallocated)
    bench = reverse("receivables:bench") + f"?line={line.pk}" if by.can(Right.ALLOCATE) else ""
    return {
        "record": record,
        "line": line,
        "offers": owed.select_related("customer", "agreement").order_by("due_sort", "pk")[:ITEMS],
        "may_answer": record.state == "open" and questions.may_answer(record, by),
        "bench": bench,
        "typed": request.POST.get("text", ""),
    }
