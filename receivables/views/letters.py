"""Lists and pages of statements of account and confirmation letters."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.dates import local_day
from core.errors import Refused
from core.http import refuse, reply
from core.pages import ListView, RecordPage, submitted
from core.sight import visible
from receivables.answer_forms import AnswerForm
from receivables.letter_files import invoice_pdf_answer, pdf_answer
from receivables.letter_forms import MakeForm
from receivables.letter_listing import account_statements_listing, confirmations_listing
from receivables.models import AccountStatement, ConfirmationLetter, Invoice
from receivables.models.balance_papers import SENDING
from receivables.services import confirmation
from receivables.services.account_statements import make_statement
from receivables.services.balance_documents import balances_of
from receivables.services.statement_answers import take


class AccountStatementList(ListView):
    """Statements of account 对账单."""

    listing = account_statements_listing
    template_name = "receivables/account_statement_list.html"


class ConfirmationList(ListView):
    """Confirmation letters 函证."""

    listing = confirmations_listing
    template_name = "receivables/confirmation_list.html"


class AccountStatementPage(RecordPage):
    """One statement: its lines with the customer's answers."""

    model, template_name = AccountStatement, "receivables/account_statement_page.html"
    move_url = "receivables:account-statement-move"
    select_related = ["customer", "owner", "contact", "run"]

    def more(self, record):
        """The lines, and the form for an answer that came by telephone or on paper."""
        may_answer = record.awaits_answer and SENDING(record, self.request.actor)
        return {
            "form": AnswerForm(record),
            "lines": record.lines.select_related("receivable", "entered_by"),
            "balances": balances_of(record.figures),
            "may_answer": may_answer,
            "late": record.days_late(local_day()),
            "company": self.request.tenant,
            "today": local_day(),
        }


class TakeAnswers(AccountStatementPage):
    """Answers that came by telephone or on paper, line by line."""

    def get(self, request, pk, **rest):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, pk, **rest):
        record = self.record(pk)
        form = AnswerForm(record, request.POST)
        said = form.said()
        status = 422
        if not form.name:
            form.errors["name"] = _("Enter who gave the answer.")
        if form.is_valid:
            try:
                take(record, said, name=form.name, by=request.actor)
                return reply(request, f"{record.get_absolute_url()}#lines", _("Answers kept"))
            except ValidationError as error:
                form.refused(error)
            except Refused as error:
                form.problem, status = error.detail, error.status
        context = self.context(self.record(pk)) | {"form": form, "open_answers": True}
        return refuse(request, self.template_name, context, status)


class ConfirmationPage(RecordPage):
    """One confirmation letter with its slip."""

    model, template_name = ConfirmationLetter, "receivables/confirmation_page.html"
    move_url = "receivables:confirmation-move"
    select_related = ["customer", "owner", "contact", "entered_by"]

    def more(self, record):
        """The balances and the items that make them up."""
        return {
            "balances": balances_of(record.figures),
            "items": [item | {"due_on": _day(item["due_on"])} for item in record.figures.get("items", [])],
            "late": record.days_late(local_day()),
        }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def make_account_statement(request):
    """A statement by hand."""
    return _made(request, AccountStatement, make_statement, "receivables/account_statement_new.html")


def make_confirmation(request):
    """A confirmation letter by hand."""
    return _made(request, ConfirmationLetter, _confirmation, "receivables/confirmation_new.html")


def _confirmation(customer, *, by, counted_on):
    return confirmation.make(customer, by=by, as_of=counted_on)


def _made(request, model, make, template):
    asked = {"customer": request.GET.get("customer", ""), "as_of": local_day()}
    form = MakeForm(submitted(request) if request.method == "POST" else None, by=request.actor, initial=asked)
    if request.method != "POST":
        return render(request, template, {"form": form})
    status = 422
    if form.is_valid():
        try:
            made = make(
                form.cleaned_data["customer"], by=request.actor, counted_on=form.cleaned_data["as_of"]
            )
            return reply(request, made, _("{number} made").format(number=made.number))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            status = error.status
            form.add_error(None, error.detail)
    return refuse(request, template, {"form": form}, status)


@require_GET
def account_statement_pdf(request, pk):
    """The paper: as it was sent, or as it would be."""
    return _pdf(request, AccountStatement, pk)


@require_GET
def confirmation_pdf(request, pk):
    """The letter: as it was sent, or as it would be."""
    return _pdf(request, ConfirmationLetter, pk)


@require_GET
def invoice_pdf(request, pk):
    """An invoice as a paper to check, in the language of whoever looks."""
    return invoice_pdf_answer(get_object_or_404(visible(Invoice.objects.all(), request.actor), pk=pk))


def _pdf(request, model, pk):
    rows = visible(model.objects.select_related("owner"), request.actor)
    return pdf_answer(get_object_or_404(rows, pk=pk))
