"""Lists and pages of receivables and invoices."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.forms import cleaned
from core.http import reply, toast
from core.money import Money
from core.pages import ListView, RecordPage
from core.sight import visible
from receivables.chasing_side import chasing_side
from receivables.forms import InvoiceAmountForm
from receivables.listing import invoices_listing, receivables_listing
from receivables.models import Invoice, Receivable
from receivables.services.allocation import ALLOCATING
from receivables.services.invoicing import ASKING, request_invoice, uninvoiced
from receivables.states import ReceivableState


class ReceivableList(ListView):
    """Receivables 应收."""

    listing = receivables_listing
    template_name = "receivables/receivable_list.html"


class ReceivablePage(RecordPage):
    """One receivable: its ledger, invoices and dunning."""

    model, template_name, move_url = Receivable, "receivables/receivable_page.html", "receivables:move"
    select_related = ["customer", "deal", "agreement", "owner"]

    def more(self, record):
        """Entries with the balance after each, allocations, invoices, steps."""
        by = self.request.actor
        left = uninvoiced(record)
        billable = record.state in (ReceivableState.OPEN, ReceivableState.PLANNED, ReceivableState.SETTLED)
        return {
            "entries": running(record),
            "allocations": record.allocations.select_related("bank_line").order_by("-created_at"),
            "may_allocate": ALLOCATING(record, by),
            "items": record.invoice_items.select_related("invoice").order_by("-invoice__created_at"),
            "steps": record.dunning_steps.order_by("-made_on"),
            "disputes": record.disputes.filter(resolved_on=None),
            **chasing_side(record, by),
            "uninvoiced": Money(left, record.currency)
            if billable and left > 0 and ASKING(record, by)
            else None,
        }


def running(record) -> list[dict]:
    """The ledger entries of a receivable, each with the balance after it; the last one is the balance."""
    balance, rows = 0, []
    for entry in record.entries.select_related("by", "allocation__bank_line").order_by("written_at", "pk"):
        balance += entry.amount
        rows.append({"entry": entry, "after": Money(balance, record.currency)})
    return rows


class InvoiceList(ListView):
    """Invoices 发票."""

    listing = invoices_listing
    template_name = "receivables/invoice_list.html"


class InvoicePage(RecordPage):
    """One invoice with its billing data and items."""

    model, template_name, move_url = Invoice, "receivables/invoice_page.html", "receivables:invoice-move"
    select_related = ["customer", "deal", "owner"]

    def more(self, record):
        """What it bills, and the billing data in order."""
        labels = {
            "title": _("Invoice title"), "tax_number": _("Tax number"), "bank": _("Bank"),
            "account": _("Bank account"), "address": _("Registered address"), "phone": _("Registered phone"),
        }  # fmt: skip
        return {
            "items": record.items.select_related("receivable__agreement"),
            "billing": [(label, record.billing.get(name)) for name, label in labels.items()],
        }


@require_POST
def ask_invoice(request, pk):
    """Ask finance for an invoice over a receivable."""
    receivable = get_object_or_404(visible(Receivable.objects.all(), request.actor), pk=pk)
    try:
        values = cleaned(InvoiceAmountForm, request.POST, by=request.actor, record=receivable)
        return reply(request, request_invoice(receivable, by=request.actor, **values), _("Invoice asked for"))
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, receivable)


def problem_text(error) -> str:
    """A refusal in one line, for a toast."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
