"""Ledger entries as vouchers 凭证 of the general ledger: debits equal credits in each. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Account:
    """An account of the general ledger."""

    code: str
    name: str
    has_customer: bool = False


@dataclass(frozen=True)
class Posting:
    """The accounts of one kind of entry."""

    debit: Account
    credit: Account
    tax: Account | None = None


@dataclass(frozen=True)
class Booking:
    """An entry as it is booked: its kind, its value in the company's currency, and what the line tells.

    half: the entry is one half of a pair (money taken out of a payment, taken off a receivable): it books its own side
    alone. raises: this kind normally raises what it stands on. tax: the VAT within the value, 0 or more.
    """

    posting: Posting
    value: Decimal
    raises: bool
    is_reversal: bool = False
    half: str = ""
    tax: Decimal = Decimal(0)
    taxed_side: str = "credit"
    amount: Decimal = Decimal(0)
    currency: str = ""
    customer: tuple = ("", "")
    text: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a voucher; a reversal's amounts are negative, in red 红字, on the same sides."""

    account: Account
    debit: Decimal
    credit: Decimal
    amount: Decimal
    currency: str
    customer: tuple
    text: str


@dataclass
class Voucher:
    """What was booked in one act on one day."""

    on: date
    number: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def debit(self) -> Decimal:
        return sum((line.debit for line in self.lines), Decimal(0))

    @property
    def credit(self) -> Decimal:
        return sum((line.credit for line in self.lines), Decimal(0))


def voucher_of(on: date, bookings: Sequence[Booking], difference: Posting) -> Voucher:
    """The voucher of one act. What two halves of a pair differ by (rates) is booked on `difference`."""
    voucher = Voucher(on)
    for booking in bookings:
        voucher.lines += lines_of(booking)
    rest = voucher.debit - voucher.credit
    if rest:
        voucher.lines.append(_closing(rest, difference, bookings[0]))
    return voucher


def lines_of(booking: Booking) -> list[Line]:
    """The lines of one booking; those of 0 are left out."""
    sign = 1 if booking.value >= 0 else -1
    normal = (sign > 0) == booking.raises
    size = abs(booking.value)
    if booking.is_reversal:
        # The reversal of what normally raises lowers: the same sides, in red.
        size = -size
        normal = not normal
    debit, credit = booking.posting.debit, booking.posting.credit
    if not normal:
        debit, credit = credit, debit
    tax = min(booking.tax, abs(size)) * (1 if size >= 0 else -1)
    sides = []
    if booking.half != "credit":
        sides += _side(booking, debit, "debit", size, tax if booking.taxed_side == "debit" else Decimal(0))
    if booking.half != "debit":
        sides += _side(booking, credit, "credit", size, tax if booking.taxed_side == "credit" else Decimal(0))
    return sides


def _side(booking, account, side, size, tax) -> list[Line]:
    if tax and booking.posting.tax is not None:
        parts = [(account, size - tax), (booking.posting.tax, tax)]
    else:
        parts = [(account, size)]
    return [_line(booking, one, side, part, size) for one, part in parts if part]


def _line(booking, account, side, part, size) -> Line:
    own = abs(booking.amount) * part / abs(size) if size else Decimal(0)
    none = Decimal(0)
    customer = booking.customer if account.has_customer else ("", "")
    debit, credit = (part, none) if side == "debit" else (none, part)
    return Line(account, debit, credit, own, booking.currency, customer, booking.text)


def _closing(rest: Decimal, difference: Posting, first: Booking) -> Line:
    """rest > 0: more was debited, so the voucher lacks a credit, which is a gain."""
    none = Decimal(0)
    debit, credit = (none, rest) if rest > 0 else (-rest, none)
    return Line(difference.debit, debit, credit, none, first.currency, ("", ""), first.text)
