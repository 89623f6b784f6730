"""Which assignment rules fit a lead (handbook §4). Plain values in and out."""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Known:
    """What rules ask of a lead. amount: in the tenant's currency, None where unknown."""

    industry: str = ""
    region: str = ""
    source: str = ""
    amount: Decimal | None = None


def fits(rule, known: Known) -> bool:
    """Does the lead meet every condition of the rule? An empty condition is met."""
    return (
        _speaks_of(known.industry, rule.industry)
        and _speaks_of(known.region, rule.region)
        and rule.source in ("", known.source)
        and _within(known.amount, rule.amount_from, rule.amount_below)
    )


def words_in(text: str) -> list[str]:
    """The alternatives of a condition, "江苏、浙江" or "Jiangsu, Zhejiang"."""
    return [word.strip().casefold() for word in re.split(r"[,，、;；\n]", text) if word.strip()]


def _speaks_of(said: str, wanted: str) -> bool:
    words = words_in(wanted)
    return not words or any(word in said.casefold() for word in words)


def _within(amount, least, below) -> bool:
    if least is None and below is None:
        return True
    if amount is None:
        return False
    return (least is None or amount >= least) and (below is None or amount < below)
