"""Requests that wait too long: a reminder after 24 h, the next manager after 48 h of working time (ltc §5)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.attention import notify
from core.dates import acting_at, moment, working_hours_between
from tenancy.people import members_with_role
from tenancy.rules import declare, group, rule

from ..models import Approval, ApprovalStep, Voter
from ..states import ApprovalState
from .asking import call_on
from .deciding import locked
from .routing import LAST_RESORT, NEXT_MANAGER, never_decides

# A working day of 8 hours counts as 24: "48 h of working time" is two working days, whatever weekend lies between.
HOURS_PER_WORKING_HOUR = 3


def escalation_follows_reminder(values: dict) -> None:
    """Nobody is passed over before being reminded. Raises ValidationError."""
    if values[ESCALATE_AFTER.key] <= values[REMIND_AFTER.key]:
        raise ValidationError(_("Escalate later than you remind."))


PAGE = group(
    "approvals",
    _("Waiting decisions"),
    icon="alarm",
    order=21,
    part="decisions",
    check=escalation_follows_reminder,
).code
REMIND_AFTER = declare("approvals.remind_after_hours", 24, _("Remind voters after this many hours"), PAGE)
ESCALATE_AFTER = declare(
    "approvals.escalate_after_hours", 48, _("Escalate after this many hours of working days"), PAGE
)


def chase(at: datetime) -> dict:
    """Remind and escalate every step that has been open too long at `at`; repeating it changes nothing."""
    done = {"reminded": 0, "escalated": 0}
    with acting_at(at):
        for step in overdue_steps():
            hours = working_hours_between(step.opened_at, moment()) * HOURS_PER_WORKING_HOUR
            if hours >= rule(ESCALATE_AFTER.key) and step.escalated_at is None:
                done["escalated"] += escalate(step)
            elif hours >= rule(REMIND_AFTER.key) and step.reminded_at is None:
                done["reminded"] += remind(step)
    return done


def overdue_steps():
    """Open steps of pending requests that were not escalated yet, oldest first."""
    return (
        ApprovalStep.objects.filter(
            approval__state=ApprovalState.PENDING, opened_at__isnull=False, done_at=None, escalated_at=None
        )
        .select_related("approval")
        .order_by("opened_at")
    )


def remind(step: ApprovalStep) -> bool:
    """Tell those who have not voted once more."""
    claimed = ApprovalStep.objects.filter(pk=step.pk, reminded_at=None, done_at=None).update(
        reminded_at=moment()
    )
    if claimed:
        waiting = [v.user for v in step.voters.filter(vote="", handed_on_to=None).select_related("user")]
        approval = step.approval
        notify(
            waiting,
            "approval.vote",
            record=approval,
            key=f"remind:{step.pk}",
            gate=approval.gate,
            title=approval.title,
        )
    return bool(claimed)


def escalate(step: ApprovalStep) -> bool:
    """Let the next manager decide too; where there is none, the administrator."""
    _record, approval = locked(step.approval)
    step = ApprovalStep.objects.get(pk=step.pk)
    if approval.state != ApprovalState.PENDING or step.done_at or step.escalated_at:
        return False
    step.escalated_at = moment()
    step.save()
    newcomer = _next_manager(step, approval)
    if newcomer is None:
        return False
    Voter.objects.get_or_create(step=step, user=newcomer)
    call_on(approval, step, [newcomer])
    notify(
        [newcomer],
        "approval.escalated",
        record=approval,
        key=f"up:{step.pk}",
        gate=approval.gate,
        title=approval.title,
    )
    return True


def _next_manager(step: ApprovalStep, approval: Approval):
    excluded = never_decides(approval.asker) | set(
        Voter.objects.filter(step__approval=approval).values_list("user_id", flat=True)
    )
    for role in (NEXT_MANAGER, LAST_RESORT):
        fit = [user for user in members_with_role(role) if user.pk not in excluded]
        if fit:
            return fit[0]
    return None
