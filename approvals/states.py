"""The verdicts of an approval; a waiting record's own state belongs to its machine."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApprovalState(TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    VOIDED = "voided", _("Void")
    FAILED = "failed", _("Approved, not carried out")


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
