"""The states and fixed lists of customers, credit limits, contacts and visits, in lifecycle order."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p


class CustomerState(TextChoices):
    """Where admission stands; freezing and blacklisting are flags beside it."""

    PROSPECT = "prospect", _p("customer", "Prospect")
    ADMITTED = "admitted", _p("customer", "Admitted")
    CONDITIONAL = "conditional", _p("customer", "Conditional")
    REJECTED = "rejected", _p("customer", "Rejected")
    MERGED = "merged", _p("customer", "Merged")


# All but those that live on in another customer.
STANDING = [state for state in CustomerState if state != CustomerState.MERGED]


class Verdict(TextChoices):
    """What an admission check comes to; `review` leaves the customer's state as it is."""

    ADMITTED = "admitted", _p("customer", "Admitted")
    CONDITIONAL = "conditional", _p("customer", "Conditional")
    REJECTED = "rejected", _p("customer", "Rejected")
    REVIEW = "review", _p("customer", "Manual review")


class PaymentMode(TextChoices):
    """Does the customer buy on open credit, or pay before delivery (先款后货)?"""

    CREDIT = "credit", _("On credit")
    PREPAYMENT = "prepayment", _("Pays before delivery")


class Size(TextChoices):
    """Size by headcount, as the registry classes companies."""

    LARGE = "large", _p("company", "Large")
    MEDIUM = "medium", _p("company", "Medium-sized")
    SMALL = "small", _p("company", "Small")
    MICRO = "micro", _p("company", "Micro")


class Effect(TextChoices):
    """What an admission rule does when it hits."""

    VETO = "veto", _("Veto")
    WAIVE = "waive", _("Veto, waived for prepayment")
    ADMIT = "admit", _("Admit on prepayment terms")
    REVIEW = "review", _("Manual review")


class FactKind(TextChoices):
    """What a fact is; the last two follow from the file and are not entered."""

    AMOUNT = "amount", _p("fact", "Amount")
    SHARE = "share", _p("fact", "Share in percent")
    NUMBER = "number", _p("fact", "Number")
    FLAG = "flag", _p("fact", "Yes or no")
    TEXT = "text", _p("fact", "Text")
    MODE = "mode", _("Payment mode")
    AGE = "age", _p("fact", "Age in days")


class Operator(TextChoices):
    """How an admission rule compares a fact with its value."""

    LT = "lt", _p("rule", "under")
    GT = "gt", _p("rule", "over")
    IS = "is", _p("rule", "is")
    OLDER = "older", _p("rule", "older than, in days")


class FileState(TextChoices):
    """A file of facts from upload to taken over."""

    UPLOADED = "uploaded", _p("file of facts", "Uploaded")
    LOADING = "loading", _p("file of facts", "Being read")
    LOADED = "loaded", _p("file of facts", "In force")
    FAILED = "failed", _p("file of facts", "Not readable")


class RuleOutcome(TextChoices):
    """How one rule came out of one check."""

    HIT = "hit", _p("rule", "Hit")
    NO_HIT = "no_hit", _p("rule", "No hit")
    WAIVED = "waived", _p("rule", "Waived for prepayment")
    MISSING = "missing", _p("rule", "Fact missing")


class LimitState(TextChoices):
    """The life of a credit limit; `expiring` is derived from its end date."""

    REQUESTED = "requested", _p("limit", "Requested")
    LIVE = "live", _p("limit", "Live")
    EXPIRED = "expired", _p("limit", "Expired")
    REFUSED = "refused", _p("limit", "Refused")


class LimitKind(TextChoices):
    """A standing limit (one live at a time) or a temporary raise on top of it."""

    STANDING = "standing", _("Credit limit")
    RAISE = "raise", _("Temporary raise")


class VisitState(TextChoices):
    """A visit from plan to report."""

    PLANNED = "planned", _p("visit", "Planned")
    REHEARSED = "rehearsed", _p("visit", "Rehearsed")
    REPORTED = "reported", _p("visit", "Reported")
    CANCELLED = "cancelled", _p("visit", "Cancelled")


class CommitmentState(TextChoices):
    """What became of something promised to a customer."""

    PENDING = "pending", _p("commitment", "Pending")
    KEPT = "kept", _p("commitment", "Kept")
    BROKEN = "broken", _p("commitment", "Broken")


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

    DECIDES = "decides", _p("contact", "Decides")
    BUDGET = "budget", _p("contact", "Holds the budget")
    INFLUENCES = "influences", _p("contact", "Influences")
    TECHNICAL = "technical", _p("contact", "Technical")
    USES = "uses", _p("contact", "Uses")
    BUYS = "buys", _p("contact", "Buys")


class Attitude(IntegerChoices):
    """How a contact stands towards us; no value means not contacted yet."""

    CHAMPION = 2, _p("contact", "Champion")
    SUPPORTER = 1, _p("contact", "Supporter")
    NEUTRAL = 0, _p("contact", "Neutral")
    SCEPTIC = -1, _p("contact", "Sceptic")
    OPPONENT = -2, _p("contact", "Opponent")


# A contact's function is free text, since every customer names its departments its own way; these have a translation.
FUNCTIONS = {
    "management": _p("contact", "Management"),
    "production": _p("contact", "Production"),
    "technology": _p("contact", "Technology"),
    "technical": _p("contact", "Technology"),
    "purchasing": _p("contact", "Purchasing"),
    "finance": _p("contact", "Finance"),
    "legal": _p("contact", "Legal"),
    "quality": _p("contact", "Quality"),
    "logistics": _p("contact", "Logistics"),
    "it": _p("contact", "IT"),
    "equipment": _p("contact", "Equipment"),
    "other": _p("contact", "Other"),
}


def function_word(function: str):
    """A contact's function in words; the customer's own word is shown as it was typed."""
    return FUNCTIONS.get(function.casefold(), function)
