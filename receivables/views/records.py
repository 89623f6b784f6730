"""The list of receivables, and the page of one."""

from django.core.exceptions import ValidationError

from core.money import Money
from core.pages import ListView, RecordPage
from receivables.billable import uninvoiced
from receivables.chasing_side import chasing_side
from receivables.imports import may_take_over
from receivables.letter_side import letter_side
from receivables.listing import receivables_listing
from receivables.models import Receivable
from receivables.services.allocation import ALLOCATING
from receivables.services.invoicing import ASKING
from receivables.states import ReceivableState


class ReceivableList(ListView):
    """Receivables 应收."""

    listing = receivables_listing
    template_name = "receivables/receivable_list.html"

    def more(self):
        """Whether the person may take over what was owed before."""
        return {"may_take_over": may_take_over(self.request.actor)}


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
            **letter_side(record),
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


def problem_text(error) -> str:
    """A refusal in one line, for a toast."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
