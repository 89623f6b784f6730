"""Pages of invoices: the list, one invoice with its credit notes, and asking for one over what is not invoiced yet."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.forms import cleaned
from core.http import refuse, reply, toast
from core.money import Money
from core.pages import ListView, RecordPage
from core.record_parts import RecordPart, page_parts
from core.sight import seen, visible
from customers.models import Customer
from customers.services.records import EDITING, update_customer
from receivables.billable import uninvoiced_of
from receivables.forms import InvoiceAmountForm
from receivables.guards import missing_billing
from receivables.imports import may_take_over
from receivables.invoice_forms import BILLING_LABELS, LONGEST_BILLING, InvoiceChangeForm, InvoiceForm
from receivables.listing import invoices_listing
from receivables.models import Invoice, Receivable
from receivables.services.invoicing import (
    ASKING,
    Wanted,
    ask_for_invoice,
    billing_data,
    change_request,
    request_invoice,
)
from receivables.states import DONE, InvoiceState, ReceivableState, VatKind
from receivables.views.records import problem_text

BILLABLE = (ReceivableState.OPEN, ReceivableState.PLANNED, ReceivableState.SETTLED)
# Rows proposed for one invoice; who owes more has a list of receivables.
MOST_PROPOSED = 100
CUSTOMERS_SHOWN = 50


class InvoiceList(ListView):
    """Invoices and credit notes 发票."""

    listing = invoices_listing
    template_name = "receivables/invoice_list.html"

    def more(self):
        """Whether the person may take over invoices of before."""
        return {"may_take_over": may_take_over(self.request.actor)}


class InvoicePage(RecordPage):
    """One invoice with its billing data, lines and credit notes."""

    model, template_name, move_url = Invoice, "receivables/invoice_page.html", "receivables:invoice-move"
    select_related = ["customer", "deal", "owner", "credits"]

    def more(self, record):
        """What it bills, the billing data in order, what took it back, and the form to mend a request."""
        by = self.request.actor
        lacking = missing_billing(record.billing)
        billing = [
            (label, record.billing.get(name), name in lacking) for name, label in BILLING_LABELS.items()
        ]
        more = {
            "items": record.items.select_related("receivable__agreement"),
            "billing": billing,
            "notes": record.credit_notes.order_by("created_at"),
        }
        if record.state == InvoiceState.REQUESTED and (ASKING(record, by) or record.owner_id == by.user_id):
            more |= {
                "parts": page_parts(by, record, billing=InvoiceChangeForm),
                "fields": billing_fields(record.billing),
            }
        return more


class InvoiceBilling(RecordPart, InvoicePage):
    """Billing data, kind and remark of an invoice that is still asked for."""

    slot, form_class, said_after = "billing", InvoiceChangeForm, gettext_lazy("Request saved")

    def save(self, record, **values):
        change_request(record, by=self.request.actor, **values)


def billing_fields(values: dict, errors: dict | None = None) -> list[dict]:
    """The fields of billing data as a form draws them."""
    return [
        {"name": name, "label": label, "value": values.get(name) or "", "longest": LONGEST_BILLING[name],
         "error": (errors or {}).get(name, ""), "is_needed": name in ("title", "tax_number")}
        for name, label in BILLING_LABELS.items()
    ]  # fmt: skip


@dataclass
class Proposed:
    """A receivable that may be invoiced: what is left of it, whether it is ticked and with which amount."""

    row: Receivable
    left: Decimal
    is_chosen: bool
    amount: str
    error: str = ""

    @property
    def money(self) -> Money:
        return Money(self.left, self.row.currency)


class InvoiceNew(View):
    """Ask finance for an invoice: a customer, what is not invoiced yet, and how the invoice is to be written."""

    def get(self, request):
        customer = self._customer(request)
        if customer is None:
            context = {"waiting": customers_waiting(request.actor)}
            return render(request, "receivables/invoice_choose.html", context)
        chosen = request.GET.getlist("receivable")
        return render(request, "receivables/invoice_new.html", self._context(request, customer, chosen))

    def post(self, request):
        customer = self._customer(request)
        if customer is None:
            context = {"waiting": customers_waiting(request.actor)}
            return refuse(request, "receivables/invoice_choose.html", context, 422)
        chosen = request.POST.getlist("pick")
        problems = self._lacking(request)
        try:
            if problems:
                raise ValidationError(_("The invoice lacks billing data. Fill them in below."))
            invoice = self._asked(request, customer, chosen)
        except ValidationError as error:
            context = self._context(request, customer, chosen, error=error, lacking=problems)
            return refuse(request, "receivables/invoice_new.html", context, 422)
        except Refused as error:
            context = self._context(request, customer, chosen) | {"refused": error.detail}
            return refuse(request, "receivables/invoice_new.html", context, error.status)
        return reply(request, invoice, _("Invoice asked for"))

    def _customer(self, request):
        raw = request.POST.get("customer") or request.GET.get("customer")
        if not raw:
            return None
        customer = seen(Customer, request.actor, raw)
        if customer is None:
            raise Http404
        return customer

    def _lacking(self, request) -> dict:
        """{field: sentence} of billing data that an invoice can't do without."""
        given = {name: request.POST.get(f"billing-{name}", "").strip() for name in BILLING_LABELS}
        return {name: _("An invoice can't do without this.") for name in missing_billing(given)}

    def _asked(self, request, customer, chosen):
        items = [
            {
                "receivable": pk,
                "amount": {"amount": request.POST.get(f"amount-{pk}", ""), "currency": currency},
            }
            for pk, currency in _currencies(chosen)
        ]
        if not items:
            raise ValidationError(_("Tick at least one receivable."))
        given = {name: request.POST.get(f"billing-{name}", "") for name in BILLING_LABELS}
        sent = {
            "items": items, "billing": given, "remark": request.POST.get("remark", ""),
            "vat_kind": request.POST.get("vat_kind", ""), "is_paper": request.POST.get("is_paper") == "on",
        }  # fmt: skip
        values = cleaned(InvoiceForm, sent, by=request.actor)
        wanted = [Wanted(**one) for one in values.pop("items")]
        for name in ("receivable", "amount"):
            values.pop(name, None)
        invoice = ask_for_invoice(wanted, by=request.actor, **values)
        if request.POST.get("keep") == "on" and EDITING(customer, request.actor):
            kept = {f"billing_{name}": invoice.billing.get(name) or "" for name in BILLING_LABELS}
            update_customer(customer, by=request.actor, **kept)
        return invoice

    def _context(self, request, customer, chosen, *, error=None, lacking=None) -> dict:
        is_sent = request.method == "POST"
        rows = proposals(customer, request.actor, chosen, request.POST if is_sent else None)
        problems = _by_row(error, chosen, rows)
        billing = billing_data(customer)
        if is_sent:
            billing = {name: request.POST.get(f"billing-{name}", "") for name in BILLING_LABELS}
        return {
            "customer": customer,
            "rows": rows,
            "problems": problems,
            "fields": billing_fields(billing, lacking),
            "vat_kinds": VatKind.choices,
            "vat_kind": request.POST.get("vat_kind") or VatKind.SPECIAL,
            "is_paper": request.POST.get("is_paper") == "on",
            "remark": request.POST.get("remark", ""),
            "may_keep": EDITING(customer, request.actor),
            "keep": not is_sent or request.POST.get("keep") == "on",
        }


def proposals(customer, by, chosen, sent=None) -> list[Proposed]:
    """What of the customer's receivables may be invoiced, what is owed first; all of one currency are ticked."""
    rows = visible(Receivable.objects.filter(customer=customer, state__in=BILLABLE), by)
    found = list(
        rows.select_related("agreement", "deal").order_by("-triggered_on", "due_sort", "pk")[
            : MOST_PROPOSED * 3
        ]
    )
    left = uninvoiced_of(found)
    found = [row for row in found if left[row.pk] > 0 and ASKING(row, by)]
    found.sort(key=lambda row: (row.state == ReceivableState.PLANNED, row.due_sort, row.number))
    currency = next((row.currency for row in found), "")
    return [
        Proposed(
            row, left[row.pk], _is_ticked(row, chosen, sent, currency),
            (sent or {}).get(f"amount-{row.pk}") or Money(left[row.pk], row.currency).as_json()["amount"],
        )
        for row in found[:MOST_PROPOSED]
    ]  # fmt: skip


def _is_ticked(row, chosen, sent, currency) -> bool:
    if chosen or sent is not None:
        return str(row.pk) in chosen
    return row.state == ReceivableState.OPEN and row.currency == currency


def _currencies(ids) -> list:
    """[(id, currency)] of the ticked receivables, as they were ticked; what is no id is left out."""
    known = {
        str(pk): currency
        for pk, currency in Receivable.objects.filter(pk__in=_uuids(ids)).values_list("pk", "currency")
    }
    return [(pk, known[pk]) for pk in ids if pk in known]


def _uuids(ids) -> list:
    found = []
    for raw in ids:
        try:
            found.append(str(UUID(raw)))
        except ValueError:
            continue
    return found


def _by_row(error, chosen, rows) -> list[str]:
    """The sentences of a refusal; those of one receivable stand in its row."""
    if error is None:
        return []
    by_id = {str(one.row.pk): one for one in rows}
    general = []
    for leaf in _leaves(error):
        pointer = (leaf.params or {}).get("pointer", "") if isinstance(leaf.params, dict) else ""
        position = pointer.partition("/")[0]
        picked = chosen[int(position)] if position.isdigit() and int(position) < len(chosen) else ""
        if picked in by_id:
            by_id[picked].error = leaf.messages[0]
        else:
            general += leaf.messages
    if not general:
        general = [by_id[pk].error for pk in chosen if pk in by_id and by_id[pk].error][:1]
    return general


def _leaves(error) -> list:
    if hasattr(error, "error_dict"):
        return [leaf for errors in error.error_dict.values() for leaf in errors]
    return error.error_list


def customers_waiting(by) -> list[dict]:
    """Customers of whose open receivables something is not invoiced, those with most of them first."""
    rows = visible(Receivable.objects.exclude(state__in=DONE).filter(state=ReceivableState.OPEN), by)
    newest = list(rows.select_related("customer", "deal").order_by("-triggered_on", "pk")[:1000])
    left = uninvoiced_of(newest)
    found: dict = {}
    for row in newest:
        if left[row.pk] > 0 and ASKING(row, by):
            entry = found.setdefault(row.customer_id, {"customer": row.customer, "count": 0, "sums": {}})
            entry["count"] += 1
            entry["sums"][row.currency] = entry["sums"].get(row.currency, Decimal(0)) + left[row.pk]
    for entry in found.values():
        entry["moneys"] = [Money(amount, currency) for currency, amount in sorted(entry["sums"].items())]
    return sorted(found.values(), key=lambda entry: -max(entry["sums"].values()))[:CUSTOMERS_SHOWN]


@require_POST
def ask_invoice(request, pk):
    """Ask finance for an invoice over one receivable, from its page."""
    receivable = get_object_or_404(visible(Receivable.objects.all(), request.actor), pk=pk)
    try:
        values = cleaned(InvoiceAmountForm, request.POST, by=request.actor, record=receivable)
        return reply(request, request_invoice(receivable, by=request.actor, **values), _("Invoice asked for"))
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, receivable)
