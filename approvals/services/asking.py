"""Asking a gate: freeze what is decided on, find the deciders, wait (decisions 3-5, 45)."""

import hashlib
import json

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from core.attention import notify, todo
from core.dates import local_day, moment
from core.errors import Blocked
from core.events import deal_of as deal_id_of
from core.events import happened
from core.guards import Blocker
from core.money import base_amount
from core.moves import GATES, Gate, Move
from core.papers import hashes_of
from core.workflow import judge, lock, perform

from ..models import Approval, ApprovalStep, Condition, Voter
from ..states import ApprovalState, gate_word
from .routing import deal_of, deputies_of, never_decides, policy_for, voters_of


@transaction.atomic
def ask(record, declared: Move, *, by, fields) -> tuple:
    """Put `record` before its gate; returns (record, approval). The same checks as for the move itself bite first.

    Raises Unavailable, Denied, Blocked (a failing check, a pending request, an overdue condition).
    """
    gate = GATES[declared.model, declared.name]
    record = lock(record)
    judge(record, declared.name, by=by)
    _refuse_if_held(record, gate)
    checks = _checks_said(record, declared, gate, by)
    if gate.waiting:
        record = perform(record, gate.waiting[0], by=by)
    try:
        with transaction.atomic():
            approval = _write(record, gate, by=by, fields=fields, checks=checks)
    except IntegrityError as error:
        raise Blocked(holding(record, declared)) from error
    _mark(record, gate.code)
    take_over_conditions(approval, gate.conditions(record))
    _route(approval, by)
    happened(record, "approval.submitted", by=by, gate=gate.code)
    open_next_step(approval)
    return type(record).objects.get(pk=record.pk), Approval.objects.get(pk=approval.pk)


def holding(record, declared: Move) -> list[Blocker]:
    """Why the gate can't be asked now: a request is pending, or a condition of an earlier one is overdue."""
    gate = GATES[declared.model, declared.name]
    found = [_pending(gate)] if pending_of(record, gate.code) else []
    return found + _overdue_conditions(record)


def pending_of(record, code: str) -> Approval | None:
    """The request that waits at this gate for this record."""
    return Approval.objects.filter(record_id=record.pk, gate=code, state=ApprovalState.PENDING).first()


def frozen_copy(record, gate: Gate, decided: dict | None = None) -> tuple[dict, str]:
    """What the gate decides on, and its hash; where the record stays in place its state belongs to it.

    decided: an earlier copy to compare with; while its papers are all in force, those that came later change nothing.
    """
    copy = gate.frozen(record) | {"papers": _papers(record, gate, decided)}
    if gate.waiting is None:
        copy = copy | {"state": record.state}
    text = json.dumps(copy, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return json.loads(text), hashlib.sha256(text.encode()).hexdigest()


def _papers(record, gate: Gate, decided: dict | None) -> list[dict]:
    now, then = hashes_of(record, *gate.with_papers_of(record)), (decided or {}).get("papers", [])
    return then if decided is not None and all(paper in now for paper in then) else now


def _refuse_if_held(record, gate: Gate) -> None:
    found = [_pending(gate)] if pending_of(record, gate.code) else []
    if found := found + _overdue_conditions(record):
        raise Blocked(found)


def _pending(gate: Gate) -> Blocker:
    return Blocker(
        "gate_pending",
        _("{gate} is in review.").format(gate=gate_word(gate.code)),
        _("Wait for the decision, or withdraw the request."),
    )


def _overdue_conditions(record) -> list[Blocker]:
    deal_id = deal_id_of(record)
    if not deal_id:
        return []
    overdue = Condition.objects.binding().filter(deal_id=deal_id, due_on__lt=local_day())
    return [
        Blocker(
            "condition_overdue",
            _("The condition “{text}” was due on {due_on} and is not closed.").format(
                text=c.text, due_on=c.due_on
            ),
            _("Close it with its evidence first."),
        )
        for c in overdue
    ]


def _write(record, gate: Gate, *, by, fields, checks) -> Approval:
    frozen, digest = frozen_copy(record, gate)
    money = gate.amount(record)
    return Approval.objects.create(
        gate=gate.code,
        move=gate.move,
        record_type=record._meta.label,
        record_id=record.pk,
        deal_id=deal_id_of(record),
        customer_id=getattr(record, "customer_id", None),
        title=str(gate.title(record))[:250],
        asker_id=by.user_id,
        amount=money.amount,
        currency=money.currency,
        base_amount=base_amount(money),
        fields=_plain(fields),
        frozen=frozen,
        frozen_hash=digest,
        checks_by_language=checks,
        created_by_id=by.user_id,
    )


def _checks_said(record, declared: Move, gate: Gate, by) -> dict[str, list[dict]]:
    """The evidence as submitted, in each language: approvers read their own."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = [*judge(record, declared.name, by=by), *gate.checks(record)]
    return said


def take_over_conditions(approval: Approval, wanted: list[dict]) -> None:
    """Conditions that come with the record; what this or an earlier passed request asks already is not asked twice."""
    passed = Q(deal_id=approval.deal_id, approval__state=ApprovalState.APPROVED)
    asked = Condition.objects.filter(Q(approval=approval) | passed)
    known = set(asked.values_list("text", "owner_id", "due_on"))
    Condition.objects.bulk_create(
        Condition(approval=approval, deal_id=approval.deal_id, **values)
        for values in wanted
        if (values["text"], values["owner_id"], values["due_on"]) not in known
    )


def _plain(fields) -> dict:
    """The move's raw fields as JSON; they are parsed again when the move is made."""
    values = fields.dict() if hasattr(fields, "dict") else dict(fields)
    values = {name: value for name, value in values.items() if name not in ("csrfmiddlewaretoken", "once")}
    return json.loads(json.dumps(values, default=str))


def _mark(record, code: str) -> None:
    if hasattr(record, "pending_gate"):
        type(record).objects.filter(pk=record.pk).update(pending_gate=code)
        record.pending_gate = code


def _route(approval: Approval, by) -> None:
    """Freeze the steps and their people; one person decides at most one step."""
    policy = policy_for(approval.gate, approval.base_amount)
    if policy is None:
        raise Blocked(
            [Blocker("no_policy", _("No policy says who decides at {gate}.").format(gate=approval.gate_word))]
        )
    deal = deal_of(approval.deal_id)
    excluded = never_decides(by.user)
    for position, rule in enumerate(policy.steps.all(), start=1):
        people, fell = voters_of(rule, asker=by.user, deal=deal, excluded=excluded)
        step = ApprovalStep.objects.create(
            approval=approval,
            position=position,
            role=rule.role,
            seat=rule.seat,
            mode=rule.mode,
            fell_to_admin=fell,
        )
        Voter.objects.bulk_create(Voter(step=step, user=user) for user in people)
        excluded |= {user.pk for user in people} if len(people) == 1 else set()


def open_next_step(approval: Approval) -> ApprovalStep | None:
    """Open the first step that is not done: its people get a to-do and a notice. None when all are done."""
    step = approval.steps.filter(done_at=None).first()
    if step is None or step.opened_at:
        return step
    step.opened_at = moment()
    step.save()
    waiting = step.voters.filter(handed_on_to=None).select_related("user")
    call_on(approval, step, [voter.user for voter in waiting])
    return step


def call_on(approval: Approval, step: ApprovalStep, users) -> None:
    """Ask these people (and the deputies of those away) to vote."""
    away = set(deputies_of(users))
    everybody = {user.pk: user for user in users}
    everybody |= (
        {user.pk: user for user in type(users[0]).objects.filter(pk__in=away)} if away and users else {}
    )
    for user in everybody.values():
        key = f"{step.pk}:{user.pk}"
        todo(
            approval,
            "approval.vote",
            user=user,
            key=key,
            due_on=local_day(),
            gate=approval.gate,
            title=approval.title,
        )
    notify(
        list(everybody.values()), "approval.vote", record=approval, gate=approval.gate, title=approval.title
    )
