"""What a to-do asks to be done: the word on its button, its picture, and the subject it is counted under."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OPEN = pgettext_lazy("button", "Open")
REVIEW, FOLLOW_UP = pgettext_lazy("to-do", "Review"), pgettext_lazy("to-do", "Follow up")
CLEAR_UP, FIND_OUT = pgettext_lazy("to-do", "Clear up"), pgettext_lazy("to-do", "Find out")
CHASE, CALL = pgettext_lazy("to-do", "Chase"), pgettext_lazy("to-do", "Call")
CREDIT, SETTLE = pgettext_lazy("to-do", "Credit"), pgettext_lazy("to-do", "Settle")
REPORT, FILL_IN = pgettext_lazy("to-do", "Report"), pgettext_lazy("to-do", "Fill in")

# {kind: (word, icon)}; a kind that is not here goes by what stands before its dot, then by PLAIN (own notes).
WAYS = {
    "approval": (_("Vote"), "square-rotated"),
    "approval.condition": (pgettext_lazy("to-do", "Meet it"), "checkbox"),
    "lead": (FOLLOW_UP, "phone-outgoing"),
    "lead.nobody_free": (pgettext_lazy("to-do", "Assign"), "user-share"),
    "lead.many_nobody_free": (pgettext_lazy("to-do", "Assign"), "user-share"),
    "deal.take_over": (pgettext_lazy("to-do", "Take over"), "users"),
    "survey_low": (CALL, "phone-outgoing"),
    "commitment_due": (pgettext_lazy("to-do", "Keep it"), "heart-handshake"),
    "contract.handover": (pgettext_lazy("to-do", "Take over"), "file-text"),
    "order.to_create": (pgettext_lazy("to-do", "Order"), "truck"),
    "order.to_source": (pgettext_lazy("to-do", "Source"), "packages"),
    "admission_review": (REVIEW, "shield-check"),
    "admission_asked": (pgettext_lazy("to-do", "Give facts"), "shield-check"),
    "credit_case": (REVIEW, "scale"),
    "admission_stale": (pgettext_lazy("to-do", "Check again"), "refresh"),
    "credit_over_limit": (REVIEW, "scale"),
    "limit_review": (REVIEW, "scale"),
    "restriction_proposed": (REVIEW, "hand-stop"),
    "restriction_review": (REVIEW, "hand-stop"),
    "plan_move": (pgettext_lazy("to-do", "Make the move"), "target"),
    "plan_review": (REVIEW, "target"),
    "overdue_1": (CHASE, "phone-outgoing"),
    "dunning_chase": (CHASE, "phone-outgoing"),
    "dunning_held": (SETTLE, "truck"),
    "dunning_frozen": (SETTLE, "snowflake"),
    "dunning_last": (pgettext_lazy("to-do", "Decide"), "gavel"),
    "dunning_cause": (FIND_OUT, "zoom-question"),
    "cause_returned": (FIND_OUT, "zoom-question"),
    "cause_review": (REVIEW, "zoom-question"),
    "dunning_insurance": (REPORT, "shield-exclamation"),
    "insurance_report": (REPORT, "shield-exclamation"),
    "insurance_claim": (pgettext_lazy("to-do", "Claim"), "shield-exclamation"),
    "legal_request_review": (REVIEW, "gavel"),
    "legal_request_action": (REVIEW, "gavel"),
    "legal_case_sue": (pgettext_lazy("to-do", "Sue"), "gavel"),
    "legal_case_paid": (pgettext_lazy("to-do", "Close"), "gavel"),
    "specific_provision": (REVIEW, "shield-check"),
    "corrective_action": (pgettext_lazy("to-do", "Mend"), "tools"),
    "dispute_review": (CLEAR_UP, "message-question"),
    "credit_note_wanted": (CREDIT, "file-invoice"),
    "statement_disputed": (CLEAR_UP, "message-question"),
    "statement_unanswered": (CALL, "phone-outgoing"),
    "no_email_contact": (FILL_IN, "mail"),
    "confirmation_differs": (CLEAR_UP, "message-question"),
    "confirmation_unanswered": (CHASE, "phone-outgoing"),
    "confirmation_to_send": (pgettext_lazy("to-do", "Send"), "rubber-stamp"),
    "promise_broken": (FIND_OUT, "phone-outgoing"),
    "line_asked": (pgettext_lazy("to-do", "Answer"), "message-question"),
    "invoice_wanted": (pgettext_lazy("to-do", "Invoice"), "file-invoice"),
    "invoice_incomplete": (FILL_IN, "file-invoice"),
    "invoice_to_credit": (CREDIT, "file-invoice"),
    "invoice_to_void": (pgettext_lazy("to-do", "Void"), "file-invoice"),
    "bill_due": (pgettext_lazy("to-do", "Present"), "certificate"),
    "bill_dishonoured": (CLEAR_UP, "certificate"),
}
PLAIN = (OPEN, "list-check")

# (code, label, apps whose records the to-dos are about); votes are counted under the gates, whatever they are about.
GATES = "gates"
SUBJECTS = (
    (GATES, _("Gates"), ()),
    ("sales", _("Follow-ups"), ("leads", "opportunities", "customers")),
    ("delivery", _("Delivery"), ("contracts", "delivery", "deals")),
    ("cash", _("Cash"), ("receivables",)),
)


def way_of(kind: str) -> tuple:
    """(word, icon) of a kind of to-do."""
    return WAYS.get(kind) or WAYS.get(kind.partition(".")[0]) or PLAIN


def subject_of(kind: str, record_type: str) -> str:
    """The code of the subject that a to-do is counted under; empty for one's own notes."""
    if kind.startswith("approval."):
        return GATES
    app = record_type.partition(".")[0].lower()
    return next((code for code, _label, apps in SUBJECTS if app in apps), "")
