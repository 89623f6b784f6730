"""Amendments: written on a page of their own, shown as a difference."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.selectors import was_asked
from contracts import forms, proposal, services
from contracts.models import Amendment
from contracts.models.amendment import BY_SALES
from contracts.parts import amendment_parts
from contracts.states import AmendmentState
from contracts.terms import live_lines
from contracts.views.pages import gate_context
from contracts.views.rows import row_errors, row_forms, sent_rows
from contracts.views.tables import LINE_COLUMNS, PART_COLUMNS, line_row, part_row, seen
from core.errors import Refused
from core.http import refuse, reply, toast
from core.pages import RecordPage, submitted
from core.sight import visible


class AmendmentPage(RecordPage):
    """An amendment: what changes, why, and who decides."""

    model, template_name, move_url = Amendment, "contracts/amendment_page.html", "contracts:amendment-move"
    select_related = ["contract__agreement", "customer", "deal", "owner"]

    def more(self, record):
        return {
            "differences": proposal.differences(record),
            "problems": proposal.proposal_problems(record),
            "change": record.amount - record.former_amount,
            "may_delete": self.may_delete(record),
            **gate_context(record),
        }

    def may_delete(self, record) -> bool:
        """A draft that no approver saw, by whoever writes amendments."""
        is_fresh = record.state == AmendmentState.DRAFT and not was_asked(record)
        return is_fresh and BY_SALES(record, self.request.actor)


@require_POST
def delete(request, pk):
    """Delete the draft; the page of its contract follows."""
    rows = Amendment.objects.select_related("contract")
    amendment = get_object_or_404(visible(rows, request.actor), pk=pk)
    try:
        services.delete_amendment(amendment, by=request.actor)
    except Refused as error:
        toast(request, error.detail, bad=True)
        return reply(request, amendment.get_absolute_url())
    return reply(request, amendment.contract, _("Draft deleted"))


def new(request, pk):
    """A new amendment of a contract: the tables start from what is in force."""
    contract = seen(request, pk)
    problems, status = [], 200
    form = _form(request, contract)
    if request.method == "POST":
        made, problems, status = _drafted(request, contract, form)
        if made is not None:
            return reply(request, made, _("Amendment drafted"))
    context = {"contract": contract, "form": form, "problems": problems, **_tables(request, contract, form)}
    if status != 200:
        return refuse(request, "contracts/amendment_form.html", context, status)
    return render(request, "contracts/amendment_form.html", context)


def _form(request, contract):
    data = None
    if request.method == "POST":
        data = submitted(request)
        data["contract"] = str(contract.pk)
    months = contract.agreement.warranty_months
    return forms.AmendmentForm(data, by=request.actor, record=contract, initial={"warranty_months": months})


def _drafted(request, contract, form) -> tuple:
    """(amendment or None, [(row, problem)], status)."""
    if not form.is_valid():
        return None, row_errors(form), 422
    try:
        values = {name: value for name, value in form.cleaned_data.items() if name != "contract"}
        made = services.draft_amendment(contract, by=request.actor, **amendment_parts(contract, values))
    except ValidationError as error:
        return None, [("", message) for message in error.messages], 422
    except Refused as error:
        return None, [("", error.detail)], error.status
    return made, [], 200


def _tables(request, contract, form) -> dict:
    more = {"by": request.actor, "record": contract}
    lines = [line_row(line) | {"id": line.pk} for line in live_lines(contract.agreement)]
    parts = [part_row(part) for part in contract.agreement.instalments.all()]
    if form.is_bound:
        lines, parts = sent_rows(form, "lines"), sent_rows(form, "payment_schedule")
    return {
        "line_rows": row_forms(forms.LineForm, "lines", lines, columns=LINE_COLUMNS, hidden=("id",), **more),
        "part_rows": row_forms(forms.InstalmentForm, "payment_schedule", parts, columns=PART_COLUMNS, **more),
    }
