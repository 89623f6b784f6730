"""The admission rules as arithmetic: plain values in and out, no database (handbook §3, decision 22)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from customers.facts import FACTS_AGE, PAYMENT_MODE
from customers.states import Effect, Operator, PaymentMode, RuleOutcome, Verdict

# (code, fact, operator, value, effect): the handbook's table, in its order.
DEFAULT_RULES = (
    ("expected_gross_margin", "expected_gross_margin", Operator.LT, "0", Effect.VETO),
    ("expected_yearly_volume", "expected_yearly_volume", Operator.LT, "1000000", Effect.VETO),
    ("pledge_ratio", "pledge_ratio", Operator.GT, "0.80", Effect.WAIVE),
    ("dishonest", "dishonest", Operator.IS, "true", Effect.WAIVE),
    ("prepayment", PAYMENT_MODE, Operator.IS, PaymentMode.PREPAYMENT.value, Effect.ADMIT),
    ("lawsuits_12m", "lawsuits_12m", Operator.GT, "3", Effect.REVIEW),
    ("facts_stale", FACTS_AGE, Operator.OLDER, "180", Effect.REVIEW),
)
# What the API answers of a finding.
FINDING = ("code", "fact", "source", "date", "effect", "outcome")


@dataclass(frozen=True)
class Fact:
    """A fact on file: `value` as text ("0.30", "true"), money as an amount in the tenant's currency."""

    value: str
    source: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Finding:
    """How one rule came out: the rule as it stood, the fact it looked at (None when missing) and the outcome."""

    rule: Any
    fact: Fact | None
    outcome: str

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def effect(self) -> str:
        """What the rule does when it hits."""
        return str(self.rule.effect)

    def as_json(self) -> dict:
        """The shape the file keeps: what the API answers (FINDING), and the rule as it was asked then."""
        return {
            "code": self.code,
            "fact": self.fact.value if self.fact else None,
            "source": self.fact.source if self.fact else None,
            "date": self.fact.day.isoformat() if self.fact and self.fact.day else None,
            "effect": self.effect,
            "outcome": str(self.outcome),
            "about": self.rule.fact,
            "operator": str(self.rule.operator),
            "value": self.rule.value,
            "label": getattr(self.rule, "label", ""),
        }


def check(rules, facts: dict[str, Fact], *, payment_mode: str, as_of: date) -> tuple[Verdict, list[Finding]]:
    """Every rule's finding and what they come to. `rules` have code, fact, operator, value, effect.

    Facts that no rule asks for are left alone: they make nothing stale.
    """
    asked = {rule.fact for rule in rules}
    facts = {code: fact for code, fact in facts.items() if code in asked}
    facts |= {PAYMENT_MODE: Fact(str(payment_mode)), FACTS_AGE: _oldest(facts, as_of)}
    findings = [_finding(rule, facts.get(rule.fact), payment_mode) for rule in rules]
    return verdict(findings), findings


def verdict(findings) -> Verdict:
    """The order of decision 22: veto, waived veto, prepayment, review or missing fact, else admitted."""
    seen = {(finding.effect, finding.outcome) for finding in findings}
    outcomes = {outcome for _effect, outcome in seen}
    if (Effect.VETO, RuleOutcome.HIT) in seen or (Effect.WAIVE, RuleOutcome.HIT) in seen:
        return Verdict.REJECTED
    if RuleOutcome.WAIVED in outcomes or (Effect.ADMIT, RuleOutcome.HIT) in seen:
        return Verdict.CONDITIONAL
    if (Effect.REVIEW, RuleOutcome.HIT) in seen or RuleOutcome.MISSING in outcomes:
        return Verdict.REVIEW
    return Verdict.ADMITTED


def _finding(rule, fact: Fact | None, payment_mode) -> Finding:
    if fact is None:
        outcome = RuleOutcome.MISSING
    elif not hits(rule.operator, fact.value, rule.value):
        outcome = RuleOutcome.NO_HIT
    elif rule.effect == Effect.WAIVE and payment_mode == PaymentMode.PREPAYMENT:
        outcome = RuleOutcome.WAIVED
    else:
        outcome = RuleOutcome.HIT
    return Finding(rule, fact, outcome)


def hits(operator: str, fact: str, value: str) -> bool:
    """Does the fact meet the rule's condition?"""
    if operator == Operator.IS:
        return fact.casefold() == value.casefold()
    if operator == Operator.LT:
        return Decimal(fact) < Decimal(value)
    return Decimal(fact) > Decimal(value)


def _oldest(facts: dict[str, Fact], as_of: date) -> Fact:
    """The age in days of the oldest fact on file; 0 for an empty file, whose facts are missing anyway."""
    days = [fact.day for fact in facts.values() if fact.day]
    oldest = min(days, default=as_of)
    return Fact(str(max((as_of - oldest).days, 0)), day=oldest if days else None)
