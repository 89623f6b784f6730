"""The second line of each stage in the stepper: where the stage's own record stands."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import ApprovalStep
from approvals.states import ApprovalState
from core.dates import local_day
from core.display import short_day
from deals.states import Stage
from receivables.states import ReceivableState


def stage_notes(deal, rows: dict[str, list]) -> dict[str, str]:
    """{stage: words}; rows: the records of each stage, oldest first. A stage without a record says nothing."""
    tellers = {
        Stage.LEAD: _of_lead,
        Stage.OPPORTUNITY: lambda found: _of_review(deal, found) or found[-1].get_state_display(),
        Stage.CONTRACT: lambda found: _of_review(deal, found) or found[-1].get_state_display(),
        Stage.DELIVERY: _of_orders,
        Stage.CASH: _of_cash,
    }
    return {stage: tell(rows[stage]) for stage, tell in tellers.items() if rows.get(stage)}


def _of_lead(leads) -> str:
    lead = leads[-1]
    return f"{short_day(local_day(lead.created_at), local_day())} {lead.get_source_display()}"


def _of_review(deal, records) -> str:
    """How far the sign-off at the record's gate has come, while one is asked."""
    record = records[-1]
    if not record.pending_gate:
        return ""
    steps = ApprovalStep.objects.filter(
        approval__record_id=record.pk,
        approval__gate=record.pending_gate,
        approval__state=ApprovalState.PENDING,
    )
    done = [step.done_at is not None for step in steps]
    return _("{gate} sign-off {done}/{all}").format(gate=record.pending_gate, done=sum(done), all=len(done))


def _of_orders(orders) -> str:
    promised = [order.promised_on for order in orders if order.promised_on and not order.accepted_on]
    words = ngettext("{n} order", "{n} orders", len(orders)).format(n=len(orders))
    if not promised:
        return words
    return _("{orders} · promised {day}").format(orders=words, day=short_day(min(promised), local_day()))


def _of_cash(receivables) -> str:
    settled = sum(row.state == ReceivableState.SETTLED for row in receivables)
    words = ngettext("{n} instalment", "{n} instalments", len(receivables)).format(n=len(receivables))
    return _("{instalments} · {settled} settled").format(instalments=words, settled=settled)
