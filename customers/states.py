"""The states and fixed lists of customers, credit limits, contacts and visits, in lifecycle order."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class CustomerState(TextChoices):
    """Where admission stands; freezing and blacklisting are flags beside it."""

    PROSPECT = "prospect", _("Prospect")
    ADMITTED = "admitted", _("Admitted")
    CONDITIONAL = "conditional", _("Conditional")
    REJECTED = "rejected", _("Rejected")


class Verdict(TextChoices):
    """What an admission check comes to; `review` leaves the customer's state as it is."""

    ADMITTED = "admitted", _("Admitted")
    CONDITIONAL = "conditional", _("Conditional")
    REJECTED = "rejected", _("Rejected")
    REVIEW = "review", _("Manual review")


class PaymentMode(TextChoices):
    """Does the customer buy on open credit, or pay before delivery (先款后货)?"""

    CREDIT = "credit", _("On credit")
    PREPAYMENT = "prepayment", _("Pays before delivery")


class Size(TextChoices):
    """Size by headcount, as the registry classes companies."""

    LARGE = "large", _("Large")
    MEDIUM = "medium", _("Medium-sized")
    SMALL = "small", _("Small")
    MICRO = "micro", _("Micro")


class Effect(TextChoices):
    """What an admission rule does when it hits."""

    VETO = "veto", _("Veto")
    WAIVE = "waive", _("Veto, waived for prepayment")
    ADMIT = "admit", _("Admit on prepayment terms")
    REVIEW = "review", _("Manual review")


class Operator(TextChoices):
    """How an admission rule compares a fact with its value."""

    LT = "lt", _("under")
    GT = "gt", _("over")
    IS = "is", _("is")
    OLDER = "older", _("older than, in days")


class RuleOutcome(TextChoices):
    """How one rule came out of one check."""

    HIT = "hit", _("Hit")
    NO_HIT = "no_hit", _("No hit")
    WAIVED = "waived", _("Waived for prepayment")
    MISSING = "missing", _("Fact missing")


class LimitState(TextChoices):
    """The life of a credit limit; `expiring` is derived from its end date."""

    REQUESTED = "requested", _("Requested")
    LIVE = "live", _("Live")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Refused")


class LimitKind(TextChoices):
    """A standing limit (one live at a time) or a temporary raise on top of it."""

    STANDING = "standing", _("Credit limit")
    RAISE = "raise", _("Temporary raise")


class VisitState(TextChoices):
    """A visit from plan to report."""

    PLANNED = "planned", _("Planned")
    REHEARSED = "rehearsed", _("Rehearsed")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", _("Cancelled")


class Touch(TextChoices):
    """The ten kinds of touch that keep a relation."""

    DAILY_TOUCH = "daily_touch", _("Daily touch")
    TOPIC_EXCHANGE = "topic_exchange", _("Topic exchange")
    SITE_VISIT = "site_visit", _("Site or company visit")
    TEAM_EVENT = "team_event", _("Team event")
    JOINT_PUBLICATION = "joint_publication", _("Joint publication")
    EXECUTIVE_LETTER = "executive_letter", _("Executive letter")
    HQ_INVITATION = "hq_invitation", _("Invitation to HQ")
    EXECUTIVE_VISIT = "executive_visit", _("Executive visit")
    FORUM = "forum", _("Exhibition or forum")
    SUMMIT = "summit", _("Executive summit")


class DecisionRole(TextChoices):
    """The part a contact plays in the decision to buy (decision 39)."""

    DECIDES = "decides", _("Decides")
    BUDGET = "budget", _("Holds the budget")
    INFLUENCES = "influences", _("Influences")
    TECHNICAL = "technical", _("Technical")
    USES = "uses", _("Uses")
    BUYS = "buys", _("Buys")


class Attitude(IntegerChoices):
    """How a contact stands towards us; no value means not contacted yet."""

    CHAMPION = 2, _("Champion")
    SUPPORTER = 1, _("Supporter")
    NEUTRAL = 0, _("Neutral")
    SCEPTIC = -1, _("Sceptic")
    OPPONENT = -2, _("Opponent")


# A contact's function is free text, since every customer names its departments its own way; these have a translation.
FUNCTIONS = {
    "management": _("Management"),
    "production": _("Production"),
    "technology": _("Technology"),
    "technical": _("Technology"),
    "purchasing": _("Purchasing"),
    "finance": _("Finance"),
    "legal": _("Legal"),
    "quality": _("Quality"),
    "logistics": _("Logistics"),
    "it": _("IT"),
}
