"""What stands beside a receivable of its insurance: the limit it fell under, deadlines, claims, a form."""

from core.record_parts import page_parts
from receivables.insurance_forms import PrepareForm
from receivables.insurance_states import UNDER_WAY
from receivables.insured import limit_of
from receivables.services.insurance import claim_deadline, report_deadline
from receivables.states import ReceivableState
from tenancy.roles import Right

SHOWN = 5


def insurance_side(record, by) -> dict:
    """Context of receivables/_insurance_side.html; the form comes with `parts`."""
    covered = limit_of(record)
    claims = list(record.claims.order_by("-created_at", "-pk")[:SHOWN])
    open_now = record.state == ReceivableState.OPEN and record.balance > 0
    under_way = any(one.state in UNDER_WAY for one in claims)
    may = bool(covered) and open_now and not under_way and by.can(Right.CREDIT_LIMIT)
    return {
        "insured_limit": covered if by.can(Right.CREDIT_READ) else None,
        "claims": claims,
        "report_by": report_deadline(record) if open_now else None,
        "claim_by": claim_deadline(record) if open_now else None,
        "insurance_parts": page_parts(by, record, insurance=PrepareForm) if may else {},
    }
