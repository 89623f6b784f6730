"""How much of an instalment a trigger opens (decision 20)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Share:
    """What opens now and what stays planned; `last` when nothing more can be triggered."""

    opens: Decimal
    stays: Decimal
    last: bool


def share(
    *,
    instalment: Decimal,
    planned: Decimal,
    total: Decimal,
    value: Decimal,
    before: Decimal,
    unit: Decimal,
    whole: bool,
) -> Share:
    """The part of an instalment that `value` of a contract of `total` opens.

    instalment: its whole amount; planned: what has not opened yet; before: value triggered earlier; unit: the
    currency's smallest amount. The last part takes the rounding. `whole` (tenant setting) waits for the full value.
    """
    complete = before + value >= total
    if whole:
        return Share(planned, Decimal(0), True) if complete else Share(Decimal(0), planned, False)
    if complete or not total:
        return Share(planned, Decimal(0), True)
    part = (instalment * value / total).quantize(unit, ROUND_HALF_UP)
    opens = max(min(part, planned), Decimal(0))
    return Share(opens, planned - opens, False)
