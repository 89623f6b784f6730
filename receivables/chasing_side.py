"""What stands beside a receivable on its page: promises, and the forms to note what the customer said."""

from core.record_parts import page_parts
from receivables.chasing_forms import PromiseForm
from receivables.states import ReceivableState
from receivables.who import chasing

SHOWN = 5


def chasing_side(record, by) -> dict:
    """Context of receivables/_chasing_side.html."""
    open_now = record.state == ReceivableState.OPEN and record.balance > 0
    may = open_now and chasing(record, by)
    return {
        "promises": record.promises.order_by("-promised_on", "-created_at")[:SHOWN],
        "may_chase": may,
        "parts": page_parts(by, record, promise=PromiseForm) if may else {},
    }
