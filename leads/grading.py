"""Cross-verification 错位验证法: what a lead's verifications are worth (handbook §4). Plain values in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from leads.states import Grade, Level

FUNCTIONS_NEEDED = 2
VERIFICATIONS_NEEDED = 3
# Roles in the buying decision that decide, or control the budget.
HOLDS_THE_MONEY = {"decides", "budget"}


@dataclass(frozen=True)
class Verified:
    """One verification: which contact (function, role), by whom, and whether the verifier then owned the lead."""

    contact: object
    function: str
    decision_role: str
    verifier: object
    was_owner: bool = False


@dataclass(frozen=True)
class Standing:
    """How far the verifications of a lead have come."""

    functions: int
    verifications: int
    by_a_colleague: bool
    money_holder: bool

    @property
    def credible(self) -> bool:
        """Two contacts of different functions, at least one verified by somebody other than the owner."""
        return self.functions >= FUNCTIONS_NEEDED and self.by_a_colleague

    @property
    def verified_enough(self) -> bool:
        """What `opportunity` asks of the verifications; budget and start date come on top."""
        return self.credible and self.verifications >= VERIFICATIONS_NEEDED and self.money_holder


def standing(verifications: Iterable[Verified], owner) -> Standing:
    """Judge verifications against the lead's owner.

    The same verifier asking the same contact again counts once: it is the same voice. A verification made by
    whoever owned the lead at that time stays the owner's after the lead has changed hands.
    """
    found = list({(v.contact, v.verifier): v for v in verifications}.values())
    return Standing(
        functions=len(_functions(found)),
        verifications=len(found),
        by_a_colleague=any(v.verifier != owner and not v.was_owner for v in found),
        money_holder=any(v.decision_role in HOLDS_THE_MONEY for v in found),
    )


def _functions(verifications) -> set[str]:
    """The functions of the contacts asked; one who has changed office since counts with the last one alone."""
    latest = {v.contact: v.function.strip().casefold() for v in verifications}
    return set(latest.values()) - {""}


def grade(standing: Standing, *, has_budget: bool, has_start: bool) -> Grade:
    """raw → credible → opportunity."""
    if standing.verified_enough and has_budget and has_start:
        return Grade.OPPORTUNITY
    return Grade.CREDIBLE if standing.credible else Grade.RAW


def level(amount: Decimal, *, is_strategic: bool, from_a: Decimal, from_b: Decimal) -> Level:
    """A, B or C by the expected amount in the tenant's currency; a strategic lead is always A."""
    if is_strategic or amount >= from_a:
        return Level.A
    return Level.B if amount >= from_b else Level.C
