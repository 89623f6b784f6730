"""The one door through which every state changes (decision 1).

Pages, API, bulk, approvals, imports and tasks call `run`; a service calls `perform`; nobody else writes a state.
Lock order (decision 6): deal, stage record, approval, credit account, bank line, receivables by id, counter last.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from core import custom, rows, single
from core.dates import acting_at, moment
from core.display import in_a_row
from core.errors import Blocked, Busy, Denied, Refused, Stale, Unavailable
from core.events import happened
from core.guards import Blocker, Facts, Guard, facts, guard
from core.models import TransitionRecord
from core.moves import (
    GATES,
    Gate,
    Move,
    available_moves,
    gate,
    gatekeeper,
    label_of,
    move_of,
    moves_of,
    permitted,
    serves,
    source_matches,
    transition_of,
    who_may,
)
from core.refused import follow

__all__ = [
    "Blocked", "Blocker", "Denied", "Done", "Facts", "Gate", "Guard", "Outcome", "Refused", "Stale", "Unavailable",
    "approved_unchanged", "available_moves", "edit", "facts", "gate", "guard", "judge", "move_of", "moves_of",
    "perform", "run", "serves",
]  # fmt: skip

RETRIES = 2
# Serialization failure and deadlock: the same work may well succeed when tried again (decision 6).
TRANSIENT = {"40001", "40P01"}


@dataclass
class Done:
    """A service's answer that carries more than the record: ids the caller needs next."""

    record: Any
    extra: dict = field(default_factory=dict)


@dataclass
class Outcome:
    """What `run` did: the record as it is now, the approval that was asked for, and the service's extras."""

    record: Any
    approval: Any = None
    extra: dict = field(default_factory=dict)


# --- the door -------------------------------------------------------------------------------------------------


def run(record, move: str, *, by, fields=None, at: datetime | None = None, approved=None) -> Outcome:
    """Make `move` on `record` in the name of `by`, or ask its gate.

    fields: raw values for the move's form. at: a past moment, for demo data and take-over only. approved: the
    approval that lets a gated move through. Raises Denied, Blocked (with reasons), ValidationError, Busy.
    """
    declared = move_of(type(record), move)
    with acting_at(at) if at else nullcontext():
        try:
            return _retried(lambda: _run_once(declared, record, by, fields or {}, approved))
        except Blocked as refusal:
            told = follow(record, move, refusal, by)
            if told is refusal:
                raise
            raise told from refusal


def _run_once(declared: Move, record, by, fields, approved) -> Outcome:
    values = clean_fields(declared, record, by, fields)
    if declared.gate and approved is None and _gate_needed(declared, record, values):
        record, approval = gatekeeper["ask"](record, declared, by=by, fields=fields)
        return Outcome(record, approval=approval)
    answer = declared.service(record, by=by, **values)
    return Outcome(answer.record, extra=answer.extra) if isinstance(answer, Done) else Outcome(answer)


def _gate_needed(declared, record, values) -> bool:
    return GATES[declared.model, declared.name].needed(record, values)


def clean_fields(declared: Move, record, by, fields) -> dict:
    """The move's fields, parsed. Raises ValidationError by field; an unknown field is an error too."""
    if declared.form is None:
        unknown = [name for name in fields if name not in ("csrfmiddlewaretoken", "once")]
        if unknown:
            raise ValidationError({name: _("This move takes no such field.") for name in unknown})
        return {}
    form = declared.form(fields, by=by, record=record)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data


def _retried(work):
    """Run `work` in a savepoint; a deadlock or serialization failure is tried twice more, then Busy."""
    for attempt in range(RETRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) not in TRANSIENT:
                raise
            if attempt == RETRIES:
                raise Busy() from error


def approved_unchanged(record, code: str) -> bool:
    """Did the gate approve the record, and does everything it decided on still stand as it was?"""
    return gatekeeper["unchanged"](record, code)


# --- what services use ----------------------------------------------------------------------------------------


def perform(record, move: str, *, by, why: str = "", facts_=None, judged=None, **fields):
    """Lock, ask source state → right → guards, make the move, save, record it. Private to services.

    Returns the locked, saved record. `fields` go to the model's method; those that are JSON-able become the
    event's facts, `facts_` adds more (names for the sentence). judged: what `judge` answered in this transaction for
    the record that the caller has locked; then neither is done again.
    """
    record = lock(record) if judged is None else record
    transition = transition_of(record, move)
    checks = judge(record, move, by=by) if judged is None else judged
    source = record.state
    record._judged = dict.fromkeys(_guard_codes(transition), True)
    try:
        getattr(record, move)(by=by, **fields)
    finally:
        del record._judged
    _leave_state(record, source)
    why = why or str(fields.get("reason") or "")
    made = _move_made(record, move, source, by=by, why=why, checks=checks)
    event = (transition.custom or {}).get("event") or f"{record.noun}.{move}"
    facts_ = {"source": source, "target": record.state, **shown_facts(fields), **(facts_ or {})}
    with rows.together():
        record.save()
        happened(record, event, by=by, also=[made], **facts_)
    return record


def judge(record, move: str, *, by) -> list[dict]:
    """The checks of a move on a locked record, as evidence; raises Unavailable, Denied or Blocked."""
    transition = transition_of(record, move)
    if transition is None or not source_matches(record, move):
        raise Unavailable(label_of(record, move), record.get_state_display())
    if not permitted(transition, record, by):
        raise Denied(who_may(transition))
    blockers, checks = [], []
    for condition in transition.conditions:
        found = condition.blockers(record)
        blockers += found
        checks.append(
            {"code": condition.code, "ok": not found, "detail": in_a_row(blocker.detail for blocker in found)}
        )
    if blockers:
        raise Blocked(list(dict.fromkeys(blockers)))
    return checks


def lock(record):
    """The record as it is now, locked; its deal first (the lock order)."""
    deal_field = next((f for f in record._meta.fields if f.name == "deal"), None)
    if deal_field is not None and record.deal_id:
        single.lock(deal_field.related_model, record.deal_id)
    locked = single.get(type(record), record.pk, lock=True)
    if locked is None:
        raise type(record).DoesNotExist(f"{record.noun} {record.pk}")
    return locked


def edit(record, *, by, right=None, expected_version: int | None = None, **values):
    """Change a record's content (never its state) under lock; voids a pending approval whose terms it touches.

    Raises Denied, Stale. Unchanged values write nothing. Returns the locked record.
    """
    with transaction.atomic():
        record = lock(record)
        if right is not None and not right(record, by):
            raise Denied(getattr(right, "sentence", ""))
        check_version(record, expected_version)
        if "custom" in values:
            values["custom"] = custom.patched(record.custom, values["custom"])
        changes = {
            name: [_plain(getattr(record, name)), _plain(value)]
            for name, value in values.items()
            if getattr(record, name) != value
        }
        if not changes:
            return record
        for name in changes:
            setattr(record, name, values[name])
        if "custom" in changes:
            changes |= custom.changes(*changes.pop("custom"))
            custom.index([record])
        # A protected state refuses even to be set to itself, which cleaning does.
        record.full_clean(
            exclude={getattr(record, "state_field", "")}, validate_unique=False, validate_constraints=False
        )
        record.save()
        happened(record, f"{record.noun}.updated", by=by, changes=changes)
    return record


def check_version(record, expected_version: int | None) -> None:
    """Raise Stale when the caller read another version than the one that stands."""
    if expected_version is not None and record.version != expected_version:
        raise Stale(record.version)


def _guard_codes(transition) -> list[str]:
    return [condition.code for condition in transition.conditions]


def _leave_state(record, source: str) -> None:
    """Note how long the state that ends now lasted."""
    if record.state != source:
        record._lasted = moment() - record.state_since
        record.state_since = moment()


def _move_made(record, move, source, *, by, why, checks) -> TransitionRecord:
    return TransitionRecord(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        move=move,
        source=source,
        target=record.state,
        by_id=by.user_id,
        why=why,
        lasted=getattr(record, "_lasted", None),
        checks=checks,
    )


def shown_facts(fields: dict) -> dict:
    """What an event keeps of a move's fields."""
    return {name: _plain(value) for name, value in fields.items() if _plain(value) is not None}


def _plain(value):
    """A value as JSON can keep it; records by their name, money by its shape."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if hasattr(value, "as_json"):
        return value.as_json()
    return str(value)
