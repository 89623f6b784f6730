"""What stands beside a receivable on its page: promises, causes, legal cases, and the forms to note them."""

from core.dates import local_day
from core.record_parts import page_parts
from receivables.chasing_forms import CauseForm, PromiseForm
from receivables.services.causes import needs_cause
from receivables.states import ReceivableState
from receivables.who import chasing

SHOWN = 5


def chasing_side(record, by) -> dict:
    """Context of receivables/_chasing_side.html."""
    open_now = record.state == ReceivableState.OPEN and record.balance > 0
    may = open_now and chasing(record, by)
    may_state = may and record.days_overdue(local_day()) > 0 and needs_cause(record)
    forms = {"promise": PromiseForm} if may else {}
    return {
        "promises": record.promises.order_by("-promised_on", "-created_at")[:SHOWN],
        "causes": record.causes.order_by("-found_on", "-created_at")[:SHOWN],
        "cases": record.case_items.select_related("case").order_by("-added_on"),
        "may_chase": may,
        "may_state_cause": may_state,
        "parts": page_parts(by, record, **forms, **({"cause": CauseForm} if may_state else {})),
    }
