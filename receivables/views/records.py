"""The list of receivables, and the page of one."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from core.display import full_amount
from core.money import Money, from_minor
from core.pages import ListView, RecordPage
from core.tenancy import current_tenant
from receivables.billable import uninvoiced
from receivables.chasing_side import chasing_side
from receivables.imports import may_take_over
from receivables.insurance_side import insurance_side
from receivables.letter_side import letter_side
from receivables.listing import receivables_listing
from receivables.models import Receivable
from receivables.months import may_read_months
from receivables.services.allocation import ALLOCATING
from receivables.services.books_export import EXPORTING
from receivables.services.invoicing import ASKING
from receivables.services.undoing import may_undo
from receivables.states import ReceivableState
from tenancy.roles import Right


class ReceivableList(ListView):
    """Receivables 应收."""

    listing = receivables_listing
    template_name = "receivables/receivable_list.html"

    def more(self):
        """Whether the person may take over what was owed before, look at the months, and hand the books over."""
        by = self.request.actor
        return {
            "may_take_over": may_take_over(by), "may_export": EXPORTING(None, by),
            "may_read_months": may_read_months(by),
        }  # fmt: skip


class ReceivablePage(RecordPage):
    """One receivable: its ledger, invoices and dunning."""

    model, template_name, move_url = Receivable, "receivables/receivable_page.html", "receivables:move"
    select_related = ["customer", "deal", "agreement", "owner"]

    def more(self, record):
        """Entries with the balance after each, allocations, invoices, steps."""
        by = self.request.actor
        left, entries = uninvoiced(record), running(record, by)
        billable = record.state in (ReceivableState.OPEN, ReceivableState.PLANNED, ReceivableState.SETTLED)
        return {
            "entries": entries,
            "proof": proof(record, entries),
            "parts_of_it": record.parts.order_by("due_sort", "number"),
            "allocations": record.allocations.select_related("bank_line").order_by("-created_at"),
            "may_allocate": ALLOCATING(record, by),
            "items": record.invoice_items.select_related("invoice").order_by("-invoice__created_at"),
            "steps": record.dunning_steps.order_by("-made_on"),
            "disputes": record.disputes.filter(resolved_on=None),
            **(beside := chasing_side(record, by)),
            **letter_side(record),
            **(insured := insurance_side(record, by)),
            "parts": beside["parts"] | insured["insurance_parts"],
            "specifics": record.specific_provisions.order_by("-created_at"),
            "may_provide": by.can(Right.PROVISION),
            "uninvoiced": Money(left, record.currency)
            if billable and left > 0 and ASKING(record, by)
            else None,
        }


def running(record, by) -> list[dict]:
    """The ledger entries of a receivable, each with the balance after it; the last one is the balance.

    undoable: may this person undo it, and was it not undone before.
    """
    balance, rows = 0, []
    entries = record.entries.select_related("by", "allocation__bank_line").order_by("position")
    undone = {entry.reverses_id for entry in entries if entry.reverses_id}
    for entry in entries:
        balance += entry.amount
        rows.append({
            "entry": entry, "after": Money(balance, record.currency), "undone": entry.pk in undone,
            "undoable": entry.pk not in undone and may_undo(entry, by),
        })  # fmt: skip
    return rows


def proof(record, entries) -> dict:
    """The balance beside the sum of its entries, in both currencies: they are the same, and the page shows it."""
    own = current_tenant().currency
    total = entries[-1]["after"] if entries else Money(Decimal(0), record.currency)
    base = Money(sum((one["entry"].base_amount for one in entries), Decimal(0)), own)
    worth = Money(from_minor(record.balance_minor, own), own)
    shown = {"sum": total, "base": base, "balance": record.open_money}
    return {name: f"{money.currency} {full_amount(money.amount)}" for name, money in shown.items()} | {
        "holds": total == record.open_money and base == worth
    }


def problem_text(error) -> str:
    """A refusal in one line, for a toast."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
