"""The verdicts of an approval; a waiting record's own state belongs to its machine."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApprovalState(TextChoices):
    PENDING = "pending", pgettext_lazy("approval state", "Pending")
    APPROVED = "approved", pgettext_lazy("approval state", "Approved")
    REJECTED = "rejected", pgettext_lazy("approval state", "Rejected")
    RETURNED = "returned", pgettext_lazy("approval state", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval state", "Withdrawn")
    VOIDED = "voided", pgettext_lazy("approval state", "Void")
    FAILED = "failed", pgettext_lazy("approval state", "Approved, not carried out")


class Vote(TextChoices):
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    RETURN = "return", _("Return")


class Mode(TextChoices):
    ANY = "any", _("One must agree")
    ALL = "all", _("All must agree")


class GateCode(TextChoices):
    ATI = "ATI", _("Initiation decision")
    ATB = "ATB", _("Bid decision")
    ATC = "ATC", _("Signing decision")
    ATAC = "ATAC", _("Amendment decision")
    ATCC = "ATCC", _("Closing decision")
    DISCOUNT = "discount", _("Discount approval")
    CREDIT = "credit", _("Credit approval")
    WRITE_OFF = "write_off", _("Write-off approval")


# ATI, ATB, ATC … are the words themselves in both languages; the other gates are said.
GATE_WORDS = {gate.value: gate.label for gate in GateCode if not gate.value.isupper()}


def gate_word(gate: str) -> str:
    """What people call a gate: its code where that is a word, else its name."""
    return str(GATE_WORDS.get(gate, gate))
