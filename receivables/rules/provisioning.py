"""The arithmetic of provision 坏账准备: plain values in and out (handbook §8). Amounts are whole minor units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from receivables.rules.ageing import bucket_of

# Handbook §8: share of the balance by days overdue.
DEFAULT_RATES = {
    "not_due": Decimal("0.005"), "1-30": Decimal("0.02"), "31-60": Decimal("0.05"), "61-90": Decimal("0.10"),
    "91-180": Decimal("0.20"), "181-365": Decimal("0.50"), "365+": Decimal(1),
}  # fmt: skip
# Kept with each run: another arithmetic gets another number, and old runs are reproduced by the old one.
VERSION = 1


@dataclass(frozen=True)
class Item:
    """One receivable as the ledger knew it: its balance in the tenant's currency, and when it is due."""

    id: object
    due_on: date | None
    balance: int


@dataclass(frozen=True)
class Specific:
    """A specific item in force: `rate` or `amount` (minor units), or neither; what is secured; its class."""

    id: object
    receivable: object = None
    rate: Decimal | None = None
    amount: int | None = None
    insured_share: Decimal = Decimal(0)
    collateral: int = 0
    doubt: str = "doubtful"


@dataclass(frozen=True)
class Assessed:
    """What the run says of one receivable. rate: None where an amount was set."""

    id: object
    bucket: str
    base: int
    rate: Decimal | None
    amount: int
    specific: object = None
    doubt: str = ""


def assess(
    items: Sequence[Item], *, as_of: date, rates: dict[str, Decimal], specifics: Sequence[Specific] = ()
) -> list[Assessed]:
    """The provision of one customer's receivables; an item for a receivable goes before one for the customer."""
    of_receivable = {one.receivable: one for one in specifics if one.receivable is not None}
    of_customer = next((one for one in specifics if one.receivable is None), None)
    together = [item for item in items if item.id not in of_receivable]
    found = []
    for item in items:
        if item.id in of_receivable:
            found += _assess_group([item], of_receivable[item.id], as_of, rates)
    return found + _assess_group(together, of_customer, as_of, rates)


def _assess_group(items, specific, as_of, rates) -> list[Assessed]:
    """Items that share a specific item (or none): its amounts are spread over them in proportion."""
    balances = [max(item.balance, 0) for item in items]
    if specific is None:
        bases, amounts = balances, None
    else:
        insured = [part_of(balance, specific.insured_share) for balance in balances]
        left = [balance - part for balance, part in zip(balances, insured, strict=True)]
        pledged = spread(min(specific.collateral, sum(left)), left)
        bases = [rest - part for rest, part in zip(left, pledged, strict=True)]
        amounts = None if specific.amount is None else spread(min(specific.amount, sum(bases)), bases)
    found = []
    for at, (item, base) in enumerate(zip(items, bases, strict=True)):
        bucket = bucket_of(item.due_on, as_of)
        rate = rates[bucket] if specific is None or specific.rate is None else specific.rate
        amount = part_of(base, rate) if amounts is None else amounts[at]
        found.append(
            Assessed(
                item.id, bucket, base, rate if amounts is None else None, amount,
                specific.id if specific else None, specific.doubt if specific else "",
            )
        )  # fmt: skip
    return found


def part_of(units: int, share: Decimal) -> int:
    """A share of an amount, rounded half up to the minor unit."""
    return int((Decimal(units) * share).quantize(Decimal(1), ROUND_HALF_UP))


def spread(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole` in proportion to the weights, to the unit: the largest remainders take what rounding leaves.

    whole must not be more than the weights' sum; then no part is more than its weight.
    """
    weighed = sum(weights)
    if not weighed:
        return [0] * len(weights)
    parts = [whole * weight // weighed for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-(whole * weights[at] % weighed), at))
    for at in order[: whole - sum(parts)]:
        parts[at] += 1
    return parts


@dataclass(frozen=True)
class Movement:
    """From one month's closing to the next: closing = opening + charge − used + recovered − released + currency."""

    opening: int
    charge: int
    used: int
    recovered: int
    released: int
    currency: int
    closing: int


def movement(opening: int, closing: int, *, used: int = 0, recovered: int = 0, currency: int = 0) -> Movement:
    """The movement of one receivable: what the other causes don't explain is charged, or released."""
    rest = closing - (opening - used + recovered + currency)
    return Movement(opening, max(rest, 0), used, recovered, max(-rest, 0), currency, closing)
