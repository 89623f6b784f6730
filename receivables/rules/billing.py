"""How an amount splits into net and tax by the rates of a contract. Pure functions on plain values.

Every invoice of a contract is worked out from what is billed by then, not from its own amount alone: so the tax of all
its invoices together is the contract's tax to the cent, however many parts it is billed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.currencies import CURRENCIES
from core.money import round_money

# The tax authority takes a line whose tax is this many minor units off its rate.
MOST_UNITS_OFF = 6


@dataclass(frozen=True)
class RateShare:
    """What of a contract has this tax rate: gross amount, the tax in it, and what it is for."""

    rate: Decimal
    gross: Decimal
    tax: Decimal
    description: str = ""


@dataclass(frozen=True)
class Bill:
    """One line of an invoice: net + tax = gross, to the minor unit."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    description: str = ""

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def tax_within(gross: Decimal, rate: Decimal, currency: str) -> Decimal:
    """The tax that a gross amount holds at a rate, rounded."""
    return round_money(gross * rate / (1 + rate), currency)


def at_rate(gross: Decimal, rate: Decimal, currency: str, description: str = "") -> Bill:
    """The whole amount at one rate."""
    tax = tax_within(gross, rate, currency)
    return Bill(rate, gross - tax, tax, description)


def by_rates(
    amount: Decimal,
    shares: Sequence[RateShare],
    billed: Mapping[Decimal, tuple[Decimal, Decimal]],
    currency: str,
) -> list[Bill]:
    """`amount` (gross, above 0) as lines by rate, rates that get nothing left out.

    billed: {rate: (gross, tax)} of the contract's invoices before. The last rate takes the rounding.
    """
    whole = sum((share.gross for share in shares), Decimal(0))
    after = amount + sum((gross for gross, _tax in billed.values()), Decimal(0))
    left, lines = amount, []
    for position, share in enumerate(shares, start=1):
        before = billed.get(share.rate, (Decimal(0), Decimal(0)))
        part = left
        if position < len(shares):
            part = within(round_money(share.gross * after / whole, currency) - before[0], left)
        if part:
            lines.append(_line(share, part, before, currency))
        left -= part
    return lines


def _line(share: RateShare, gross: Decimal, before, currency: str) -> Bill:
    billed, taxed = before
    plain = tax_within(gross, share.rate, currency)
    due = round_money(share.tax * (billed + gross) / share.gross, currency) if share.gross else plain
    tax = within(due - taxed, gross)
    # Invoices written at other rates, or terms that changed, must not be made up for in one line.
    if abs(tax - plain) > MOST_UNITS_OFF * Decimal(1).scaleb(-CURRENCIES[currency]):
        tax = plain
    return Bill(share.rate, gross - tax, tax, share.description)


def taken_back(gross: Decimal, left: Bill, currency: str) -> Bill:
    """The line that takes `gross` back off what is left of a line, positive; all of it takes all its tax."""
    if gross == left.gross:
        return left
    tax = within(round_money(left.tax * gross / left.gross, currency), left.tax)
    return Bill(left.rate, gross - tax, tax, left.description)


def within(value: Decimal, most: Decimal) -> Decimal:
    """The value, at least 0 and at most `most`."""
    return min(max(value, Decimal(0)), most)
