"""Figures about leads that tenants may differ in."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tenancy.rules import declare, rule

LEVEL_A_FROM = declare("leads.level_a_from", "5000000", _("Level A from (expected amount)"), "leads")
LEVEL_B_FROM = declare("leads.level_b_from", "1000000", _("Level B from (expected amount)"), "leads")
SCORE_WEIGHTS = declare(
    "leads.score_weights",
    {"fit": 20, "intent": 20, "budget": 20, "timing": 15, "relation": 15, "source": 10},
    _("Weights of the score's parts"),
    "leads",
    _("The parts add up to 100."),
)


def level_limits() -> tuple[Decimal, Decimal]:
    """From which amount in the tenant's currency a lead is of level A, and of level B."""
    return Decimal(str(rule(LEVEL_A_FROM.key))), Decimal(str(rule(LEVEL_B_FROM.key)))


def score_weights() -> dict[str, int]:
    """The score's parts and what each is worth."""
    return rule(SCORE_WEIGHTS.key)
