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
    for part in instalments:
        amounts.append(round_money(_part(part, total, total - sum(amounts, Decimal(0))), currency))
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


def _take_rounding(amounts, total, instalments) -> list[Decimal]:
    """Shares that add up to 1 add up to the total: the last share takes what rounding left."""
    shares = [index for index, part in enumerate(instalments) if part.kind == InstalmentKind.SHARE]
    whole = len(shares) == len(amounts) and sum((part.share or 0 for part in instalments), Decimal(0)) == 1
    if whole and amounts:
        amounts[-1] += total - sum(amounts, Decimal(0))
    return amounts


def schedule_gap(total: Decimal, amounts) -> Decimal:
    """Total less the instalments' sum: 0 when the schedule adds up."""
    return total - sum(amounts, Decimal(0))
