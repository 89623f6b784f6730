"""Writing the ledger 应收台账: entries only, never a change; the database keeps the balances (decision 18)."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from core.dates import local_day
from core.money import base_rate, from_minor, minor_units, round_money
from core.rows import insert_many
from core.tenancy import current_tenant
from receivables.models import Allocation, BankLine, LedgerEntry, Receivable
from receivables.services import month_close
from receivables.states import EntryKind, ReceivableState


def opened(receivable: Receivable, *, counts_on, by, cause: str) -> LedgerEntry:
    """The entry that puts a receivable on the ledger. Raises ValidationError where its currency has no rate."""
    rate = base_rate(receivable.currency, counts_on)
    entry = _entry(EntryKind.OPENED, receivable.amount, receivable.currency, counts_on, by, cause)
    entry.receivable = receivable
    return _valued(entry, receivable.amount * rate, rate)


def received(line: BankLine, *, by, rate: Decimal | None, cause: str = "") -> LedgerEntry:
    """Money that came in; without a rate (None) it has no value in the tenant's currency yet."""
    cause = cause or f"bank line {line.line}"
    entry = _entry(EntryKind.RECEIVED, line.amount, line.currency, line.value_on, by, cause)
    entry.bank_line = line
    return _valued(entry, line.amount * rate if rate else Decimal(0), rate)


def allocated(allocation: Allocation, line: BankLine, receivable: Receivable, *, by) -> list[LedgerEntry]:
    """The entries of an allocation: out of the line at its booked rate, off the receivable at the same value.

    Where the receivable was booked at another value the difference is an `exchange` entry (a loss is negative).
    What was written off is put on again as `recovered` first, which is income. The balances in memory follow.
    """
    cause = f"allocation of {line.value_on} to {receivable.number}"
    on, money = allocation.counts_on, allocation.taken_money
    valued = _first_value(line, money.amount, receivable, allocation.amount, on, by=by)
    entries: list[LedgerEntry] = []
    matched = _share(line.unallocated_minor, money.amount, line.unallocated)
    taken = _on_line(line, EntryKind.ALLOCATED, -money.amount, -matched, on, by=by, cause=cause)
    if receivable.state == ReceivableState.WRITTEN_OFF:
        back = _on_receivable(
            receivable, EntryKind.RECOVERED, allocation.amount, matched, on, by=by, cause=cause
        )
        entries += [_of(allocation, back)]
        worth = matched
    else:
        worth = _share(receivable.balance_minor, allocation.amount, receivable.balance)
    paid = _on_receivable(
        receivable, EntryKind.ALLOCATED, -allocation.amount, -matched, on, by=by, cause=cause
    )
    entries += [_of(allocation, taken), _of(allocation, paid)]
    if worth != matched:
        gain = _on_receivable(
            receivable, EntryKind.EXCHANGE, Decimal(0), matched - worth, on, by=by, cause=cause
        )
        entries.append(_of(allocation, gain))
    follow(entries)
    return [*valued, *entries]


def differing(allocation: Allocation, receivable: Receivable, kind, amount: Decimal, *, by, cause: str):
    """The entry that closes more of a receivable than an allocation brings, in the same act; memory follows."""
    entry = lowered(receivable, kind, amount, allocation.counts_on, by=by, cause=cause)
    follow([_of(allocation, entry)])
    return entry


def rounded_up(allocation: Allocation, line: BankLine, amount: Decimal, *, by, cause: str) -> LedgerEntry:
    """The entry that keeps the little by which a payer rounded up; memory follows."""
    worth = _share(line.unallocated_minor, amount, line.unallocated)
    entry = _on_line(line, EntryKind.ROUNDING, -amount, -worth, allocation.counts_on, by=by, cause=cause)
    follow([_of(allocation, entry)])
    return entry


def lowered(receivable: Receivable, kind, amount: Decimal, counts_on, *, by, cause: str) -> LedgerEntry:
    """An entry that takes `amount` off a receivable, in proportion off its booked value: the last takes all of it."""
    worth = _share(receivable.balance_minor, amount, receivable.balance)
    return _on_receivable(receivable, kind, -amount, -worth, counts_on, by=by, cause=cause)


def raised(
    receivable: Receivable, kind, amount: Decimal, counts_on, *, by, cause: str, worth: int | None = None
) -> LedgerEntry:
    """An entry that puts `amount` on a receivable, worth so many minor units of the tenant's currency.

    Without `worth` at the rate of the day. Raises ValidationError where the currency has none.
    """
    if worth is not None:
        return _on_receivable(receivable, kind, amount, worth, counts_on, by=by, cause=cause)
    rate = base_rate(receivable.currency, counts_on)
    entry = _entry(kind, amount, receivable.currency, counts_on, by, cause)
    entry.receivable = receivable
    return _valued(entry, amount * rate, rate)


def used(line: BankLine, kind, amount: Decimal, counts_on, *, by, cause: str) -> LedgerEntry:
    """An entry that takes `amount` out of money received, for something else than a receivable."""
    worth = _share(line.unallocated_minor, amount, line.unallocated)
    return _on_line(line, kind, -amount, -worth, counts_on, by=by, cause=cause)


def reversing(entry: LedgerEntry, *, by, cause: str, counts_on=None) -> LedgerEntry:
    """The counter entry: the same amounts the other way round, counting from the same day unless told otherwise."""
    counter = _entry(entry.kind, -entry.amount, entry.currency, counts_on or entry.counts_on, by, cause)
    counter.receivable_id, counter.bank_line_id = entry.receivable_id, entry.bank_line_id
    counter.allocation_id, counter.reverses, counter.rate = entry.allocation_id, entry, entry.rate
    counter.base_amount, counter.base_minor = -entry.base_amount, -entry.base_minor
    counter.step = entry.step
    return counter


def write(entries: list[LedgerEntry]) -> None:
    """Put entries on the ledger; the balances of their receivables and lines follow in the same statement.

    What would count from a closed month counts from the first open day instead, with its true day kept.
    """
    month_close.date_into_open(entries)
    insert_many(entries)


def follow(entries: list[LedgerEntry]) -> None:
    """Keep balances in memory as the entries will make them, so that the next part is judged by what is left."""
    for entry in entries:
        if entry.receivable_id is not None:
            entry.receivable.balance += entry.amount
            entry.receivable.balance_minor += entry.base_minor
        else:
            entry.bank_line.unallocated += entry.amount
            entry.bank_line.unallocated_minor += entry.base_minor


def known_rate(currency: str, on) -> Decimal | None:
    """The rate of a day, or None where there is none yet."""
    try:
        return base_rate(currency, on)
    except ValidationError:
        return None


def _first_value(line, taken, receivable, amount, on, *, by) -> list[LedgerEntry]:
    """Foreign money that came before there was a rate gets its value when it is first used.

    By the rate of its day, or as the receivable that it pays was booked; else it would look like a loss.
    """
    own = current_tenant().currency
    if line.currency == own or line.unallocated_minor or not line.unallocated:
        return []
    rate = known_rate(line.currency, line.value_on)
    if rate is not None:
        worth = minor_units(line.unallocated * rate, own)
    elif not receivable.balance:
        return []
    else:
        part = Decimal(_share(receivable.balance_minor, amount, receivable.balance))
        worth = int((part * line.unallocated / taken).quantize(Decimal(1), ROUND_HALF_UP))
    if not worth:
        return []
    cause = f"value of {line.currency} on first use"
    entry = _on_line(line, EntryKind.EXCHANGE, Decimal(0), worth, on, by=by, cause=cause)
    entry.rate = rate
    follow([entry])
    return [entry]


def _on_line(line, kind, amount, worth, counts_on, *, by, cause) -> LedgerEntry:
    entry = _entry(kind, amount, line.currency, counts_on, by, cause)
    entry.bank_line = line
    return _valued_minor(entry, worth, None)


def _on_receivable(receivable, kind, amount, worth, counts_on, *, by, cause) -> LedgerEntry:
    entry = _entry(kind, amount, receivable.currency, counts_on, by, cause)
    entry.receivable = receivable
    return _valued_minor(entry, worth, None)


def _of(allocation, entry) -> LedgerEntry:
    entry.allocation = allocation
    return entry


def _entry(kind, amount, currency, counts_on, by, cause) -> LedgerEntry:
    return LedgerEntry(
        kind=kind,
        amount=amount,
        currency=currency,
        counts_on=counts_on or local_day(),
        by_id=by.user_id,
        cause=cause[:200],
    )


def _valued(entry, value: Decimal, rate) -> LedgerEntry:
    currency = current_tenant().currency
    entry.base_amount, entry.rate = round_money(value, currency), rate
    entry.base_minor = minor_units(value, currency)
    return entry


def _valued_minor(entry, units: int, rate) -> LedgerEntry:
    entry.base_minor, entry.rate = units, rate
    entry.base_amount = from_minor(units, current_tenant().currency)
    return entry


def _share(units: int, part: Decimal, whole: Decimal) -> int:
    """The part of `units` that `part` of `whole` stands for; all of them for all of it."""
    if part == whole or not whole:
        return units
    return int((Decimal(units) * part / whole).quantize(Decimal(1), ROUND_HALF_UP))
