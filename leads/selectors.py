"""What a lead's page reads."""

from decimal import Decimal

from leads.assessment import score_parts
from leads.grading import FUNCTIONS_NEEDED, VERIFICATIONS_NEEDED
from leads.guards import standing_of
from leads.labels import MISSING, SCORE_PARTS
from leads.models import Verification
from leads.rules import score_weights
from leads.scoring import points
from leads.states import Grade, Pain


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


def score_shown(lead) -> list[dict]:
    """The parts of the score: label, points, weight, number of facts, and whether that is enough."""
    weights = score_weights()
    return [
        {
            "label": SCORE_PARTS[part.code],
            "points": int(points(part, weights) + Decimal("0.5")),
            "weight": weights.get(part.code, 0),
            "facts": len(part.facts),
            "known": part.known,
        }
        for part in score_parts(lead)
    ]


def pain_ladder(lead) -> list[dict]:
    """The four steps, each with the note that reached it, or None."""
    reached = {row.step: row for row in lead.pain_steps.all()}
    return [{"label": step.label, "row": reached.get(step)} for step in Pain]


def helpers(lead) -> list:
    """The colleagues who help, by name."""
    seats = lead.helper_seats.select_related("user").order_by("user__name")
    return [seat.user for seat in seats]
