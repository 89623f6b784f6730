"""Red-letter credit 红冲: a document of its own takes an invoice back, wholly or in part.

What it takes back may be invoiced again where the invoice was in error; where goods came back, a service ended or the
price was lowered, the customer owes less: the receivable falls by an entry of the ledger.
"""

from collections import defaultdict
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos
from core.errors import Blocked
from core.events import happened
from core.form_lists import pointed
from core.guards import Blocker
from core.money import Money, split
from core.numbering import next_gapless
from core.rows import insert_many
from core.workflow import Done, judge, perform, serves
from receivables.invoice_forms import CreditForm
from receivables.models import Invoice, InvoiceItem, Receivable
from receivables.rules.billing import Bill, taken_back
from receivables.services import invoice_terms, ledger
from receivables.services.allocation import settle
from receivables.services.invoicing import check_fiscal_number, facts_of, lock_whole, tell_asker
from receivables.states import LOWERING, CreditCause, EntryKind, InvoiceKind, InvoiceState, ReceivableState
from tenancy.actor import system


@serves(Invoice, "credit", form=CreditForm)
def credit_invoice(
    invoice, *, by, reason, cause=CreditCause.ERROR, amount=None, items=None, issued_on=None, number=""
):
    """Take an issued invoice back by a credit note 红字发票: all that is left of it, or a part.

    amount: so much of all its lines in proportion; items: [{"item": line, "amount": Money}] of certain lines.
    number: the tax system's own of the credit note. Raises as any move, ValidationError on `amount` or `items`.
    """
    invoice = lock_whole(invoice)
    judge(invoice, "credit", by=by)
    check_fiscal_number(number)
    day = _day(invoice, issued_on)
    lines = _lines(invoice, amount, items)
    taken = sum((bill.gross for _item, bill in lines), Decimal(0))
    if cause in LOWERING:
        _lower(_by_receivable(lines), day, by=by, reason=reason)
    note = _note(invoice, lines, by=by, reason=reason, cause=cause, day=day, fiscal_number=number)
    move = "credit" if taken == invoice.creditable else "credit_part"
    facts = facts_of(invoice) | {
        "credit_note": note.number,
        "taken": Money(taken, invoice.currency).as_json(),
    }
    invoice = perform(invoice, move, by=by, reason=reason, amount=taken, facts_=facts)
    if move == "credit":
        invoice_terms.count_again(invoice, by=by)
        close_todos(invoice)
    tell_asker(invoice, "invoice_credited", by=by)
    shown = {"id": str(note.pk), "number": note.number, "amount": note.money.as_json()}
    return Done(invoice, {"credit_note": shown})


@serves(Invoice, "credit_part")
def credit_part(invoice, *, by, reason, amount):
    """Made by `credit` where a part is taken back."""
    return perform(invoice, "credit_part", by=by, reason=reason, amount=amount)


def _day(invoice, issued_on):
    day = issued_on or invoice.as_of
    if day < invoice.issued_on:
        raise ValidationError({"issued_on": _("A credit note is not older than its invoice.")})
    return day


# --- what is taken back ---------------------------------------------------------------------------------------


def _lines(invoice, amount: Money | None, items) -> list:
    """[(line of the invoice, what is taken back of it)]. Raises ValidationError."""
    left = left_of(invoice)
    if amount is not None and items:
        raise ValidationError(
            {"items": _("Name an amount for the whole invoice or amounts of its lines, not both.")}
        )
    if items:
        asked = _asked(invoice, items, left)
    elif amount is not None:
        asked = _in_proportion(invoice, amount, left)
    else:
        asked = {item: bill.gross for item, bill in left.items()}
    return [
        (item, taken_back(gross, left[item], invoice.currency)) for item, gross in asked.items() if gross > 0
    ]


def left_of(invoice) -> dict:
    """{line: what credit notes have left of it}, lines that are all taken back left out."""
    gone: dict = defaultdict(lambda: (Decimal(0), Decimal(0)))
    notes = InvoiceItem.objects.filter(invoice__credits=invoice.pk).order_by()
    for row in notes.values("receivable_id", "tax_rate").annotate(n=Sum("net"), t=Sum("tax")):
        gone[row["receivable_id"], row["tax_rate"]] = (row["n"], row["t"])
    found = {}
    for item in invoice.items.select_related("receivable"):
        net, tax = gone[item.receivable_id, item.tax_rate]
        bill = Bill(item.tax_rate, item.net + net, item.tax + tax, item.description)
        if bill.gross > 0:
            found[item] = bill
    return found


def _in_proportion(invoice, amount: Money, left) -> dict:
    whole = invoice.creditable
    _check_currency("amount", amount, invoice)
    if not 0 < amount.amount <= whole:
        told = _("{left} of this invoice is not credited yet.").format(left=f"{whole:,.2f}")
        raise ValidationError({"amount": ValidationError(told, code="max_value")})
    parts = split(amount.amount, [bill.gross for bill in left.values()], invoice.currency)
    return dict(zip(left, parts, strict=True))


def _asked(invoice, items, left) -> dict:
    by_id = {item.pk: item for item in left}
    asked, errors = {}, []
    for position, one in enumerate(items):
        item, money = by_id.get(one["item"]), one["amount"]
        if item is None or item in asked:
            told = _("Name each line of this invoice once that is not wholly credited yet.")
            errors.append(pointed(told, f"{position}/item"))
        elif money.currency != invoice.currency or not 0 < money.amount <= left[item].gross:
            told = _("{left} of this line is not credited yet.").format(left=f"{left[item].gross:,.2f}")
            errors.append(pointed(told, f"{position}/amount", "max_value"))
        else:
            asked[item] = money.amount
    if errors:
        raise ValidationError({"items": errors})
    return asked


def _check_currency(field, amount: Money, invoice) -> None:
    if amount.currency != invoice.currency:
        raise ValidationError({field: _("This invoice is in {currency}.").format(currency=invoice.currency)})


def _note(invoice, lines, *, by, reason, cause, day, fiscal_number) -> Invoice:
    """The credit note: the invoice's data, negative amounts, a number of the same gapless series."""
    net = sum((bill.net for _item, bill in lines), Decimal(0))
    tax = sum((bill.tax for _item, bill in lines), Decimal(0))
    note = Invoice(
        kind=InvoiceKind.CREDIT_NOTE, credits=invoice, cause=cause, customer_id=invoice.customer_id,
        deal_id=invoice.deal_id, owner_id=invoice.owner_id, department_id=invoice.department_id,
        created_by_id=by.user_id, currency=invoice.currency, vat_kind=invoice.vat_kind, is_paper=invoice.is_paper,
        billing=invoice.billing, net=-net, tax=-tax, amount=-net - tax, issued_on=day, reason=reason,
        fiscal_number=fiscal_number, state=InvoiceState.ISSUED, number=next_gapless("IV", day.year),
    )  # fmt: skip
    note.save(force_insert=True)
    search.index([note], new=True)
    insert_many([
        InvoiceItem(
            invoice=note, receivable_id=item.receivable_id, description=item.description, tax_rate=bill.rate,
            net=-bill.net, tax=-bill.tax, amount=-bill.gross,
        )
        for item, bill in lines
    ])  # fmt: skip
    facts = {
        "number": note.number,
        "credited": invoice.number,
        "money": note.money.as_json(),
        "reason": reason,
    }
    happened(note, "invoice.credit_note_issued", by=by, **facts)
    return note


# --- what is owed ---------------------------------------------------------------------------------------------


def _by_receivable(lines) -> dict:
    sums: dict = defaultdict(Decimal)
    for item, bill in lines:
        sums[item.receivable_id] += bill.gross
    return sums


def _lower(amounts: dict, day, *, by, reason) -> None:
    """The receivables fall by what is credited. Raises Blocked where less is open than that."""
    rows = {
        row.pk: row for row in Receivable.objects.filter(pk__in=amounts).select_for_update().order_by("pk")
    }
    if short := [_too_little(row, amounts[pk]) for pk, row in rows.items() if not _covers(row, amounts[pk])]:
        raise Blocked(short)
    ledger.write([
        ledger.lowered(row, EntryKind.CREDITED, amounts[pk], day, by=by, cause=reason) for pk, row in rows.items()
    ])  # fmt: skip
    for pk, row in rows.items():
        money = Money(amounts[pk], row.currency).as_json()
        happened(row, "receivable.credited", by=by, number=row.number, money=money, reason=reason)
        row.refresh_from_db(fields=["balance", "balance_minor"])
        if row.balance == 0:
            settle(row, by=system())


def _covers(row, amount) -> bool:
    return row.state == ReceivableState.OPEN and row.balance >= amount


def _too_little(row, amount) -> Blocker:
    told = _("Only {open} of {number} is open; {amount} can't be taken off it.")
    shown = {"open": f"{row.balance:,.2f}", "number": row.number, "amount": f"{amount:,.2f}"}
    fix = _("Reverse an allocation first, or credit the invoice as one in error.")
    return Blocker("too_little_open", told.format(**shown), fix, row.get_absolute_url())
