"""Grade, level and score of a lead as its facts stand now; written whenever one of them changes."""

from datetime import date
from decimal import Decimal

from core.dates import local_day, moment
from core.money import Money, base_amount
from leads import scoring
from leads.grading import HOLDS_THE_MONEY, grade, level
from leads.guards import standing_of, verifications_of
from leads.rules import level_limits, score_weights
from leads.states import CLOSED, LeadState

# How many closed leads of a source its record is judged by: the latest say most about the source today.
RECORD_OF_SOURCE = 20


def assessment(lead) -> dict:
    """{"grade", "level", "score"} for the lead's values as they are in memory (saved or not)."""
    lead.__dict__.pop("_verified", None)
    return {"grade": grade_of(lead), "level": level_of(lead), "score": score_of(lead)}


def grade_of(lead) -> str:
    """The grade by cross-verification, budget and start date."""
    return grade(
        standing_of(lead), has_budget=bool(lead.budget), has_start=lead.expected_start_on is not None
    )


def level_of(lead) -> str:
    """The level by the expected amount in the tenant's currency."""
    expected = (
        base_amount(Money(lead.expected_amount, lead.currency), lead.as_of)
        if lead.expected_amount
        else Decimal(0)
    )
    from_a, from_b = level_limits()
    return level(expected, is_strategic=lead.is_strategic, from_a=from_a, from_b=from_b)


def score_of(lead) -> int | None:
    """0–100, or None while a part knows too little."""
    return scoring.score(score_parts(lead), score_weights())


def score_parts(lead) -> list[scoring.Part]:
    """The score's six parts with their facts."""
    return scoring.parts(facts_of(lead))


def facts_of(lead) -> scoring.LeadFacts:
    """What is known about a lead, gathered from the lead, its customer and its verifications."""
    verified = verifications_of(lead)
    customer = lead.customer if lead.customer_id else None
    return scoring.LeadFacts(
        has_need=bool(lead.need),
        has_solution=bool(lead.solution),
        customer_status=customer.state if customer else None,
        industry=lead.industry or (customer.industry if customer else ""),
        pain_steps=lead.pain_steps.count(),
        verifications=len(verified),
        budget=lead.budget or None,
        expected=lead.expected_amount if lead.currency == lead.budget_currency else None,
        money_holder_verified=any(v.decision_role in HOLDS_THE_MONEY for v in verified),
        days_to_start=scoring.days_between(lead.expected_start_on, lead.as_of),
        days_since_touch=scoring.days_between(lead.as_of, _day_of(lead.last_touched_at)),
        start_confirmed=bool(verified) and lead.expected_start_on is not None,
        attitudes=_attitudes(lead) if verified else (),
        closed_of_source=_record_of_source(lead),
    )


def _day_of(at) -> date:
    return local_day(at or moment())


def _attitudes(lead) -> tuple:
    contacts = lead.verifications.filter(contact__attitude__isnull=False)
    return tuple(contacts.values_list("contact_id", "contact__attitude").distinct().values_list(
        "contact__attitude", flat=True))  # fmt: skip


def _record_of_source(lead) -> tuple:
    closed = type(lead).objects.filter(source=lead.source, state__in=CLOSED).order_by("-created_at")
    states = closed.values_list("state", flat=True)[:RECORD_OF_SOURCE]
    return tuple(state == LeadState.CONVERTED for state in states if state != LeadState.MERGED)
