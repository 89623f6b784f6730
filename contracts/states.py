"""The states of a contract, of its amendments and of a clause that deviates, in the order of their lives."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContractState(TextChoices):
    """A contract from its draft to its closing."""

    DRAFTING = "drafting", _("Drafting")
    REVIEWING = "reviewing", pgettext_lazy("contract", "In review")
    APPROVED = "approved", _("Ready to sign")
    SIGNED = "signed", _("Signed")
    IN_FORCE = "in_force", _("In force")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    TERMINATED = "terminated", _("Terminated")


# Content may change until the contract is signed; from then on only an amendment changes it.
EDITABLE = (ContractState.DRAFTING, ContractState.REVIEWING, ContractState.APPROVED)
BINDING = (ContractState.SIGNED, ContractState.IN_FORCE)
ENDED = (ContractState.CLOSED, ContractState.TERMINATED)


class AmendmentState(TextChoices):
    """A change beside the live version of a contract; refused by ATAC it is a draft again (decision 3)."""

    DRAFT = "draft", _("Amendment draft")
    REVIEWING = "reviewing", _("Amendment in review")
    IN_FORCE = "in_force", pgettext_lazy("amendment", "In force")
    WITHDRAWN = "withdrawn", _("Amendment withdrawn")


AMENDMENT_OPEN = (AmendmentState.DRAFT, AmendmentState.REVIEWING)


class Risk(TextChoices):
    """How much a clause, once changed, may cost us."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class ClauseCategory(TextChoices):
    """What a clause is about (ltc.md §6)."""

    PAYMENT_METHOD = "payment_method", _("Payment method")
    PAYMENT_PACE = "payment_pace", _("Payment pace")
    PENALTY = "penalty", _("Penalties and claims")
    ACCEPTANCE = "acceptance", _("Acceptance")
    WARRANTY = "warranty", _("Warranty")
    LIABILITY_CAP = "liability_cap", _("Liability cap")
    IP = "ip", _("IP")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality")
    LAW_FORUM = "law_forum", _("Law and forum")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")


class ClauseOwner(TextChoices):
    """Whose opinion a deviation from a clause needs."""

    LEGAL = "legal", _("Legal")
    FINANCE = "finance", _("Finance")
    DELIVERY = "delivery", _("Delivery manager (FR)")


class Verdict(TextChoices):
    """What a clause's owner says of a deviation; none yet means it is open."""

    ACCEPT = "accept", pgettext_lazy("clause", "Accepted")
    ACCEPT_WITH_CONDITION = "accept_with_condition", _("Accepted with a condition")
    CHANGE = "change", _("Change asked for")


class PointKind(TextChoices):
    """What a handover point passes on."""

    PROMISE = "promise", _("Promise")
    RISK = "risk", _("Risk")
    PAPER = "paper", _("Paper")
