"""An invoice as a paper to check and to send along: its billing data and lines, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.display import full_amount, full_day
from core.pdf import pdf_of
from receivables.models import Invoice
from receivables.services.balance_documents import DOCUMENTS, house_words
from receivables.states import InvoiceState


def invoice_pdf(invoice: Invoice) -> bytes:
    """The paper as PDF; the same state of the invoice makes the same bytes."""
    return pdf_of(DOCUMENTS / "invoice.typ", invoice_words(invoice), at=invoice.updated_at)


def invoice_words(invoice: Invoice) -> dict:
    """Everything that stands on the paper of an invoice, a credit note or a request, in the language in force."""
    items = invoice.items.select_related("receivable__agreement")
    return house_words() | {
        "title": _title(invoice),
        "number": str(invoice),
        "to": {"label": pgettext("paper", "To"), "name": invoice.billing.get("title") or invoice.customer.name,
               "lines": _billing_lines(invoice.billing)},
        "facts": [{"label": str(label), "value": str(value)} for label, value in _facts(invoice) if value],
        "columns": [_("Goods or service"), _("Receivable"), _("Net amount"), _("Tax rate"), _("Tax"), _("Amount")],
        "rows": [_row(item) for item in items],
        "total": {"label": f"{_('Total')} {invoice.currency}"} | _sums(invoice),
        "closing": [
            *filter(None, [invoice.remark]),
            _("For checking only: the tax system's own invoice is the one that counts."),
        ],
    }  # fmt: skip


def _title(invoice) -> str:
    if invoice.is_credit_note:
        return _("Credit note")
    return _("Invoice to issue") if invoice.state == InvoiceState.REQUESTED else _("Invoice")


def _billing_lines(billing: dict) -> list[str]:
    told = [
        (_("Tax number"), ("tax_number",)), ("", ("address", "phone")), ("", ("bank", "account")),
    ]  # fmt: skip
    lines = [" ".join([label, *(billing.get(name) or "" for name in names)]).strip() for label, names in told]
    return [line for line, (_label, names) in zip(lines, told, strict=True) if any(map(billing.get, names))]


def _facts(invoice):
    yield pgettext("paper", "No."), invoice.number
    yield _("Tax invoice number"), invoice.fiscal_number
    yield _("Issued on"), full_day(invoice.issued_on) if invoice.issued_on else ""
    yield _("Kind of VAT invoice"), invoice.get_vat_kind_display()
    yield pgettext("credit note", "Credits"), invoice.credits or ""
    yield _("State"), invoice.get_state_display()


def _row(item) -> dict:
    agreement = item.receivable.agreement
    return {
        "name": item.description or item.receivable.name, "receivable": item.receivable.number,
        "contract": agreement.number if agreement else "", "rate": f"{(item.tax_rate * 100).normalize():f}%",
    } | _sums(item)  # fmt: skip


def _sums(of) -> dict:
    return {name: full_amount(getattr(of, name)) for name in ("net", "tax", "amount")}
