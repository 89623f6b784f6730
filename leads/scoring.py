"""The score of a lead, 0–100, in six visible parts (handbook §4, decision 41). Plain values in and out."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# A part says something from three facts on; before, the score is "not enough data" (decision 41).
FACTS_NEEDED = 3
NEAR_START_DAYS = 365
FRESH_DAYS = 30


@dataclass(frozen=True)
class Part:
    """One part: its share 0–1 of the weight, and the facts it stands on (code, 0–1)."""

    code: str
    facts: tuple = ()

    @property
    def known(self) -> bool:
        return len(self.facts) >= FACTS_NEEDED

    @property
    def share(self) -> Decimal:
        return sum((Decimal(str(worth)) for _code, worth in self.facts), Decimal(0)) / max(len(self.facts), 1)


@dataclass(frozen=True)
class LeadFacts:
    """What is known about a lead; None where nothing is known."""

    has_need: bool = False
    has_solution: bool = False
    customer_status: str | None = None
    industry: str = ""
    pain_steps: int = 0
    verifications: int = 0
    budget: Decimal | None = None
    expected: Decimal | None = None
    money_holder_verified: bool = False
    days_to_start: int | None = None
    days_since_touch: int | None = None
    start_confirmed: bool = False
    attitudes: tuple = ()
    closed_of_source: tuple = field(default=())


STATUS_WORTH = {"admitted": 1, "conditional": "0.6", "prospect": "0.4", "rejected": 0}


def parts(known: LeadFacts) -> list[Part]:
    """The six parts in their order."""
    return [
        Part("fit", _fit(known)),
        Part("intent", _intent(known)),
        Part("budget", _budget(known)),
        Part("timing", _timing(known)),
        Part("relation", tuple(("attitude", (attitude + 2) / 4) for attitude in known.attitudes)),
        Part(
            "source", tuple(("converted" if won else "invalid", int(won)) for won in known.closed_of_source)
        ),
    ]


def score(parts: list[Part], weights: dict[str, int]) -> int | None:
    """The sum of the parts as they are shown; None while a part has fewer than three facts."""
    if not all(part.known for part in parts):
        return None
    return sum(points(part, weights) for part in parts)


def points(part: Part, weights: dict[str, int]) -> int:
    """What a part adds to the score: its share of the weight, rounded half up, so that what is shown adds up."""
    return int(part.share * weights.get(part.code, 0) + Decimal("0.5"))


def _fit(known):
    found = [("need", 1)] if known.has_need else []
    found += [("solution", 1)] if known.has_solution else []
    found += [("industry", 1)] if known.industry else []
    if known.customer_status in STATUS_WORTH:
        found.append(("customer_status", STATUS_WORTH[known.customer_status]))
    return tuple(found)


def _intent(known):
    climbed = [("pain_step", 1)] * known.pain_steps
    return tuple(climbed + [("verification", "0.8")] * min(known.verifications, 4))


def _budget(known):
    found = [] if known.budget is None else [("budget", 1)]
    found += [] if known.expected is None else [("expected_amount", 1)]
    if known.budget is not None and known.expected:
        found.append(("covers", min(Decimal(1), known.budget / known.expected)))
    found += [("money_holder", 1)] if known.money_holder_verified else []
    return tuple(found)


def _timing(known):
    found = []
    if known.days_to_start is not None:
        found.append(("start", 1 if 0 <= known.days_to_start <= NEAR_START_DAYS else "0.3"))
    if known.days_since_touch is not None:
        found.append(("touch", 1 if known.days_since_touch <= FRESH_DAYS else "0.3"))
    found += [("start_confirmed", 1)] if known.start_confirmed else []
    return tuple(found)


def days_between(later: date | None, earlier: date | None) -> int | None:
    """Days from one to the other; None where either is unknown."""
    return None if later is None or earlier is None else (later - earlier).days
