"""Keeps approvals honest: a change of what is decided on voids the request (decision 4)."""

from django.apps import apps
from django.db.models import Q

from core.events import deal_of
from core.moves import GATES

from ..models import Approval
from ..states import ApprovalState
from .asking import frozen_copy
from .deciding import changes_since, locked, void


def changed(record) -> None:
    """Called after every event of a record: void its pending request when the frozen copy no longer fits."""
    if not getattr(record, "pending_gate", ""):
        return
    approval = Approval.objects.filter(
        record_id=record.pk, gate=record.pending_gate, state=ApprovalState.PENDING
    ).first()
    if approval is None or not changes_since(type(record).objects.get(pk=record.pk), approval):
        return
    record_now, approval = locked(approval)
    if approval.state == ApprovalState.PENDING:
        void(approval, record_now, changes_since(record_now, approval))


def unchanged(record, code: str) -> bool:
    """Did the newest request at this gate pass, and does its frozen copy still fit?"""
    approval = Approval.objects.filter(record_id=record.pk, gate=code).order_by("-created_at").first()
    if approval is None or approval.state != ApprovalState.APPROVED:
        return False
    gate = GATES[type(record), approval.move]
    return frozen_copy(record, gate, approval.frozen)[1] == approval.frozen_hash


def paper_replaced(record) -> None:
    """A paper of the record was replaced: void what is pending on it or on its deal and was decided with it."""
    for approval in pending_on(record):
        changed(apps.get_model(approval.record_type).objects.get(pk=approval.record_id))


def pending_on(record):
    """Requests that wait on the record itself, or on any record of its deal."""
    where = Q(record_id=record.pk) | Q(deal_id=deal_of(record) or record.pk)
    return Approval.objects.filter(where, state=ApprovalState.PENDING).order_by("pk")
