"""What must be done before ATCC closes a contract: every stage registers its own questions."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from approvals.models import Approval
from approvals.states import ApprovalState, GateCode
from core.guards import Blocker

_checks: list[Callable] = []


def register_check(check: Callable) -> None:
    """`check(deal) -> list[Blocker]`, asked at ATCC."""
    _checks.append(check)


def closing_blockers(deal) -> list[Blocker]:
    """Everything that still stands in the way of closing."""
    return [blocker for check in _checks for blocker in check(deal)]


def nothing_is_being_decided(deal) -> list[Blocker]:
    """No request of the deal waits for its approvers, but for the closing itself."""
    pending = Approval.objects.filter(deal_id=deal.pk, state=ApprovalState.PENDING).exclude(
        gate=GateCode.ATCC
    )
    return [
        Blocker(
            "approval_pending",
            _("{gate} is in review: {title}.").format(gate=approval.gate_word, title=approval.title),
            _("Wait for the decision, or withdraw the request."),
            approval.get_absolute_url(),
        )
        for approval in pending.order_by("created_at")
    ]


register_check(nothing_is_being_decided)
