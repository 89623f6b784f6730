"""Invoices: asked for with the customer's billing data, issued with a gapless number (decisions 23, 26)."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos, notify, todo
from core.errors import Denied
from core.events import happened
from core.form_lists import pointed
from core.money import Money
from core.numbering import next_gapless
from core.rows import insert_many
from core.workflow import check_version, judge, lock, perform, serves
from deals.models import Deal
from receivables.billable import billed_of, shares_of, uninvoiced_of
from receivables.forms import IssueForm, OptionalReasonForm
from receivables.guards import missing_billing
from receivables.models import Invoice, InvoiceItem, Receivable
from receivables.models.invoice import BILLING_FIELDS
from receivables.rules.billing import at_rate, by_rates
from receivables.services import invoice_terms
from receivables.states import DONE, InvoiceState, ReceivableState, VatKind
from tenancy.models import User
from tenancy.roles import Right, may

ASKING = may(Right.INVOICE_REQUEST, seats=("ar",))


@dataclass(frozen=True)
class Wanted:
    """What of a receivable is to be invoiced. amount: all that is not yet; tax_rate: as the contract has it."""

    receivable: Receivable
    amount: Money | None = None
    tax_rate: Decimal | None = None
    description: str = ""


def request_invoice(
    receivable: Receivable, *, by, amount: Money | None = None, is_paper: bool = False
) -> Invoice:
    """Ask finance for an invoice over (a part of) one receivable. Raises as `ask_for_invoice`."""
    return ask_for_invoice([Wanted(receivable, amount)], by=by, is_paper=is_paper)


@transaction.atomic
def ask_for_invoice(
    wanted: list[Wanted], *, by, billing: dict | None = None, vat_kind: str = VatKind.SPECIAL,
    is_paper: bool = False, remark: str = "",
) -> Invoice:  # fmt: skip
    """Ask finance for an invoice over receivables of one customer in one currency.

    billing: what differs from the customer's own billing data. Raises Denied, and ValidationError on `items`. Deals and
    receivables are locked first: of two who ask at once for the same money the second is refused.
    """
    rows = locked([one.receivable.pk for one in wanted])
    if any(not ASKING(row, by) for row in rows.values()):
        raise Denied(ASKING.sentence)
    bills = _bills(wanted, rows)
    first = rows[wanted[0].receivable.pk]
    deals = {row.deal_id for row in rows.values()}
    invoice = Invoice(
        customer_id=first.customer_id, deal_id=first.deal_id if len(deals) == 1 else None, owner_id=by.user_id,
        department_id=first.department_id, created_by_id=by.user_id, currency=first.currency, is_paper=is_paper,
        vat_kind=vat_kind, remark=remark, billing=billing_data(first.customer) | _given(billing),
    )  # fmt: skip
    items = [_item(invoice, row, bill) for row, bill in bills]
    _add_up(invoice, items)
    invoice.save(force_insert=True)
    insert_many(items)
    search.index([invoice], new=True)
    numbers = ", ".join(dict.fromkeys(row.number for row, _bill in bills))
    happened(invoice, "invoice.requested", by=by, money=invoice.money.as_json(), receivable=numbers)
    ask_to_act(invoice)
    return invoice


def locked(ids) -> dict:
    """{id: receivable}, their deals locked before them, each in the order that everybody keeps (decision 6)."""
    deals = Receivable.objects.filter(pk__in=ids, deal__isnull=False).values("deal_id")
    list(Deal.objects.select_for_update().filter(pk__in=deals).order_by("pk").values_list("pk", flat=True))
    rows = Receivable.objects.select_related("customer", "agreement", "deal")
    return {row.pk: row for row in rows.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")}


# --- what is billed -------------------------------------------------------------------------------------------


def _bills(wanted, rows) -> list:
    """[(receivable, line)] of what is asked for. Raises ValidationError: what does not fit, and how much would."""
    _check_together([rows[one.receivable.pk] for one in wanted])
    left = uninvoiced_of(rows.values())
    billed = {row.agreement_id: billed_of(row.agreement) for row in rows.values()}
    found, errors = [], []
    for position, one in enumerate(wanted):
        row = rows[one.receivable.pk]
        try:
            amount = _amount(row, one.amount, left[row.pk])
        except ValidationError as error:
            errors += [pointed(error.messages[0], f"{position}/amount")]
            continue
        found += [(row, bill) for bill in _lines(row, one, amount, billed[row.agreement_id])]
        left[row.pk] -= amount
    if errors:
        single = {"amount": errors[0].message} if len(wanted) == 1 else {"items": errors}
        raise ValidationError(single)
    return found


def _check_together(rows) -> None:
    if len({row.customer_id for row in rows}) > 1:
        raise ValidationError({"items": _("An invoice is for one customer; these are of several.")})
    if len({row.currency for row in rows}) > 1:
        raise ValidationError({"items": _("An invoice is in one currency; these are in several.")})
    if len({row.pk for row in rows}) < len(rows):
        raise ValidationError({"items": _("A receivable stands twice in the request.")})


def _amount(receivable, asked: Money | None, left: Decimal) -> Decimal:
    if receivable.state in DONE and receivable.state != ReceivableState.SETTLED:
        raise ValidationError(_("{number} is not open.").format(number=receivable.number))
    amount = asked or Money(left, receivable.currency)
    if amount.currency != receivable.currency:
        raise ValidationError(_("This receivable is in {currency}.").format(currency=receivable.currency))
    if not 0 < amount.amount <= left:
        raise ValidationError(_("{left} of this receivable is not invoiced yet.").format(left=f"{left:,.2f}"))
    return amount.amount


def _lines(receivable, one: Wanted, amount: Decimal, billed: dict) -> list:
    """The lines by rate; `billed` is counted on, so that the next receivable of the contract goes on from there."""
    shares = shares_of(receivable.agreement)
    if one.tax_rate is not None:
        named = next((share.description for share in shares if share.rate == one.tax_rate), "")
        lines = [at_rate(amount, one.tax_rate, receivable.currency, named)]
    elif receivable.agreement is None:
        lines = [at_rate(amount, shares[0].rate, receivable.currency)]
    else:
        lines = by_rates(amount, shares, billed, receivable.currency)
    for line in lines:
        gross, tax = billed.get(line.rate, (Decimal(0), Decimal(0)))
        billed[line.rate] = (gross + line.gross, tax + line.tax)
    if not one.description:
        return lines
    return [type(line)(line.rate, line.net, line.tax, one.description) for line in lines]


def _item(invoice, receivable, bill) -> InvoiceItem:
    return InvoiceItem(
        invoice=invoice, receivable=receivable, description=bill.description or receivable.name, tax_rate=bill.rate,
        net=bill.net, tax=bill.tax, amount=bill.gross,
    )  # fmt: skip


def _add_up(invoice, items) -> None:
    invoice.net = sum((item.net for item in items), Decimal(0))
    invoice.tax = sum((item.tax for item in items), Decimal(0))
    invoice.amount = invoice.net + invoice.tax


# --- billing data ---------------------------------------------------------------------------------------------


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


def _given(billing: dict | None) -> dict:
    return {name: value for name, value in (billing or {}).items() if name in BILLING_FIELDS and value}


def ask_to_act(invoice) -> None:
    """The to-do of who is next: the AR where billing data are missing, finance where the invoice can be issued."""
    close_todos(invoice)
    facts = {"customer": str(invoice.customer), "balance": invoice.money.as_json()}
    key = f"{invoice.pk}:{invoice.version}"
    if missing_billing(invoice.billing) and invoice.owner_id:
        owner = User.objects.filter(pk=invoice.owner_id).first()
        todo(invoice, "invoice_incomplete", user=owner, key=key, **facts)
    else:
        todo(invoice, "invoice_wanted", role="finance", key=key, **facts)


@transaction.atomic
def change_request(invoice: Invoice, *, by, expected_version: int | None = None, **values) -> Invoice:
    """Change billing data, kind, remark of an invoice that is still asked for. Raises Denied, Stale."""
    invoice = lock(invoice)
    check_version(invoice, expected_version)
    if not (ASKING(invoice, by) or invoice.owner_id == by.user_id):
        raise Denied(ASKING.sentence)
    if invoice.state != InvoiceState.REQUESTED:
        raise ValidationError(_("Only an invoice that is still asked for can be changed."))
    billing = values.pop("billing", None)
    if billing is not None:
        invoice.billing = invoice.billing | {n: v for n, v in billing.items() if n in BILLING_FIELDS}
    for name, value in values.items():
        setattr(invoice, name, value)
    invoice.save()
    happened(invoice, "invoice.updated", by=by)
    ask_to_act(invoice)
    return invoice


@serves(Invoice, "request")
def ask_again(invoice, *, by):
    """Ask (again) with the billing data of today."""
    invoice = lock_whole(invoice)
    invoice = perform(
        invoice, "request", by=by, billing=billing_data(invoice.customer), facts_=facts_of(invoice)
    )
    ask_to_act(invoice)
    return invoice


# --- issue and void -------------------------------------------------------------------------------------------


@serves(Invoice, "issue", form=IssueForm)
def issue_invoice(invoice, *, by, issued_on, number=""):
    """Issue it: due dates that count from the invoice are known now. `number` is the tax system's own."""
    invoice = lock_whole(invoice)
    judge(invoice, "issue", by=by)
    check_fiscal_number(number)
    invoice_terms.start(invoice, issued_on, by=by)
    # Last before commit: others wait for the counter until then.
    own = next_gapless("IV", issued_on.year)
    invoice = perform(
        invoice,
        "issue",
        by=by,
        issued_on=issued_on,
        number=own,
        fiscal_number=number,
        facts_=facts_of(invoice),
    )
    search.index([invoice])
    close_todos(invoice)
    tell_asker(invoice, "invoice_issued", by=by)
    return invoice


@serves(Invoice, "void", form=OptionalReasonForm)
def void_invoice(invoice, *, by, reason=""):
    """Not needed, or the paper is taken back within its month: its money may be invoiced again."""
    invoice = lock_whole(invoice)
    was_issued = invoice.issued_on is not None
    invoice = perform(invoice, "void", by=by, reason=reason, facts_=facts_of(invoice))
    if was_issued:
        invoice_terms.count_again(invoice, by=by)
    close_todos(invoice)
    tell_asker(invoice, "invoice_void", by=by)
    return invoice


def lock_whole(invoice) -> Invoice:
    """The invoice as it is now, locked between its deals and its receivables."""
    ids = list(invoice.items.values_list("receivable_id", flat=True))
    deals = Receivable.objects.filter(pk__in=ids, deal__isnull=False).values("deal_id")
    list(Deal.objects.select_for_update().filter(pk__in=deals).order_by("pk").values_list("pk", flat=True))
    invoice = lock(invoice)
    invoice_terms.lock_account_of(invoice)
    locked(ids)
    return invoice


def check_fiscal_number(number: str) -> None:
    """Raise ValidationError where another invoice has this number of the tax system."""
    if number and Invoice.objects.filter(fiscal_number=number).exists():
        raise ValidationError({"number": _("Another invoice has this tax invoice number already.")})


def tell_asker(invoice, kind: str, *, by) -> None:
    """Tell the AR what became of the invoice, unless it was the AR's own doing."""
    if invoice.owner_id and invoice.owner_id != by.user_id:
        owner = User.objects.filter(pk=invoice.owner_id, is_active=True)
        notify(list(owner), kind, record=invoice, number=invoice.number, customer=str(invoice.customer))


def facts_of(invoice) -> dict:
    """What a timeline sentence about an invoice names."""
    return {"money": invoice.money.as_json(), "customer": str(invoice.customer)}
