"""The states of what stands behind a receivable's flags: promises, disputes, causes, corrective actions, cases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PromiseState(TextChoices):
    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    PARTLY = "partly", pgettext_lazy("promise", "Partly kept")
    BROKEN = "broken", pgettext_lazy("promise", "Broken")
    WITHDRAWN = "withdrawn", pgettext_lazy("promise", "Withdrawn")


# Its day is over and money tells how it ended; a withdrawn one was never tried.
JUDGED = (PromiseState.KEPT, PromiseState.PARTLY, PromiseState.BROKEN)


class DisputeState(TextChoices):
    OPEN = "open", pgettext_lazy("dispute", "Open")
    IN_REVIEW = "in_review", pgettext_lazy("dispute", "In review")
    ACCEPTED = "accepted", pgettext_lazy("dispute", "Accepted")
    PARTLY = "partly", pgettext_lazy("dispute", "Accepted in part")
    REJECTED = "rejected", pgettext_lazy("dispute", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")


# Reminders over these rest.
DISPUTED = (DisputeState.OPEN, DisputeState.IN_REVIEW)


class DisputeCategory(TextChoices):
    DELIVERY = "delivery", _("Late or missing goods")
    QUALITY = "quality", _("Quality")
    PRICE = "price", _("Price")
    PAPER = "paper", _("Invoice or paper")
    ACCEPTANCE = "acceptance", _("Acceptance not signed")
    CONTRACT = "contract", _("Contract terms")
    OTHER = "other", pgettext_lazy("dispute", "Other")


class CauseState(TextChoices):
    STATED = "stated", pgettext_lazy("cause", "To review")
    CONFIRMED = "confirmed", pgettext_lazy("cause", "Confirmed")
    RETURNED = "returned", pgettext_lazy("cause", "Sent back")
    DROPPED = "dropped", pgettext_lazy("cause", "Dropped")


# Causes that count: what was sent back or dropped says nothing.
CAUSES = (CauseState.STATED, CauseState.CONFIRMED)


class CauseCode(TextChoices):
    """Why money is late: ours, theirs, or the bank's (handbook §8)."""

    DELIVERY = "delivery", _("Late or missing delivery")
    QUALITY = "quality", _("Quality dispute")
    PAPER_ERROR = "paper_error", _("Invoice or paper error")
    CONTRACT_DISPUTE = "contract_dispute", _("Contract dispute")
    CASH_SHORTAGE = "cash_shortage", _("Cash shortage")
    INTERNAL_PROCESS = "internal_process", _("Slow internal process")
    UNWILLING = "unwilling", _("Unwilling to pay")
    INSOLVENT = "insolvent", _("Insolvent")
    BANK = "bank", pgettext_lazy("cause", "Bank")


OURS = (CauseCode.DELIVERY, CauseCode.QUALITY, CauseCode.PAPER_ERROR, CauseCode.CONTRACT_DISPUTE)
THEIRS = (CauseCode.CASH_SHORTAGE, CauseCode.INTERNAL_PROCESS, CauseCode.UNWILLING, CauseCode.INSOLVENT)


class ActionState(TextChoices):
    OPEN = "open", pgettext_lazy("corrective action", "Open")
    DONE = "done", pgettext_lazy("corrective action", "Done")
    DROPPED = "dropped", pgettext_lazy("corrective action", "Dropped")


class CaseState(TextChoices):
    LETTER = "letter", _("Lawyer's letter")
    MEDIATION = "mediation", _("Mediation")
    SUIT = "suit", _("Suit")
    JUDGMENT = "judgment", _("Judgment")
    ENFORCEMENT = "enforcement", _("Enforcement")
    CLOSED = "closed", pgettext_lazy("legal case", "Closed")


UNDER_WAY = tuple(state for state in CaseState if state != CaseState.CLOSED)


class CaseOutcome(TextChoices):
    PAID = "paid", pgettext_lazy("legal case", "Paid")
    SETTLED = "settled", pgettext_lazy("legal case", "Settled out of court")
    DROPPED = "dropped", pgettext_lazy("legal case", "Dropped")
    UNCOLLECTIBLE = "uncollectible", pgettext_lazy("legal case", "Nothing to collect")


class ReminderTone(TextChoices):
    FRIENDLY = "friendly", _("Friendly reminder")
    SECOND = "second", _("Second reminder")
    FINAL = "final", _("Final reminder")


class StepOrigin(TextChoices):
    AUTO = "auto", _("By itself")
    MANUAL = "manual", _("By hand")
    SKIPPED = "skipped", pgettext_lazy("dunning step", "Skipped")


class PaymentRating(TextChoices):
    """How a customer paid in the last twelve months; without enough facts there is none."""

    A = "A", _("A: pays on time")
    B = "B", _("B: up to 30 days late")
    C = "C", _("C: later, or breaks its word")


class RequestKind(TextChoices):
    REVIEW = "review", _("Legal review")
    ACTION = "action", _("Legal action")


class RequestState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("legal request", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("legal request", "Accepted")
    DECLINED = "declined", pgettext_lazy("legal request", "Declined")
    LAPSED = "lapsed", pgettext_lazy("legal request", "Lapsed")
