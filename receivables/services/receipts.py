"""Cash and bills of exchange 银承/商承: recorded, passed on, collected or dishonoured (decision 23).

A receipt stands on the ledger as a line of money that is allocated like any other: cash at once, a bill on receipt or
once it is worth money, as the tenant's rule says. The bank's own line of a collected bill is not money a second time.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos, notify, todo
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money, minor_units
from core.numbering import next_number
from core.tenancy import current_tenant
from core.workflow import perform, serves
from customers.credit import lock_accounts
from deals.models import Deal
from receivables.forms import ReasonForm
from receivables.ledger_forms import CollectForm, DiscountBillForm, DishonourForm, PassOnForm
from receivables.models import Allocation, BankLine, LedgerEntry, Receipt, Receivable
from receivables.models.receipt import HANDLING
from receivables.services import allocation as allocating
from receivables.services import ledger
from receivables.settings import BILL_SETTLES
from receivables.states import EntryKind, LineSource, ReceiptKind
from tenancy.people import members_with_role
from tenancy.rules import rule

ON_RECEIPT = "receipt"


@transaction.atomic
def take_receipt(*, by, kind, customer, amount: Money, received_on, **bill) -> Receipt:
    """Record cash or a bill: it can be allocated at once, or when it is paid, by rule. Raises Denied, ValidationError.

    bill: bill_number, drawer, acceptor, issued_on, due_on, note.
    """
    if not HANDLING(None, by):
        raise Denied(HANDLING.sentence)
    number = bill.get("bill_number", "")
    if number and Receipt.objects.filter(bill_number=number).exclude(state="cancelled").exists():
        text = _("The bill {number} was recorded before.").format(number=number)
        raise ValidationError({"bill_number": ValidationError(text, code="unique")})
    receipt = Receipt(
        number=next_number("RC", received_on), kind=kind, customer=customer, amount=amount.amount,
        currency=amount.currency, amount_minor=_worth(amount, received_on), received_on=received_on,
        owner_id=by.user_id, created_by_id=by.user_id, **bill,
    )  # fmt: skip
    receipt.save(force_insert=True)
    search.index([receipt], new=True)
    if kind == ReceiptKind.CASH or rule(BILL_SETTLES.key) == ON_RECEIPT:
        _count(receipt, received_on, by=by)
    happened(receipt, "receipt.recorded", by=by, **_facts(receipt))
    return receipt


def _worth(money: Money, on) -> int:
    rate = ledger.known_rate(money.currency, on)
    return minor_units(money.amount * (rate or 0), current_tenant().currency)


def _count(receipt, on, *, by) -> None:
    """Put the receipt on the ledger as money, if it is not there yet."""
    if receipt.line_id is not None:
        return
    source = LineSource.BILL if receipt.is_bill else LineSource.CASH
    line = BankLine(
        source=source, customer_id=receipt.customer_id, amount=receipt.amount, currency=receipt.currency,
        amount_minor=_worth(receipt.money, on), value_on=on, booked_on=on,
        payer=(receipt.drawer or receipt.customer.name)[:200], created_by_id=by.user_id,
        text=" ".join(filter(None, (receipt.number, receipt.bill_number, receipt.note))),
    )  # fmt: skip
    line.save(force_insert=True)
    rate = ledger.known_rate(receipt.currency, on)
    ledger.write([ledger.received(line, by=by, rate=rate, cause=receipt.number)])
    receipt.line = line
    receipt.save()


def _facts(receipt) -> dict:
    return {
        "number": receipt.number, "money": receipt.money.as_json(), "bill": receipt.bill_number,
        "customer": receipt.customer.name,
    }  # fmt: skip


@serves(Receipt, "endorse", form=PassOnForm)
def endorse(receipt, *, by, passed_to, on):
    """Pass a bill on to a supplier: it was worth money."""
    receipt = perform(receipt, "endorse", by=by, passed_to=passed_to, on=on, facts_=_facts(receipt))
    _count(receipt, on, by=by)
    return receipt


@serves(Receipt, "discount", form=DiscountBillForm)
def discount(receipt, *, by, passed_to, proceeds, on, bank_line=None):
    """Sell a bill to a bank. Raises ValidationError where the proceeds are more than the bill or another currency."""
    if proceeds.currency != receipt.currency or proceeds.amount > receipt.amount:
        text = _("At most the bill's own {money}.").format(money=receipt.money)
        raise ValidationError({"proceeds": text})
    receipt = perform(
        receipt, "discount", by=by, passed_to=passed_to, proceeds=proceeds, on=on, facts_=_facts(receipt)
    )
    _count(receipt, on, by=by)
    _use_up(receipt, bank_line, proceeds.amount, on, by=by)
    return receipt


@serves(Receipt, "collect", form=CollectForm)
def collect(receipt, *, by, on, bank_line=None):
    """The acceptor paid."""
    receipt = perform(receipt, "collect", by=by, on=on, facts_=_facts(receipt))
    close_todos(receipt, "bill_due")
    _count(receipt, on, by=by)
    _use_up(receipt, bank_line, receipt.amount, on, by=by)
    return receipt


def _use_up(receipt, line, amount, on, *, by) -> None:
    """The bank's line is the money of a bill that is booked already. Raises ValidationError on `bank_line`."""
    if line is None:
        return
    line = BankLine.objects.select_related("statement").select_for_update(of=("self",)).get(pk=line.pk)
    if line.source != LineSource.BANK or line.is_held or line.currency != receipt.currency:
        raise ValidationError({"bank_line": _("Choose a line of a bank statement in {currency}.").format(
            currency=receipt.currency)})  # fmt: skip
    if line.unallocated < amount:
        text = _("Only {left} of this bank line is left.").format(left=f"{line.unallocated:,.2f}")
        raise ValidationError({"bank_line": text})
    ledger.write(
        [ledger.used(line, EntryKind.BILL, amount, max(on, line.value_on), by=by, cause=receipt.number)]
    )
    receipt.bank_line = line
    receipt.save()


@serves(Receipt, "dishonour", form=DishonourForm)
def dishonour(receipt, *, by, on, reason):
    """The bill was not paid: what it settled is owed again from that day on, and its money is gone."""
    receipt = perform(receipt, "dishonour", by=by, on=on, reason=reason, facts_=_facts(receipt))
    close_todos(receipt, "bill_due")
    reopened = _take_away(receipt, by=by, reason=reason, counts_on=on)
    _alarm(receipt, reopened, reason)
    return receipt


@serves(Receipt, "cancel", form=ReasonForm)
def cancel(receipt, *, by, reason):
    """It was recorded by mistake: every entry is reversed from the day it counted from."""
    receipt = perform(receipt, "cancel", by=by, reason=reason, facts_=_facts(receipt))
    _take_away(receipt, by=by, reason=reason, counts_on=None)
    return receipt


def _take_away(receipt, *, by, reason, counts_on) -> list[Receivable]:
    """Reverse the receipt's allocations, then the money itself; returns the receivables that are owed again."""
    if receipt.line_id is None:
        return []
    used = Allocation.objects.filter(bank_line=receipt.line_id, reversed_at=None).select_related("receivable")
    posted = list(used.order_by("pk"))
    deals = Deal.objects.filter(pk__in={one.receivable.deal_id for one in posted}).order_by("pk")
    list(deals.select_for_update().values_list("pk", flat=True))
    lock_accounts({one.receivable.customer_id for one in posted} | {receipt.customer_id})
    BankLine.objects.select_for_update().get(pk=receipt.line_id)
    for one in posted:
        # Not before the day it counted from: a report of any day shows no money that was not there.
        on = counts_on and max(counts_on, one.counts_on)
        allocating.reverse(one, by=by, reason=reason, counts_on=on)
    money = LedgerEntry.objects.filter(bank_line=receipt.line_id, allocation=None, reverses=None)
    entries = list(money.order_by("position"))
    if LedgerEntry.objects.filter(reverses__in=entries).exists():
        raise Blocked([Blocker("already_reversed", _("This entry was reversed before."))])
    ledger.write(
        [
            ledger.reversing(one, by=by, cause=reason, counts_on=counts_on and max(counts_on, one.counts_on))
            for one in entries
        ]
    )
    return [one.receivable for one in posted]


def _alarm(receipt, reopened, reason) -> None:
    """A bill that was not paid is chased the same day."""
    facts = _facts(receipt) | {"reason": reason, "count": len(reopened)}
    todo(
        receipt,
        "bill_dishonoured",
        role="finance",
        due_on=local_day(),
        key=f"dishonoured:{receipt.pk}",
        **facts,
    )
    told = {one.owner_id: one.owner for one in reopened if one.owner_id}
    told |= {user.pk: user for user in members_with_role("credit")}
    notify(told.values(), "bill_dishonoured", record=receipt, key=f"dishonoured:{receipt.pk}", **facts)


def tell_due(day) -> int:
    """Have finance present the bills that are due by a day; each is told once. Returns how many are due."""
    due = Receipt.objects.filter(state="received", due_on__lte=day).select_related("customer")
    count = 0
    for receipt in due.order_by("due_on", "pk"):
        todo(
            receipt,
            "bill_due",
            role="finance",
            due_on=receipt.due_on,
            key=f"due:{receipt.pk}",
            **_facts(receipt),
        )
        count += 1
    return count
