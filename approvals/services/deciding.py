"""Deciding: votes, what follows the last one, and how a request ends otherwise (decisions 3-5, 45)."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.dates import moment
from core.errors import Blocked, Denied, Refused, Unavailable
from core.events import happened
from core.guards import Blocker
from core.moves import GATES
from core.workflow import lock, perform, run
from tenancy.actor import actor_for, system
from tenancy.models import User
from tenancy.people import members

from ..models import Approval, ApprovalStep, Condition, Voter
from ..states import ApprovalState, Mode, Vote
from .asking import call_on, frozen_copy, open_next_step, take_over_conditions
from .routing import deputies_of


@transaction.atomic
def decide(approval: Approval, *, by, decision, comment="", conditions=()) -> Approval:
    """Cast a vote. Returns the approval as it then stands; the last approving vote makes the move.

    conditions: dicts text, owner (User), due_on; only with an approval. Raises Unavailable, Denied, ValidationError.
    """
    _check_ballot(decision, comment, conditions)
    record, approval = locked(approval)
    if approval.state != ApprovalState.PENDING:
        raise Unavailable(_("Vote"), approval.get_state_display())
    if changed := changes_since(record, approval):
        return void(approval, record, changed)
    step, voter = _seat_at_table(approval, by)
    voter.vote, voter.comment, voter.voted_by, voter.voted_at = decision, comment, by.user, moment()
    voter.save()
    close_todos(approval, "approval.vote", key=f"{step.pk}:{by.user_id}")
    _attach_conditions(approval, conditions, by)
    event = {Vote.APPROVE: "approved", Vote.REJECT: "rejected", Vote.RETURN: "returned"}[decision]
    happened(record, f"approval.{event}", by=by, gate=approval.gate, comment=comment, count=len(conditions))
    return _after_vote(approval, record, step, decision, by)


def _check_ballot(decision, comment, conditions) -> None:
    if decision not in Vote.values:
        raise ValidationError({"decision": _("Choose approve, reject or return.")})
    if decision != Vote.APPROVE and not comment.strip():
        raise ValidationError({"comment": _("Say why: the asker reads it.")})
    if decision != Vote.APPROVE and conditions:
        raise ValidationError({"conditions": _("Conditions go with an approval only.")})


def locked(approval: Approval):
    """(record, approval), locked in order: deal, record, approval."""
    model = apps.get_model(approval.record_type)
    record = lock(model.objects.get(pk=approval.record_id))
    return record, Approval.objects.select_for_update().get(pk=approval.pk)


def changes_since(record, approval: Approval) -> list[dict]:
    """What differs from the frozen copy: [{"field", "was", "is"}], empty while all stands."""
    gate = GATES[type(record), approval.move]
    now, digest = frozen_copy(record, gate, approval.frozen)
    if digest == approval.frozen_hash:
        return []
    names = sorted({*now, *approval.frozen})
    return [
        {"field": name, "was": approval.frozen.get(name), "is": now.get(name)}
        for name in names
        if approval.frozen.get(name) != now.get(name)
    ]


def may_vote(approval: Approval, by) -> Voter | None:
    """The vote that this person may cast now: their own, or that of somebody away for whom they deputise."""
    step = current_step(approval)
    if step is None or approval.asker_id == by.user_id:
        return None
    open_votes = list(step.voters.filter(vote="", handed_on_to=None).select_related("user"))
    stands_for = deputies_of([voter.user for voter in open_votes]).get(by.user_id)
    return next((voter for voter in open_votes if voter.user_id in (by.user_id, stands_for)), None)


def current_step(approval: Approval) -> ApprovalStep | None:
    """The step that is being decided, or None when the request has ended."""
    if approval.state != ApprovalState.PENDING:
        return None
    return approval.steps.filter(done_at=None).first()


def _seat_at_table(approval, by):
    voter = may_vote(approval, by)
    if voter is None:
        raise Denied(_("It is not your turn to vote here."))
    return voter.step, voter


def _attach_conditions(approval, conditions, by) -> None:
    Condition.objects.bulk_create(
        Condition(approval=approval, deal_id=approval.deal_id, created_by_id=by.user_id, **values)
        for values in conditions
    )


def _after_vote(approval, record, step, decision, by) -> Approval:
    if decision == Vote.REJECT:
        return _end(approval, record, "reject", by)
    if decision == Vote.RETURN:
        return _end(approval, record, "give_back", by)
    if step.mode == Mode.ALL and step.voters.filter(vote="", handed_on_to=None).exists():
        return approval
    step.done_at = moment()
    step.save()
    close_todos(approval, "approval.vote")
    if open_next_step(approval) is not None:
        return approval
    return _carry_out(approval, record, by)


def _carry_out(approval, record, by) -> Approval:
    """The last step agreed: make the move in the asker's name, or say why it is no longer possible."""
    approval = perform(approval, "pass_gate", by=by)
    clear_mark(record)
    if refusal := _attempt(record, approval):
        blockers = _reasons_said(record, approval, refusal)
        approval = perform(approval, "fail", by=system(), blockers=blockers)
        _back(record, approval)
    else:
        # Opinions may have been given while the request was decided on.
        take_over_conditions(approval, GATES[type(record), approval.move].conditions(record))
        _call_on_owners(approval)
    _tell_asker(approval)
    return approval


def _attempt(record, approval) -> Refused | ValidationError | None:
    """Make the move in the asker's name; what refused it, if it was: then nothing is written."""
    try:
        with transaction.atomic():
            run(
                record, approval.move, by=actor_for(approval.asker), fields=approval.fields, approved=approval
            )
    except (Refused, ValidationError) as refusal:
        return refusal
    return None


def _reasons_said(record, approval, refusal) -> dict[str, list[dict]]:
    """The reasons in each language: sentences are made when a check refuses, so it is asked again in the others."""
    said = {get_language(): _reasons(refusal)}
    for language in {code for code, _name in settings.LANGUAGES} - set(said):
        with override(language):
            # Under the same locks the answer is the same, in other words.
            said[language] = _reasons(_attempt(record, approval) or refusal)
    return said


def _call_on_owners(approval) -> None:
    """From now on the conditions bind: each is a to-do of its owner."""
    for condition in approval.conditions.filter(closed_at=None).select_related("owner"):
        todo(
            approval, "approval.condition", user=condition.owner, due_on=condition.due_on, key=str(condition.pk),
            gate=approval.gate, text=condition.text,
        )  # fmt: skip


def _reasons(refusal) -> list[dict]:
    if isinstance(refusal, Blocked) and refusal.blockers:
        return [blocker.as_json() for blocker in refusal.blockers]
    messages = getattr(refusal, "messages", None) or [str(refusal)]
    return [Blocker("refused", " ".join(messages)).as_json()]


def _end(approval, record, verdict, by, **fields) -> Approval:
    """Rejected, returned, withdrawn or void: the record goes back to where it came from."""
    approval = perform(approval, verdict, by=by, **fields)
    close_todos(approval, "approval.vote")
    clear_mark(record)
    _back(record, approval)
    _tell_asker(approval)
    return approval


def _back(record, approval) -> None:
    gate = GATES[type(record), approval.move]
    if gate.waiting:
        perform(record, gate.waiting[1], by=system())


def clear_mark(record) -> None:
    """The record no longer waits at a gate."""
    if hasattr(record, "pending_gate"):
        type(record).objects.filter(pk=record.pk).update(pending_gate="")
        record.pending_gate = ""


def _tell_asker(approval) -> None:
    kind = f"approval.{approval.state}"
    notify([approval.asker], kind, record=approval, gate=approval.gate, title=approval.title)


@transaction.atomic
def withdraw(approval: Approval, *, by) -> Approval:
    """The asker takes the request back. Raises Denied, Unavailable."""
    record, approval = locked(approval)
    if approval.asker_id != by.user_id:
        raise Denied(_("Only the asker can withdraw the request."))
    approval = _end(approval, record, "withdraw", by)
    happened(record, "approval.withdrawn", by=by, gate=approval.gate)
    return approval


def void(approval: Approval, record, changed: list[dict]) -> Approval:
    """Something decided on has changed: the request and its votes no longer count."""
    approval = _end(approval, record, "void", system(), changed=changed)
    happened(
        record, "approval.voided", by=system(), gate=approval.gate, changed=[c["field"] for c in changed]
    )
    return approval


@transaction.atomic
def add_approver(approval: Approval, user: User, *, by) -> Approval:
    """A voter asks for one more opinion; the step then needs all of its people."""
    record, approval = locked(approval)
    step, _voter = _seat_at_table(approval, by)
    _check_newcomer(approval, user)
    Voter.objects.get_or_create(step=step, user=user, defaults={"added_by_id": by.user_id})
    step.mode = Mode.ALL
    step.save()
    # Of a step where one was enough only the caller and those added have to agree now.
    step.voters.filter(vote="", added_by=None).exclude(user_id__in=[by.user_id, user.pk]).delete()
    call_on(approval, step, [user])
    happened(record, "approval.approver_added", by=by, gate=approval.gate, approver=user.name)
    return approval


@transaction.atomic
def hand_on(approval: Approval, user: User, *, by) -> Approval:
    """A voter hands the vote on to somebody else."""
    record, approval = locked(approval)
    step, voter = _seat_at_table(approval, by)
    _check_newcomer(approval, user)
    voter.handed_on_to = user
    voter.save()
    Voter.objects.get_or_create(step=step, user=user, defaults={"added_by_id": by.user_id})
    close_todos(approval, "approval.vote", key=f"{step.pk}:{by.user_id}")
    call_on(approval, step, [user])
    happened(record, "approval.handed_on", by=by, gate=approval.gate, approver=user.name)
    return approval


def _check_newcomer(approval, user) -> None:
    if user.pk == approval.asker_id or not members().filter(pk=user.pk).exists():
        raise ValidationError({"user": _("Choose an active colleague other than the asker.")})


@transaction.atomic
def close_condition(condition: Condition, *, by, evidence: str) -> Condition:
    """Close a condition with its evidence. Raises Denied, ValidationError."""
    condition = Condition.objects.select_for_update().get(pk=condition.pk)
    if by.user_id not in (condition.owner_id, condition.created_by_id) and not by.is_system:
        raise Denied(_("Only the condition's owner or its author can close it."))
    if not evidence.strip():
        raise ValidationError({"evidence": _("Say what shows that it is done.")})
    condition.evidence, condition.closed_at, condition.closed_by = evidence, moment(), by.user
    condition.save()
    close_todos(condition.approval, "approval.condition", key=str(condition.pk))
    return condition
