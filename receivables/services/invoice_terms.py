"""Due dates that hang on the invoice 票到: they begin with it, and wait again when it is credited or void."""

from decimal import Decimal

from django.db.models import Min, Sum

from core.events import happened
from customers.credit import lock_account
from deals.states import DueBase, Trigger
from receivables.models import InvoiceItem, Opening, Receivable
from receivables.rules.due import due_on
from receivables.services.planning import open_receivable, split_off
from receivables.settings import WHOLE
from receivables.states import InvoiceKind, InvoiceState, ReceivableState
from tenancy.actor import system
from tenancy.rules import rule


def lock_account_of(invoice) -> None:
    """What an invoice opens adds to the customer's exposure: its account is locked before the receivables."""
    lock_account(invoice.customer_id)


def start(invoice, issued_on, *, by) -> None:
    """The invoice goes out: what it triggers is owed, and what counts from it falls due."""
    for receivable_id, amount in _billed_by(invoice):
        receivable = Receivable.objects.select_for_update().get(pk=receivable_id)
        if receivable.state == ReceivableState.PLANNED and receivable.trigger == Trigger.INVOICED:
            _open(invoice, receivable, amount, issued_on, by=by)
        elif _waits(receivable):
            _set_due(receivable, _due(receivable, issued_on), by=by)


def count_again(invoice, *, by) -> None:
    """The invoice stands no more: its receivables count from the first one that still does, or wait for a new one."""
    for receivable_id, _amount in _billed_by(invoice):
        receivable = Receivable.objects.select_for_update().get(pk=receivable_id)
        if receivable.state == ReceivableState.OPEN and _hangs_on_invoice(receivable):
            first = _first_invoice(receivable)
            _set_due(receivable, _due(receivable, first) if first else None, by=by)


def _billed_by(invoice) -> list:
    sums = invoice.items.order_by("receivable_id").values("receivable_id").annotate(sum=Sum("amount"))
    return list(sums.values_list("receivable_id", "sum"))


def _hangs_on_invoice(receivable) -> bool:
    return receivable.base == DueBase.INVOICE or receivable.trigger == Trigger.INVOICED


def _waits(receivable) -> bool:
    open_ = receivable.state == ReceivableState.OPEN
    return open_ and receivable.due_on is None and _hangs_on_invoice(receivable)


def _due(receivable, invoiced_on):
    started = invoiced_on if receivable.trigger == Trigger.INVOICED else receivable.triggered_on
    return due_on(receivable.base, started, receivable.days, receivable.then_day, invoiced_on)


def _first_invoice(receivable):
    """The day of the first invoice in force over the instalment."""
    items = InvoiceItem.objects.filter(invoice__state=InvoiceState.ISSUED, invoice__kind=InvoiceKind.INVOICE)
    if receivable.instalment_id:
        same = items.filter(
            receivable__instalment_id=receivable.instalment_id, receivable__agreement=receivable.agreement_id
        )
    else:
        same = items.filter(receivable=receivable)
    return same.aggregate(first=Min("invoice__issued_on"))["first"]


def _set_due(receivable, day, *, by) -> None:
    """A new due date opens a new dunning cycle (decision 25)."""
    if receivable.due_on == day:
        return
    before = receivable.due_on
    receivable.due_on = day
    receivable.cycle += 1 if before is not None else 0
    receivable.save()
    changes = {"due_on": [before and before.isoformat(), day and day.isoformat()]}
    happened(receivable, "receivable.updated", by=system(), changes=changes)


def _open(invoice, planned, amount: Decimal, issued_on, *, by) -> None:
    """What falls due on invoice is owed as far as it is invoiced; the invoice's lines go with the part that opens."""
    billed = amount
    if rule(WHOLE.key):
        billed = _issued_before(planned, invoice) + amount
        if billed < planned.amount:
            return
    if planned.agreement_id and planned.instalment_id:
        Opening(
            agreement_id=planned.agreement_id, instalment_id=planned.instalment_id, trigger=Trigger.INVOICED,
            event_key=f"invoice:{invoice.pk}:{planned.pk}", value=amount, opened=billed, happened_on=issued_on,
        ).save(force_insert=True)  # fmt: skip
    target = planned
    if billed < planned.amount:
        target = split_off(planned, billed)
        InvoiceItem.objects.filter(invoice=invoice, receivable=planned).update(receivable=target)
    cause = f"{Trigger.INVOICED} invoice:{invoice.pk}"
    open_receivable(target, by=system(), triggered_on=issued_on, due_on=_due(target, issued_on), cause=cause)


def _issued_before(planned, invoice) -> Decimal:
    items = InvoiceItem.objects.filter(
        receivable=planned, invoice__state=InvoiceState.ISSUED, invoice__kind=InvoiceKind.INVOICE
    )
    return items.exclude(invoice=invoice).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
