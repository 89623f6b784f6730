"""The states of what customers are asked to confirm, and the answers they give (words.md: account_statement)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountStatementState(TextChoices):
    """A statement of account 对账单, from its making to the customer's answer."""

    MADE = "made", pgettext_lazy("account statement", "To send")
    SENT = "sent", pgettext_lazy("account statement", "Sent")
    CONFIRMED = "confirmed", pgettext_lazy("account statement", "Confirmed")
    PROMISED = "promised", pgettext_lazy("account statement", "Payment promised")
    DISPUTED = "disputed", pgettext_lazy("account statement", "Disputed")
    UNANSWERED = "unanswered", pgettext_lazy("account statement", "No answer")
    WITHDRAWN = "withdrawn", pgettext_lazy("account statement", "Withdrawn")


class ConfirmationState(TextChoices):
    """A confirmation letter 函证 and its return slip."""

    MADE = "made", pgettext_lazy("confirmation letter", "To send")
    SENT = "sent", pgettext_lazy("confirmation letter", "Sent")
    CONFIRMED = "confirmed", pgettext_lazy("confirmation letter", "Balance agrees")
    DIFFERS = "differs", pgettext_lazy("confirmation letter", "Balance differs")
    UNANSWERED = "unanswered", pgettext_lazy("confirmation letter", "Not returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("confirmation letter", "Withdrawn")


class Cause(TextChoices):
    """Why a paper was made."""

    NOTICE = "notice", _("Before items fall due")
    MONTHLY = "monthly", _("Monthly statement")
    BY_HAND = "by_hand", _("Made by hand")
    DUNNING = "dunning", _("Dunning")


class Answer(TextChoices):
    """What a customer says to one line of a statement."""

    CONFIRMED = "confirmed", pgettext_lazy("answer", "Confirmed")
    PROMISED = "promised", pgettext_lazy("answer", "Payment promised")
    DISPUTED = "disputed", pgettext_lazy("answer", "Disputed")


class DisputeReason(TextChoices):
    """What customers dispute, in their words."""

    QUALITY = "quality", _("Quality or acceptance")
    DELIVERY = "delivery", _("Delivery not complete")
    AMOUNT = "amount", _("Amount is not right")
    INVOICE = "invoice", _("Invoice or paper is missing or wrong")
    PAID = "paid", _("Already paid")
    OTHER = "other", _("Something else")


class RunState(TextChoices):
    """A monthly statement run: a technical process, set by receivables.services.statement_runs alone."""

    RUNNING = "running", pgettext_lazy("statement run", "Running")
    DONE = "done", pgettext_lazy("statement run", "Done")
    PARTIAL = "partial", pgettext_lazy("statement run", "Partly failed")
    CANCELLED = "cancelled", pgettext_lazy("statement run", "Cancelled")


class Fate(TextChoices):
    """What became of a customer in a run."""

    SENT = "sent", pgettext_lazy("fate of a customer in a statement run", "Sent")
    SKIPPED = "skipped", pgettext_lazy("fate of a customer in a statement run", "Skipped")
    FAILED = "failed", pgettext_lazy("fate of a customer in a statement run", "Failed")


# Answers may still come in.
AWAITED = ("sent", "unanswered")
