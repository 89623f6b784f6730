"""Using money for receivables, and taking it back (handbook §8, decisions 6, 18, 19).

Lock order: deals, credit accounts, bank lines, receivables, each by id. The database's constraints on balance and
rest refuse what would slip through.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.bulk import run_many
from core.dates import local_day, moment
from core.errors import Blocked, Denied
from core.events import describe, happened, write_events
from core.guards import Blocker
from core.ids import one_of
from core.money import Money, base_rate, round_money
from core.rows import insert_many
from core.workflow import perform, serves
from customers.credit import lock_account
from deals.models import Deal
from receivables.models import Allocation, BankLine, LedgerEntry, Receivable
from receivables.services import aliases, differences, ledger, month_close
from receivables.states import ReceivableState
from tenancy.actor import system
from tenancy.roles import Right, may

ALLOCATING = may(Right.ALLOCATE)


@dataclass(frozen=True)
class Part:
    """So much of one line for one receivable, in the receivable's currency.

    difference: so much more of the receivable is closed by an entry of its own, of a kind (states.Difference) and for
    a reason; a rounding below 0 is what the payer rounded up. taken: what of the line is used where it is in another
    currency; left out, what the rates of the day make of it.
    """

    line_id: object
    receivable_id: object
    amount: Decimal
    difference: Decimal = Decimal(0)
    kind: str = ""
    reason: str = ""
    taken: Decimal | None = None


@transaction.atomic
def allocate(
    line: BankLine, receivable: Receivable, amount: Money, *, by, difference: Money | None = None,
    difference_kind: str = "", reason: str = "", taken: Money | None = None,
) -> Allocation:  # fmt: skip
    """Use money of a bank line for `amount` of a receivable. Raises Denied, Blocked, ValidationError on the amount.

    difference, taken: as Part has them.
    """
    given = {"difference": difference, "difference_kind": difference_kind, "reason": reason, "taken": taken}
    return post([_part(line, receivable, amount, **given)], by=by)[0]


@transaction.atomic
def allocate_many(line: BankLine, given: list[dict], *, by) -> list[Allocation]:
    """Several allocations of one line, each {receivable, amount, …} as `allocate` takes them; all or none."""
    if not given:
        raise ValidationError(_("Enter an amount for at least one receivable."))
    return post([_part(line, **one) for one in given], by=by)


def _part(line, receivable, amount, difference=None, difference_kind="", reason="", taken=None) -> Part:
    for money in (amount, difference):
        if money is not None and money.currency != receivable.currency:
            text = _("This receivable is in {currency}.").format(currency=receivable.currency)
            raise ValidationError({"amount": text})
    if taken is not None and taken.currency != line.currency:
        raise ValidationError({"taken": _("This money is in {currency}.").format(currency=line.currency)})
    return Part(
        line.pk, receivable.pk, amount.amount, difference.amount if difference else Decimal(0),
        difference_kind, reason, taken.amount if taken else None,
    )  # fmt: skip


@transaction.atomic
def post(parts: list[Part], *, by, automatic: bool = False) -> list[Allocation]:
    """Post several allocations at once, all or none; receivables that reach 0 are settled.

    automatic: a certain match, which teaches no alias. Raises as `allocate`.
    """
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    lines, receivables = _locked(parts)
    made, entries = [], []
    for part in parts:
        line, receivable = lines[part.line_id], receivables[part.receivable_id]
        taken = _taken(part, line, receivable)
        _check(part, taken, line, receivable)
        closing = differences.closing(part, line, receivable, by=by)
        allocation = _allocation(part, taken, line, receivable, by=by, automatic=automatic)
        made.append(allocation)
        entries += ledger.allocated(allocation, line, receivable, by=by)
        entries += differences.entries(allocation, line, receivable, closing, by=by)
    _date_into_open(made, entries)
    insert_many(made)
    ledger.write(entries)
    _remember_customers(lines.values(), made)
    _tell(made, receivables, by=by)
    settle_paid(receivables.values(), by=by)
    if not automatic:
        aliases.learn(
            [(lines[part.line_id], receivables[part.receivable_id].customer_id) for part in parts], by=by
        )
    return made


def _locked(parts):
    """Lines and receivables by id, locked in the order that everybody keeps. Raises ValidationError for strangers."""
    wanted = sorted({part.receivable_id for part in parts}, key=str)
    asked = one_of("pk", wanted)
    deals = Receivable.objects.filter(asked).values("deal_id")
    list(Deal.objects.select_for_update().filter(pk__in=deals).order_by("pk").values_list("pk", flat=True))
    rows = BankLine.objects.select_related("statement").select_for_update(of=("self",))
    lines = {
        line.pk: line for line in rows.filter(one_of("pk", {part.line_id for part in parts})).order_by("pk")
    }
    owed = Receivable.objects.select_for_update().filter(asked).order_by("pk")
    receivables = {receivable.pk: receivable for receivable in owed}
    return lines, receivables


def _taken(part: Part, line: BankLine, receivable: Receivable) -> Decimal:
    """What of the line is used, in its currency. Raises ValidationError where two currencies have no rate."""
    if line.currency == receivable.currency:
        return part.amount
    if part.taken is not None:
        return part.taken
    on = max(line.value_on, receivable.triggered_on or line.value_on)
    worth = part.amount * base_rate(receivable.currency, on) / base_rate(line.currency, on)
    return round_money(worth, line.currency)


def _check(part: Part, taken: Decimal, line: BankLine, receivable: Receivable) -> None:
    if line.is_held:
        detail = _("The statement is held, its remarks say why; its lines can't be allocated.")
        raise Blocked([Blocker("statement_held", detail, _("Release the statement first."))])
    if receivable.state not in (ReceivableState.OPEN, ReceivableState.WRITTEN_OFF):
        detail = _("{number} is not open.").format(number=receivable.number)
        raise Blocked([Blocker("not_open", detail, _("Choose an open receivable."))])
    if line.unallocated <= 0:
        raise Blocked([Blocker("line_used_up", _("Nothing of this bank line is left to allocate."))])
    if part.amount <= 0 or taken <= 0:
        raise ValidationError({"amount": _("Must be more than 0.")})
    owed = receivable.balance
    if receivable.state == ReceivableState.WRITTEN_OFF:
        owed = differences.written_off(receivable)
    for amount, most, text in (
        (part.amount, owed, _("{amount} is more than the open {most}. The extra {extra} can be parked.")),
        (
            taken,
            line.unallocated,
            _("{amount} is more than the {most} left of the bank line, by {extra}."),
        ),
    ):
        if amount > most:
            shown = {"amount": f"{amount:,.2f}", "most": f"{most:,.2f}", "extra": f"{amount - most:,.2f}"}
            raise ValidationError({"amount": ValidationError(text.format(**shown), code="max_value")})


def _allocation(part, taken, line, receivable, *, by, automatic) -> Allocation:
    """It counts from the day the money was there and the receivable open, whichever is later."""
    other = line.currency != receivable.currency
    return Allocation(
        bank_line=line,
        receivable=receivable,
        amount=part.amount,
        currency=receivable.currency,
        taken=taken if other else None,
        taken_currency=line.currency if other else "",
        difference=part.difference,
        difference_kind=part.kind if part.difference else "",
        counts_on=max(line.value_on, receivable.triggered_on or line.value_on),
        is_automatic=automatic,
        reason=part.reason,
        created_by_id=by.user_id,
    )


def _date_into_open(made, entries) -> None:
    """In a closed month an allocation counts from the day its entries do."""
    month_close.date_into_open(entries)
    for entry in entries:
        if entry.allocation_id is not None:
            entry.allocation.counts_on = entry.counts_on


def _remember_customers(lines, made) -> None:
    """Whose money it is, once told; a parked line that is used is no longer parked."""
    paid = {allocation.bank_line_id: allocation.receivable.customer_id for allocation in made}
    for customer_id, ids in _grouped((paid[line.pk], line.pk) for line in lines if line.customer_id is None):
        BankLine.objects.filter(one_of("pk", ids)).update(customer_id=customer_id)
    parked = [line.pk for line in lines if line.parked_at]
    if parked:
        BankLine.objects.filter(pk__in=parked).update(parked_at=None, parked_by=None)


def _grouped(pairs):
    groups = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups.items()


def _tell(made, receivables, *, by) -> None:
    """One event each; where an approval is pending its listeners hear that the content changed."""
    events = []
    for allocation in made:
        receivable = receivables[allocation.receivable_id]
        facts = {
            "receivable": receivable.number,
            "amount": allocation.money.as_json(),
            "allocation": str(allocation.pk),
        }
        if receivable.pending_gate:
            happened(receivable, "payment.matched", by=by, **facts)
        else:
            events.append(describe(receivable, "payment.matched", by=by, **facts))
    write_events(events)


def settle_paid(receivables, *, by) -> None:
    """Close what is paid in full. Raises what a single settlement would raise."""
    paid = [row.pk for row in receivables if row.balance == 0 and row.state == ReceivableState.OPEN]
    if not paid:
        return
    fields = {"settled_on": local_day()}
    outcome = run_many(
        Receivable.objects.filter(one_of("pk", paid)),
        "settle",
        by=system(),
        fields=fields,
        follow=after_settling,
    )
    for _pk, error in outcome.failed:
        raise error
    for _pk, blockers in outcome.refused:
        raise Blocked(blockers)


def after_settling(receivables) -> None:
    """What ends with the debt: disputes and promises, and the shipping hold when nothing overdue that long is left."""
    from receivables.services.causes import WANTED
    from receivables.services.corrective import end_actions
    from receivables.services.disputes import end_disputes
    from receivables.services.holds import lift_where_paid
    from receivables.services.legal import after_paying
    from receivables.services.legal_requests import lapse_requests
    from receivables.services.promises import judge_of
    from receivables.services.steps_in_sql import CHASES, close_chases

    end_disputes([receivable.pk for receivable in receivables])
    judge_of([receivable.pk for receivable in receivables], local_day())
    end_actions([receivable.pk for receivable in receivables])
    after_paying(receivables)
    close_chases([receivable.pk for receivable in receivables], (*CHASES, WANTED))
    lapse_requests([receivable.pk for receivable in receivables])
    lift_where_paid({receivable.customer_id for receivable in receivables})


@serves(Receivable, "settle")
def settle(receivable, *, by):
    """Close one receivable whose balance is 0."""
    receivable = perform(receivable, "settle", by=by, settled_on=local_day())
    after_settling([receivable])
    return receivable


@serves(Receivable, "reopen")
def reopen(receivable, *, by):
    """Open again what a reversal left a balance on."""
    return perform(receivable, "reopen", by=by)


@transaction.atomic
def reverse(allocation: Allocation, *, by, reason: str, counts_on=None) -> Allocation:
    """Undo an allocation by counter entries; the receivable opens again. Raises Denied, Blocked the second time.

    counts_on: the day the money went away again, where it was there until then (a bill that was dishonoured).
    """
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    receivable = allocation.receivable
    Deal.objects.select_for_update().only("pk").filter(pk=receivable.deal_id).first()
    lock_account(receivable.customer_id)
    line = BankLine.objects.select_for_update().get(pk=allocation.bank_line_id)
    receivable = Receivable.objects.select_for_update().get(pk=receivable.pk)
    allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
    if allocation.reversed_at:
        raise Blocked([Blocker("already_reversed", _("This allocation was reversed before."))])
    _counter(allocation, by=by, reason=reason, counts_on=counts_on)
    _mark_reversed(allocation, by=by, reason=reason)
    _after_reversal(allocation, line, receivable, by=by, reason=reason)
    return allocation


def _counter(allocation, *, by, reason, counts_on) -> None:
    # Its currency difference, discount, fee or rounding go back with it.
    entries = LedgerEntry.objects.filter(allocation=allocation, reverses=None).order_by("position")
    ledger.write([ledger.reversing(entry, by=by, cause=reason, counts_on=counts_on) for entry in entries])


def _mark_reversed(allocation, *, by, reason) -> None:
    allocation.reversed_at, allocation.reversed_by_id, allocation.reason = moment(), by.user_id, reason
    allocation.save()


def _after_reversal(allocation, line, receivable, *, by, reason) -> None:
    receivable.refresh_from_db()
    facts = {"receivable": receivable.number, "amount": allocation.money.as_json(), "reason": reason}
    happened(receivable, "payment.reversed", by=by, allocation=str(allocation.pk), **facts)
    if receivable.state != ReceivableState.OPEN and receivable.balance > 0:
        reopen(receivable, by=system())
    if not allocation.is_automatic:
        aliases.unlearn(line, receivable.customer_id)


@transaction.atomic
def park(line: BankLine, *, by, note: str = "") -> BankLine:
    """Leave the rest of a line for later 挂账. Raises Denied, Blocked where nothing is left."""
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    if line.unallocated <= 0:
        raise Blocked([Blocker("line_used_up", _("Nothing of this bank line is left to allocate."))])
    line.parked_at, line.parked_by_id, line.note = moment(), by.user_id, note
    line.save()
    happened(line, "bank_line.parked", by=by, amount=line.rest.as_json(), note=note)
    return line


@transaction.atomic
def unpark(line: BankLine, *, by) -> BankLine:
    """Put a parked line back among those to match. Raises Denied."""
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    if line.parked_at:
        line.parked_at, line.parked_by_id = None, None
        line.save()
        happened(line, "bank_line.unparked", by=by)
    return line
