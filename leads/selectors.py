"""What a lead's page reads."""

from core.tenancy import current_tenant
from customers.duplicates import possible_duplicates
from customers.selectors import visible_ids
from leads.assessment import score_parts
from leads.grading import FUNCTIONS_NEEDED, VERIFICATIONS_NEEDED
from leads.guards import customer_named, standing_of
from leads.labels import ANSWERS, MISSING, SCORE_PARTS, STEPS
from leads.models import Verification
from leads.rules import level_limits, review_days, score_weights
from leads.scoring import points, score
from leads.states import IN_WORK, Grade, Pain

TOUCHES_SHOWN = 20


def verifications(lead):
    """The lead's verifications with their people, the oldest first."""
    rows = Verification.objects.filter(lead=lead).select_related("contact", "verifier")
    return rows.order_by("verified_at", "id")


def still_missing(lead) -> list:
    """What the next grade asks for and the lead does not have, in words."""
    found = standing_of(lead)
    missing = [] if found.functions >= FUNCTIONS_NEEDED else ["function"]
    missing += [] if found.by_a_colleague else ["colleague"]
    if lead.grade != Grade.RAW:
        missing += [] if found.verifications >= VERIFICATIONS_NEEDED else ["third"]
        missing += [] if found.money_holder else ["money_holder"]
        missing += [] if lead.budget else ["budget"]
        missing += [] if lead.expected_start_on else ["start"]
    return [MISSING[code] for code in missing]


def customer_matches(lead, by, unified_code: str = "") -> list[dict]:
    """Customers on file that may be the lead's company: {"customer", "likeness", "why", "seen"}, the likest first."""
    found = possible_duplicates(name=lead.company_name, unified_code=unified_code)
    seen = visible_ids([one for one, *_rest in found], by)
    return [
        {"customer": one, "likeness": likeness, "why": why, "seen": one.pk in seen}
        for one, likeness, why in found
    ]


def next_step(lead, moves) -> dict | None:
    """What the person does first where the lead's next move is blocked: {"label", "url"}; None where it is not.

    moves: the lead's moves that the person has a right to, the next one first.
    """
    blockers = moves[0].blockers if moves else []
    if blockers and lead.customer_id is None:
        # Every verification names a contact of the customer.
        blockers = [*customer_named.blockers(lead), *blockers]
    for blocker in blockers:
        if blocker.url and blocker.code in STEPS:
            return {"label": STEPS[blocker.code], "url": blocker.url}
    return None


def level_shown(lead) -> dict:
    """Why the lead has its level, and its rhythm: {"from_a", "from_b", "days", "due", "is_due"}."""
    from_a, from_b = level_limits()
    due = lead.review_due_on if lead.state in IN_WORK else None
    return {
        "from_a": from_a,
        "from_b": from_b,
        "currency": current_tenant().currency,
        "days": review_days(lead.level),
        "due": due,
        "is_due": due is not None and due <= lead.as_of,
    }


def score_shown(lead) -> dict:
    """The score as its facts stand today: {"score", "parts"}; score None while a part knows too little.

    Each part: label, points, weight, number of facts, and whether that is enough. The points add up to the score.
    """
    weights, parts = score_weights(), score_parts(lead)
    shown = [
        {
            "label": SCORE_PARTS[part.code],
            "points": points(part, weights),
            "weight": weights.get(part.code, 0),
            "facts": len(part.facts),
            "known": part.known,
        }
        for part in parts
    ]
    return {"score": score(parts, weights), "parts": shown}


def touches(lead) -> list[dict]:
    """What came in for the lead by web forms, the latest first: the answer, and what was filled in as (label, text)."""
    rows = lead.touches.select_related("campaign").order_by("-created_at", "-id")[:TOUCHES_SHOWN]
    return [
        {"row": row, "said": [(label, row.said[name]) for name, label in ANSWERS.items() if name in row.said]}
        for row in rows
    ]


def pain_ladder(lead) -> list[dict]:
    """The four steps, each with the note that reached it, or None."""
    reached = {row.step: row for row in lead.pain_steps.all()}
    return [{"label": step.label, "row": reached.get(step)} for step in Pain]


def helpers(lead) -> list:
    """The colleagues who help, by name."""
    seats = lead.helper_seats.select_related("user").order_by("user__name")
    return [seat.user for seat in seats]
