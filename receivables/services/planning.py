"""Receivables planned from the agreed terms, and opened as their triggers happen (decisions 14, 19, 20)."""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.db.models import Min, Sum

from core import search
from core.attention import todo
from core.currencies import CURRENCIES
from core.dates import local_day
from core.models.base import new_id
from core.numbering import next_number, next_numbers
from core.workflow import perform, serves
from customers.credit import lock_account
from customers.services.credit_watch import watch
from deals.models import Agreement, Instalment
from deals.states import DueBase, Trigger
from receivables.models import Invoice, InvoiceItem, Opening, Receivable
from receivables.rules.due import due_on
from receivables.rules.opening import share
from receivables.services import ledger
from receivables.settings import WHOLE
from receivables.states import InvoiceKind, InvoiceState, ReceivableState
from tenancy.actor import system
from tenancy.rules import rule


@transaction.atomic
def plan(agreement: Agreement, *, by) -> list[Receivable]:
    """Plan a receivable for each instalment; what is open stays, what was only planned is planned anew."""
    for planned in _planned(agreement):
        cancel_receivable(planned, by=system())
    wanted = _still_to_plan(agreement)
    numbers = next_numbers("AR", agreement.signed_on or local_day(), len(wanted)) if wanted else []
    made = [
        _planned_receivable(agreement, instalment, amount, number)
        for (instalment, amount), number in zip(wanted, numbers, strict=True)
    ]
    for receivable in made:
        receivable.save(force_insert=True)
    search.index(made, new=True)
    _open_dated(agreement, by=by)
    return made


def _planned(agreement):
    rows = Receivable.objects.filter(agreement=agreement, state=ReceivableState.PLANNED)
    return list(rows.select_for_update().order_by("pk"))


def _still_to_plan(agreement) -> list[tuple[Instalment, Decimal]]:
    """Instalments with what of each is not billed yet; billed money counts against its own trigger first."""
    billed = defaultdict(Decimal)
    # The parts of a rescheduled one are in its own amount.
    live = Receivable.objects.filter(agreement=agreement, rescheduled_from=None).exclude(
        state=ReceivableState.CANCELLED
    )
    for trigger, amount in live.values_list("trigger").annotate(sum=Sum("amount")):
        billed[trigger] += amount
    left = []
    for instalment in agreement.instalments.all():
        taken = min(billed[instalment.trigger], instalment.amount)
        billed[instalment.trigger] -= taken
        left.append([instalment, instalment.amount - taken])
    beyond = sum(billed.values(), Decimal(0))
    for pair in reversed(left):
        taken = min(beyond, pair[1])
        beyond -= taken
        pair[1] -= taken
    return [(instalment, amount) for instalment, amount in left if amount > 0]


def _planned_receivable(agreement, instalment, amount, number) -> Receivable:
    deal = agreement.deal
    return Receivable(
        number=number,
        owner_id=deal.seat("ar") or deal.owner_id,
        department_id=deal.department_id,
        deal=deal,
        agreement=agreement,
        customer=agreement.customer,
        instalment_id=instalment.pk,
        name=instalment.name,
        trigger=instalment.trigger,
        base=instalment.base,
        days=instalment.days,
        then_day=instalment.then_day,
        method=instalment.method,
        amount=amount,
        currency=agreement.currency,
        due_on=instalment.due_on,
    )


def _open_dated(agreement, *, by) -> None:
    """An instalment with an agreed date is owed from signing on; only its due date lies ahead."""
    signed_on = agreement.signed_on or local_day()
    key = f"date:{agreement.pk}:{agreement.terms_version}"
    open_triggered(agreement, Trigger.DATE, agreement.total, signed_on, key, by=by)


@transaction.atomic
def open_triggered(agreement: Agreement, trigger, value: Decimal, on, key: str, *, by) -> list[Receivable]:
    """Open what an event triggers, in proportion to its value (tax included, the agreement's currency).

    The same event (key) a second time opens nothing. Returns the receivables that are open now.
    """
    # What opens ahead of the released orders, an advance say, adds to the exposure (decision 21).
    lock_account(agreement.customer_id)
    planned = [row for row in _planned(agreement) if row.trigger == trigger]
    if not planned or Opening.objects.filter(agreement=agreement, trigger=trigger, event_key=key).exists():
        return []
    before = _triggered_before(agreement, trigger)
    opened = []
    for receivable in planned:
        part = _opening_part(agreement, receivable, value, before)
        Opening(
            agreement=agreement, instalment_id=receivable.instalment_id, trigger=trigger, event_key=key,
            value=value, opened=part.opens, happened_on=on,
        ).save(force_insert=True)  # fmt: skip
        if part.opens:
            opened.append(_open_part(receivable, part, on, key, by=by))
    if opened:
        # What is owed is not held back; the credit controller is told where it goes beyond the limit.
        watch(agreement.customer_id)
    return opened


def _triggered_before(agreement, trigger) -> Decimal:
    """The value of earlier events of this trigger; an event counts once however many instalments hang on it."""
    seen = (
        Opening.objects.filter(agreement=agreement, trigger=trigger)
        .values_list("event_key", "value")
        .distinct()
    )
    return sum((value for _key, value in seen), Decimal(0))


def _opening_part(agreement, receivable, value, before):
    instalment = (
        Instalment.objects.filter(pk=receivable.instalment_id).values_list("amount", flat=True).first()
    )
    return share(
        instalment=instalment or receivable.amount,
        planned=receivable.amount,
        total=agreement.triggerable(receivable.trigger),
        value=value,
        before=before,
        unit=Decimal(1).scaleb(-CURRENCIES[receivable.currency]),
        whole=bool(rule(WHOLE.key)),
    )


def _open_part(planned: Receivable, part, on, key, *, by) -> Receivable:
    """Open the whole planned receivable, or a part split off it; the rest stays planned."""
    target = planned
    if part.stays:
        target = split_off(planned, part.opens)
    cause = f"{planned.trigger} {key}"
    return open_receivable(target, by=system(), triggered_on=on, due_on=_due(target, on), cause=cause)


def split_off(planned: Receivable, amount: Decimal) -> Receivable:
    """A planned receivable of `amount` with the same terms; the original keeps the rest."""
    part = Receivable.objects.get(pk=planned.pk)
    part.pk, part.number, part.amount = new_id(), next_number("AR", local_day()), amount
    part._state.adding = True
    part.version = 1
    part.save(force_insert=True)
    search.index([part], new=True)
    planned.amount -= amount
    planned.save()
    return part


def _due(receivable, on):
    if receivable.trigger == Trigger.DATE:
        return receivable.due_on or on
    return due_on(receivable.base, on, receivable.days, receivable.then_day, _invoiced_on(receivable))


def _invoiced_on(receivable):
    """The day of the first invoice in force over the instalment: it may have gone out ahead of the trigger."""
    if receivable.base != DueBase.INVOICE:
        return None
    bills = InvoiceItem.objects.filter(
        receivable__agreement=receivable.agreement_id,
        receivable__instalment_id=receivable.instalment_id,
        invoice__state=InvoiceState.ISSUED,
    )
    return bills.aggregate(first=Min("invoice__issued_on"))["first"]


@serves(Receivable, "open")
def open_receivable(receivable, *, by, triggered_on, due_on, cause):
    """Put a planned receivable on the ledger. Its number tells the customer's side of it from now on."""
    receivable = perform(
        receivable, "open", by=by, triggered_on=triggered_on, due_on=due_on, facts_=facts_of(receivable)
    )
    ledger.write([ledger.opened(receivable, counts_on=triggered_on, by=by, cause=cause)])
    receivable.refresh_from_db(fields=["balance", "balance_minor"])
    return receivable


@serves(Receivable, "cancel")
def cancel_receivable(receivable, *, by, reason=""):
    """A planned receivable that can never be triggered; finance is asked to take back what was invoiced of it."""
    cancelled = perform(receivable, "cancel", by=by, reason=reason, facts_=facts_of(receivable))
    _ask_back(cancelled)
    return cancelled


def _ask_back(receivable) -> None:
    """Invoices for what will never be owed: those that are out are credited, those only asked for are void."""
    asked = {InvoiceState.ISSUED: "invoice_to_credit", InvoiceState.REQUESTED: "invoice_to_void"}
    invoices = Invoice.objects.filter(items__receivable=receivable, kind=InvoiceKind.INVOICE, state__in=asked)
    for invoice in invoices.distinct().order_by("pk"):
        todo(
            invoice, asked[invoice.state], role="finance", key=f"cancelled:{invoice.pk}:{receivable.pk}",
            number=invoice.number, receivable=receivable.number, customer=receivable.customer.name,
            balance=invoice.money.as_json(),
        )  # fmt: skip


def cancel_planned(deal, *, by) -> None:
    """The deal has ended: nothing that was only planned will be triggered."""
    for planned in Receivable.objects.filter(deal=deal, state=ReceivableState.PLANNED).order_by("pk"):
        cancel_receivable(planned, by=by)


def facts_of(receivable) -> dict:
    """What a timeline sentence about a receivable names."""
    return {"number": receivable.number, "name": receivable.name, "money": receivable.money.as_json()}
