"""Credit cases: the list, a case with its explanation, and the form by which somebody asks for a release."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.dates import local_day
from core.errors import Refused
from core.http import refuse, reply
from core.moves import available_moves
from core.pages import ListView, RecordPage, submitted
from core.sight import seen
from customers import labels
from customers.credit import exposure
from customers.credit.asking import open_case
from customers.credit.sources import SOURCES, sources_at
from customers.credit.ways import ways_out
from customers.credit_states import CheckPoint
from customers.forms.credit import AskReleaseForm
from customers.listing_credit import cases_listing
from customers.models import CreditCase
from customers.services.credit_cases import ask_for_release
from tenancy.roles import Right


class CaseList(ListView):
    """Credit cases."""

    listing = cases_listing
    template_name = "customers/case_list.html"


class CasePage(RecordPage):
    """A case: what is held back, the exposure that was explained, the ways out, and the decision."""

    model, template_name, move_url = CreditCase, "customers/case_page.html", "customers:case-move"
    select_related = ["owner", "customer", "decided_by"]

    def more(self, record):
        source = next((one for one in SOURCES if one._meta.label == record.record_type), None)
        about = seen(source, self.request.actor, record.record_id) if source else None
        lines = [one | {"word": labels.EXPOSURE.get(one["kind"], "")} for one in record.lines]
        may_read = self.request.actor.can(Right.CREDIT_READ)
        return {
            "about": about,
            "lines": lines,
            "reasons": [labels.HELD_BACK.get(code, code) for code in record.reasons],
            "now": exposure(record.customer, local_day()) if may_read else None,
            "ways": ways_out(
                SOURCES[source].answer(about, record.at_point), record.customer, self.request.actor
            )
            if about is not None and record.state == "open"
            else [],
        }


def ask(request, point, pk):
    """What credit holds back, the ways out, and the form that asks the controller to let it through this once."""
    if point not in CheckPoint.values:
        raise Http404
    record, source = _held_back(request, point, pk)
    if (case := open_case(record, point)) is not None:
        return reply(request, case, _("{number} is with the credit controller").format(number=case.number))
    answer = source.answer(record, point)
    form = AskReleaseForm(
        submitted(request) if request.method == "POST" else None, by=request.actor, record=record
    )
    context = {
        "form": form, "about": record, "answer": answer, "customer": record.customer, "point": CheckPoint(point),
        "ways": ways_out(answer, record.customer, request.actor), "may_ask": answer.is_credit,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "customers/case_ask.html", context)
    if not form.is_valid():
        return refuse(request, "customers/case_ask.html", context, 422)
    try:
        case = ask_for_release(record, point, by=request.actor, **form.cleaned_data)
    except (Refused, ValidationError) as error:
        form.add_error(None, getattr(error, "detail", None) or error.messages)
        return refuse(request, "customers/case_ask.html", context, 409)
    if case is None:
        form.add_error(None, _("Credit does not hold this back (any more)."))
        return refuse(request, "customers/case_ask.html", context, 409)
    return reply(request, case, _("{number} is with the credit controller").format(number=case.number))


def _held_back(request, point, pk):
    """The record that waits at the check point, for somebody who may make its move; else 404."""
    for source in sources_at(point):
        record = seen(source.model, request.actor, pk)
        if record is not None:
            mine = {move.name for move in available_moves(record, request.actor) if not move.denied}
            if mine & set(source.moves_at(point)):
                return record, source
    raise Http404
