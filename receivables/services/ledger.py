"""Writing the ledger 应收台账: entries only, never a change; the database keeps the balances (decision 18)."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from core.dates import local_day
from core.money import base_rate, from_minor, minor_units, round_money
from core.tenancy import current_tenant
from receivables.models import Allocation, BankLine, LedgerEntry, Receivable
from receivables.states import EntryKind


def opened(receivable: Receivable, *, counts_on, by, cause: str) -> LedgerEntry:
    """The entry that puts a receivable on the ledger. Raises ValidationError where its currency has no rate."""
    rate = base_rate(receivable.currency, counts_on)
    entry = _entry(EntryKind.OPENED, receivable.amount, receivable.currency, counts_on, by, cause)
    entry.receivable = receivable
    return _valued(entry, receivable.amount * rate, rate)


def received(line: BankLine, *, by, rate: Decimal | None) -> LedgerEntry:
    """Money that came in; without a rate (None) it has no value in the tenant's currency yet."""
    entry = _entry(
        EntryKind.RECEIVED, line.amount, line.currency, line.value_on, by, f"bank line {line.line}"
    )
    entry.bank_line = line
    return _valued(entry, line.amount * rate if rate else Decimal(0), rate)


def allocated(allocation: Allocation, line: BankLine, receivable: Receivable, *, by) -> list[LedgerEntry]:
    """The two entries of an allocation: out of the line, off the receivable, each at its own booked rate."""
    cause = f"allocation of {line.value_on} to {receivable.number}"
    taken = _entry(EntryKind.ALLOCATED, -allocation.amount, line.currency, allocation.counts_on, by, cause)
    taken.bank_line, taken.allocation = line, allocation
    paid = lowered(
        receivable, EntryKind.ALLOCATED, allocation.amount, allocation.counts_on, by=by, cause=cause
    )
    paid.allocation = allocation
    share = _share(line.unallocated_minor, allocation.amount, line.unallocated)
    return [_valued_minor(taken, -share, None), paid]


def lowered(receivable: Receivable, kind, amount: Decimal, counts_on, *, by, cause: str) -> LedgerEntry:
    """An entry that takes `amount` off a receivable, in proportion off its booked value: the last takes all of it."""
    entry = _entry(kind, -amount, receivable.currency, counts_on, by, cause)
    entry.receivable = receivable
    return _valued_minor(entry, -_share(receivable.balance_minor, amount, receivable.balance), None)


def reversing(entry: LedgerEntry, *, by, cause: str, counts_on=None) -> LedgerEntry:
    """The counter entry: the same amounts the other way round, counting from the same day unless told otherwise."""
    counter = _entry(entry.kind, -entry.amount, entry.currency, counts_on or entry.counts_on, by, cause)
    counter.receivable_id, counter.bank_line_id = entry.receivable_id, entry.bank_line_id
    counter.allocation_id, counter.reverses, counter.rate = entry.allocation_id, entry, entry.rate
    counter.base_amount, counter.base_minor = -entry.base_amount, -entry.base_minor
    return counter


def write(entries: list[LedgerEntry]) -> None:
    """Put entries on the ledger; the balances of their receivables and lines follow in the same statement."""
    LedgerEntry.objects.bulk_create(entries, batch_size=1000)


def known_rate(currency: str, on) -> Decimal | None:
    """The rate of a day, or None where there is none yet."""
    try:
        return base_rate(currency, on)
    except ValidationError:
        return None


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
