"""What the customer said of a receivable, for the receivable's own page."""

from receivables.letter_states import AccountStatementState, Answer
from receivables.models import AccountStatementLine

SHOWN = 6


def letter_side(record) -> dict:
    """Context of receivables/_letter_side.html: the statements that named it, newest first, and the last "agrees"."""
    lines = AccountStatementLine.objects.filter(receivable=record).exclude(
        statement__state=AccountStatementState.MADE
    )
    shown = list(
        lines.select_related("statement", "entered_by").order_by("-statement__sent_at", "-pk")[:SHOWN]
    )
    confirmed = [line for line in shown if line.answer == Answer.CONFIRMED]
    return {"statement_lines": shown, "balance_confirmed": confirmed[0] if confirmed else None}
