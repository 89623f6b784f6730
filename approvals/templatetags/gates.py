"""Where a waiting record's decision is made."""

from django import template

from approvals.models import Approval
from approvals.states import ApprovalState, gate_word

register = template.Library()
register.filter(gate_word)


@register.simple_tag
def waiting_at(record):
    """The page of the request that waits for this record, or nothing."""
    approval = Approval.objects.filter(record_id=record.pk, state=ApprovalState.PENDING).first()
    return approval.get_absolute_url() if approval else ""
