"""Figures about leads that tenants may differ in."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.labels import SCORE_PARTS
from leads.states import Level
from tenancy.rule_kinds import Count, Weights
from tenancy.rules import declare, group, rule


def rules_agree(values: dict) -> None:
    """Level A begins above level B; there is time before the warning. Raises ValidationError."""
    if min(values[POOL_DAYS.key], values[POOL_DAYS_A.key]) <= values[POOL_WARNING_DAYS.key]:
        raise ValidationError(_("The warning must come after fewer days than the return to the pool."))
    if Decimal(values[LEVEL_A_FROM.key]) <= Decimal(values[LEVEL_B_FROM.key]):
        raise ValidationError(_("Level A must begin above level B."))


PAGE = group("leads", pgettext_lazy("nav", "Leads"), icon="target", order=30, check=rules_agree).code
LEVEL_A_FROM = declare("leads.level_a_from", "5000000", _("Level A from (expected amount)"), PAGE)
LEVEL_B_FROM = declare("leads.level_b_from", "1000000", _("Level B from (expected amount)"), PAGE)
SCORE_WEIGHTS = declare(
    "leads.score_weights",
    {"fit": 20, "intent": 20, "budget": 20, "timing": 15, "relation": 15, "source": 10},
    _("Weights of the score's parts"),
    PAGE,
    _("The parts add up to 100."),
    Weights(SCORE_PARTS),
)
OPEN_CAP = declare(
    "leads.open_cap",
    200,
    _("Cap of open leads"),
    PAGE,
    _("Nobody with so many open leads is given another by rule; a person's own cap wins."),
    Count(1, 10000),
)
RESPONSE_HOURS = declare(
    "leads.response_hours", 4, _("First response within working hours"), PAGE, kind=Count(1, 80)
)
ACCEPT_HOURS = declare(
    "leads.accept_hours",
    24,
    _("To the next in line after hours without acceptance"),
    PAGE,
    _("For leads that a rule gave out; at night, on weekends and holidays nothing is passed on."),
    Count(1, 240),
)
POOL_DAYS = declare(
    "leads.pool_days",
    15,
    _("Back to the pool after days without contact"),
    PAGE,
    _("The owner is told beforehand; a lead of which nobody was told stays."),
    Count(1, 365),
)
POOL_DAYS_A = declare("leads.pool_days_a", 7, _("Back to the pool, level A"), PAGE, kind=Count(1, 365))
POOL_WARNING_DAYS = declare(
    "leads.pool_warning_days", 3, _("Days between the warning and the pool"), PAGE, kind=Count(1, 30)
)
CLAIMS_A_DAY = declare("leads.claims_a_day", 20, _("Claims from the pool per person and day"), PAGE)
LAST_OWNER_DAYS = declare(
    "leads.last_owner_days",
    7,
    _("Days before the last owner may claim again"),
    PAGE,
    kind=Count(0, 365),
)
REVIEW_DAYS = {
    level: declare(f"leads.review_days_{level}", days, label, PAGE, kind=Count(1, 365))
    for level, days, label in (
        (Level.A, 7, _("Days between reviews, level A")),
        (Level.B, 14, _("Days between reviews, level B")),
        (Level.C, 30, _("Days between reviews, level C")),
    )
}


def review_days(level: str) -> int:
    """After how many days a lead of this level is reviewed again."""
    return rule(REVIEW_DAYS[Level(level)].key)


def level_limits() -> tuple[Decimal, Decimal]:
    """From which amount in the tenant's currency a lead is of level A, and of level B."""
    return Decimal(str(rule(LEVEL_A_FROM.key))), Decimal(str(rule(LEVEL_B_FROM.key)))


def score_weights() -> dict[str, int]:
    """The score's parts and what each is worth."""
    return rule(SCORE_WEIGHTS.key)
