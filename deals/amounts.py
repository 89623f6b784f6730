"""Arithmetic of agreed terms: plain values in and out."""

from decimal import Decimal

from core.money import round_money
from deals.states import InstalmentKind


def line_amounts(quantity: Decimal, unit_price: Decimal, tax_rate: Decimal, currency: str):
    """(net, tax, total) of a line, each in the minor unit (decision 27)."""
    net = round_money(quantity * unit_price, currency)
    tax = round_money(net * tax_rate, currency)
    return net, tax, net + tax


def schedule_amounts(total: Decimal, currency: str, instalments) -> list[Decimal]:
    """What each instalment comes to, in order; the last of the shares takes the rounding.

    instalments: objects or rows with kind, share, amount. `share` is of the total, `share_of_rest` of what the ones
    before leave, `rest` takes all that is left, `amount` is fixed. The sum may differ from the total: schedule_gap
    tells by how much.
    """
    amounts: list[Decimal] = []
    left = unrounded = total
    for part in instalments:
        exact = _part(part, total, left)
        unrounded -= exact
        amounts.append(_rounded(part, exact, left, unrounded >= 0, currency))
        left -= amounts[-1]
    return _take_rounding(amounts, total, instalments)


def _part(part, total: Decimal, rest: Decimal) -> Decimal:
    match part.kind:
        case InstalmentKind.SHARE:
            return total * (part.share or 0)
        case InstalmentKind.SHARE_OF_REST:
            return rest * (part.share or 0)
        case InstalmentKind.REST:
            return rest
    return part.amount


def _rounded(part, exact: Decimal, left: Decimal, fits: bool, currency: str) -> Decimal:
    """The amount in the minor unit. Where the exact amounts fit the total, rounding never takes more than is left:
    ten tenths of 0.05 are five cents and five times nothing, not a tenth part below zero."""
    amount = round_money(exact, currency)
    return min(amount, left) if fits and part.kind != InstalmentKind.AMOUNT else amount


def _take_rounding(amounts, total, instalments) -> list[Decimal]:
    """Shares that add up to 1 add up to the total: the last share takes what rounding left."""
    shares = [part.share or Decimal(0) for part in instalments if part.kind == InstalmentKind.SHARE]
    if shares and len(shares) == len(amounts) and sum(shares, Decimal(0)) == 1:
        amounts[-1] += total - sum(amounts, Decimal(0))
    return amounts


def schedule_gap(total: Decimal, amounts) -> Decimal:
    """Total less the instalments' sum: 0 when the schedule adds up."""
    return total - sum(amounts, Decimal(0))
