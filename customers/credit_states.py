"""The states and fixed lists of credit: cases, check points, insurance, restrictions, in lifecycle order."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy as _p


class CheckPoint(TextChoices):
    """Where a customer's credit is asked; from its own check point on it holds back, before it only warns."""

    CONTRACT = "contract", _p("check point", "Contract")
    RELEASE = "release", _p("check point", "Order release")
    SHIPMENT = "shipment", _p("check point", "Shipment")


class CaseState(TextChoices):
    """A request to let one order or shipment go beyond the limit."""

    OPEN = "open", _p("credit case", "Open")
    RELEASED = "released", _p("credit case", "Released for this once")
    DECLINED = "declined", _p("credit case", "Declined")
    EXPIRED = "expired", _p("credit case", "Expired")
    WITHDRAWN = "withdrawn", _p("credit case", "Withdrawn")


class ReviewOutcome(TextChoices):
    """What the review of a limit came to."""

    RENEWED = "renewed", _p("limit review", "Renewed as it is")
    CHANGED = "changed", _p("limit review", "Changed")
    ENDED = "ended", _p("limit review", "Ended")


class RestrictionKind(TextChoices):
    """What a customer may no longer do with us."""

    FREEZE = "freeze", _p("restriction", "Freeze")
    BLACKLIST = "blacklist", _p("restriction", "Blacklist")


class RestrictionState(TextChoices):
    """A freeze or blacklisting from its proposal to its end."""

    PROPOSED = "proposed", _p("restriction", "Proposed")
    IN_FORCE = "in_force", _p("restriction", "In force")
    LIFTED = "lifted", _p("restriction", "Lifted")
    DECLINED = "declined", _p("restriction", "Not imposed")


class PolicyState(TextChoices):
    """A policy of credit insurance 特险."""

    DRAFT = "draft", _p("policy", "Draft")
    IN_FORCE = "in_force", _p("policy", "In force")
    ENDED = "ended", _p("policy", "Ended")
