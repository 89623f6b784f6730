"""What waits with a person at gates, when the person leaves the deal or the company."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from approvals.models import Approval, Condition, Voter
from approvals.services.asking import call_on
from approvals.services.deciding import locked
from approvals.services.routing import never_decides
from approvals.states import ApprovalState
from core.attention import close_todos
from core.events import happened

ALIVE = (ApprovalState.PENDING, ApprovalState.APPROVED)


def open_conditions(deal_id, user_id) -> list[Condition]:
    """The conditions that the person still has to meet on this deal, the next first."""
    rows = Condition.objects.filter(deal_id=deal_id, owner_id=user_id, closed_at=None)
    return list(rows.filter(approval__state__in=ALIVE).select_related("approval"))


def pass_on(conditions: list[Condition], successor) -> None:
    """Have somebody else meet these conditions."""
    Condition.objects.filter(pk__in=[condition.pk for condition in conditions]).update(owner=successor)


def waiting_requests(deal_id, user_id) -> list[Approval]:
    """The requests of this deal that the person has asked and nobody has decided; they stay the asker's."""
    rows = Approval.objects.filter(deal_id=deal_id, asker_id=user_id, state=ApprovalState.PENDING)
    return list(rows.order_by("created_at"))


def waiting_votes(deal_id, user_id) -> list[Approval]:
    """The requests of this deal on which the person votes now: steps are frozen, a vote is handed on by its voter."""
    mine = Voter.objects.filter(user_id=user_id, vote="", handed_on_to=None, step__done_at=None)
    open_now = mine.filter(step__opened_at__isnull=False).values("step__approval_id")
    rows = Approval.objects.filter(deal_id=deal_id, pk__in=open_now, state=ApprovalState.PENDING)
    return list(rows.order_by("created_at"))


def hand_vote_on(voter: Voter, successor, *, by) -> None:
    """Let somebody else vote for a person who leaves, now or when the step opens. Raises ValidationError."""
    record, approval = locked(voter.step.approval)
    voter = Voter.objects.select_for_update(of=("self",)).select_related("step", "user").get(pk=voter.pk)
    if approval.state != ApprovalState.PENDING or voter.vote or voter.handed_on_to_id:
        raise ValidationError(_("This vote is no longer open."))
    voter.handed_on_to = successor
    voter.save()
    Voter.objects.get_or_create(step=voter.step, user=successor, defaults={"added_by_id": by.user_id})
    close_todos(approval, "approval.vote", key=f"{voter.step.pk}:{voter.user_id}")
    if voter.step.opened_at is not None:
        call_on(approval, voter.step, [successor])
    facts = {"gate": approval.gate, "former": voter.user.name, "approver": successor.name}
    happened(record, "approval.vote_passed_on", by=by, **facts)


def may_not_vote(voters, user) -> dict:
    """{voter id: why} where this person can't vote instead: asks, stands in for the asker, or votes already."""
    why = {}
    for voter in voters:
        approval = voter.step.approval
        if user.pk in never_decides(approval.asker):
            why[voter.pk] = _("{name} asks for this approval, or stands in for who does.").format(
                name=user.name
            )
        elif Voter.objects.filter(step__approval=approval, user=user).exists():
            why[voter.pk] = _("{name} votes on it anyway.").format(name=user.name)
    return why


def take_over_request(approval: Approval, successor, *, by) -> None:
    """Make somebody else the asker of a pending request: the move is made in that person's name."""
    record, approval = locked(approval)
    if approval.state != ApprovalState.PENDING:
        raise ValidationError(_("This request has been decided."))
    former = approval.asker
    approval.asker = successor
    approval.save()
    facts = {"gate": approval.gate, "former": former.name, "successor": successor.name}
    happened(record, "approval.asker_changed", by=by, **facts)


def may_not_ask(approvals, user) -> dict:
    """{approval id: why} where this person can't become the asker: nobody decides on an own request."""
    votes = Voter.objects.filter(user=user, step__approval__in=[one.pk for one in approvals])
    voted = set(votes.values_list("step__approval_id", flat=True))
    why = _("{name} votes on it and can't ask for it, too.").format(name=user.name)
    return {one.pk: why for one in approvals if one.pk in voted}


def take_over_condition(condition: Condition, successor, *, by) -> None:
    """Have somebody else meet a condition; its to-do goes along."""
    record, approval = locked(condition.approval)
    condition = Condition.objects.select_for_update(of=("self",)).select_related("owner").get(pk=condition.pk)
    former, condition.owner = condition.owner, successor
    condition.save()
    # The desk stands beside this app, so its model is found by name.
    asked = apps.get_model("desk", "Todo").objects.filter(kind="approval.condition", key=str(condition.pk))
    asked.filter(done_at=None).update(user=successor)
    facts = {"gate": approval.gate, "former": former.name, "successor": successor.name}
    happened(record, "approval.condition_passed_on", by=by, text=condition.text, **facts)
