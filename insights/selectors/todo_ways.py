"""What a to-do asks to be done: the word on its button, its picture, and the subject it is counted under."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OPEN = pgettext_lazy("button", "Open")
REVIEW, FOLLOW_UP = pgettext_lazy("to-do", "Review"), pgettext_lazy("to-do", "Follow up")
CLEAR_UP, FIND_OUT = pgettext_lazy("to-do", "Clear up"), pgettext_lazy("to-do", "Find out")
CHASE = pgettext_lazy("to-do", "Chase")

# {kind: (word, icon)}; a kind that is not here goes by what stands before its dot, then by PLAIN.
WAYS = {
    "approval": (_("Vote"), "square-rotated"),
    "lead": (FOLLOW_UP, "phone-outgoing"),
    "contract.handover": (pgettext_lazy("to-do", "Take over"), "file-text"),
    "order.to_create": (pgettext_lazy("to-do", "Order"), "truck"),
    "order": (OPEN, "truck"),
    "admission_review": (REVIEW, "shield-check"),
    "admission_asked": (pgettext_lazy("to-do", "Give facts"), "shield-check"),
    "credit_case": (REVIEW, "scale"),
    "credit_over_limit": (REVIEW, "scale"),
    "restriction_proposed": (REVIEW, "hand-stop"),
    "plan_move": (OPEN, "target"),
    "overdue_1": (CHASE, "phone-outgoing"),
    "dunning_chase": (CHASE, "phone-outgoing"),
    "dunning_cause": (FIND_OUT, "zoom-question"),
    "cause_returned": (FIND_OUT, "zoom-question"),
    "cause_review": (REVIEW, "zoom-question"),
    "dunning_insurance": (pgettext_lazy("to-do", "Report"), "shield-exclamation"),
    "legal_request_review": (REVIEW, "gavel"),
    "legal_request_action": (REVIEW, "gavel"),
    "legal_case_sue": (OPEN, "gavel"),
    "legal_case_paid": (OPEN, "gavel"),
    "specific_provision": (REVIEW, "shield-check"),
    "corrective_action": (pgettext_lazy("to-do", "Mend"), "tools"),
    "dispute_review": (CLEAR_UP, "message-question"),
    "statement_disputed": (CLEAR_UP, "message-question"),
    "confirmation_differs": (CLEAR_UP, "message-question"),
    "confirmation_to_send": (pgettext_lazy("to-do", "Send"), "rubber-stamp"),
    "promise_broken": (FIND_OUT, "phone-outgoing"),
    "line_asked": (pgettext_lazy("to-do", "Answer"), "message-question"),
    "line_answered": (OPEN, "message"),
    "invoice_wanted": (pgettext_lazy("to-do", "Invoice"), "file-invoice"),
    "invoice_incomplete": (pgettext_lazy("to-do", "Fill in"), "file-invoice"),
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
