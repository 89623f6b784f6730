"""Invoices: asked for with the customer's billing data, issued with a gapless number (decisions 23, 26)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.money import Money, round_money
from core.numbering import next_gapless
from core.workflow import edit, judge, lock, perform, serves
from deals.states import DueBase, Trigger
from receivables.forms import IssueForm, OptionalReasonForm, ReasonForm
from receivables.models import Invoice, InvoiceItem, Receivable
from receivables.models.invoice import LIVE
from receivables.rules.due import due_on
from receivables.services.planning import open_triggered
from receivables.states import DONE, ReceivableState
from tenancy.actor import system
from tenancy.roles import Right, may

ASKING = may(Right.INVOICE_REQUEST, seats=("ar",))


@transaction.atomic
def request_invoice(
    receivable: Receivable, *, by, amount: Money | None = None, is_paper: bool = False
) -> Invoice:
    """Ask finance for an invoice over (a part of) a receivable. Raises Denied, ValidationError on the amount."""
    receivable = lock(receivable)
    if not ASKING(receivable, by):
        raise Denied(ASKING.sentence)
    amount = amount or Money(uninvoiced(receivable), receivable.currency)
    _check_amount(receivable, amount)
    tax = _tax(receivable, amount.amount)
    invoice = Invoice(
        customer_id=receivable.customer_id, deal_id=receivable.deal_id, owner_id=by.user_id,
        department_id=receivable.department_id, created_by_id=by.user_id, currency=receivable.currency,
        amount=amount.amount, tax=tax, net=amount.amount - tax, is_paper=is_paper,
        billing=billing_data(receivable.customer),
    )  # fmt: skip
    invoice.save(force_insert=True)
    InvoiceItem(invoice=invoice, receivable=receivable, amount=amount.amount).save(force_insert=True)
    happened(invoice, "invoice.requested", by=by, money=amount.as_json(), receivable=receivable.number)
    return invoice


def uninvoiced(receivable) -> Decimal:
    """What of a receivable no live invoice bills yet."""
    items = InvoiceItem.objects.filter(receivable=receivable, invoice__state__in=LIVE)
    return receivable.amount - (items.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


def _check_amount(receivable, amount: Money) -> None:
    if receivable.state in DONE and receivable.state != ReceivableState.SETTLED:
        raise ValidationError({"receivable": _("{number} is not open.").format(number=receivable.number)})
    if amount.currency != receivable.currency:
        raise ValidationError(
            {"amount": _("This receivable is in {currency}.").format(currency=receivable.currency)}
        )
    left = uninvoiced(receivable)
    if not 0 < amount.amount <= left:
        text = _("{left} of this receivable is not invoiced yet.").format(left=f"{left:,.2f}")
        raise ValidationError({"amount": text})


def _tax(receivable, amount: Decimal) -> Decimal:
    """The tax within an amount, by the contract's own share of tax."""
    terms = receivable.agreement
    if terms is None or not terms.total:
        return Decimal(0)
    return round_money(amount * terms.tax / terms.total, receivable.currency)


def billing_data(customer) -> dict:
    """开票信息 as it is now; name and credit code stand in for title and tax number."""
    return {
        "title": customer.billing_title or customer.name,
        "tax_number": customer.billing_tax_number or customer.unified_code,
        "bank": customer.billing_bank,
        "account": customer.billing_account,
        "address": customer.billing_address,
        "phone": customer.billing_phone,
    }


@serves(Invoice, "request")
def ask_again(invoice, *, by):
    """Ask (again) with the billing data of today."""
    return perform(invoice, "request", by=by, billing=billing_data(invoice.customer), facts_=_facts(invoice))


@serves(Invoice, "issue", form=IssueForm)
def issue_invoice(invoice, *, by, issued_on, number=""):
    """Issue it: due dates that count from the invoice are known now. `number` is the tax system's own."""
    invoice = lock(invoice)
    judge(invoice, "issue", by=by)
    for item in invoice.items.select_related("receivable").order_by("receivable_id"):
        _start_terms(item, invoice, issued_on, by=by)
    # Last before commit: others wait for the counter until then.
    own = next_gapless("IV", issued_on.year)
    return perform(
        invoice, "issue", by=by, issued_on=issued_on, number=own, fiscal_number=number, facts_=_facts(invoice)
    )


def _start_terms(item, invoice, issued_on, *, by) -> None:
    receivable = item.receivable
    if receivable.state == ReceivableState.PLANNED and receivable.trigger == Trigger.INVOICED:
        value = _contract_value(receivable, item.amount)
        open_triggered(
            receivable.agreement, Trigger.INVOICED, value, issued_on, f"invoice:{invoice.pk}", by=by
        )
    elif (
        receivable.state == ReceivableState.OPEN
        and receivable.base == DueBase.INVOICE
        and not receivable.due_on
    ):
        counted = due_on("invoice", receivable.triggered_on, receivable.days, receivable.then_day, issued_on)
        edit(receivable, by=system(), due_on=counted)


def _contract_value(receivable, amount: Decimal) -> Decimal:
    """The contract value that an invoice over a part of an instalment stands for."""
    parts = Receivable.objects.filter(agreement=receivable.agreement, instalment_id=receivable.instalment_id)
    whole = parts.exclude(state=ReceivableState.CANCELLED).aggregate(sum=Sum("amount"))["sum"]
    return receivable.agreement.total * amount / whole


@serves(Invoice, "credit", form=ReasonForm)
def credit_invoice(invoice, *, by, reason):
    """Take an issued invoice back by a red-letter one 红冲."""
    return perform(invoice, "credit", by=by, reason=reason, facts_=_facts(invoice))


@serves(Invoice, "void", form=OptionalReasonForm)
def void_invoice(invoice, *, by, reason=""):
    """Not needed, or the paper is taken back within its month."""
    return perform(invoice, "void", by=by, reason=reason, facts_=_facts(invoice))


def _facts(invoice) -> dict:
    return {"money": invoice.money.as_json(), "customer": str(invoice.customer)}
