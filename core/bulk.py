"""run_many: the one door's bulk form, for tasks and bulk actions (decision 2).

Chunks of 500, one transaction each; rows somebody else holds are skipped; a repeat is harmless; a chunk that fails
is split until the bad row stands alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from core.dates import moment
from core.errors import Refused
from core.events import describe, heard, write_events
from core.ids import one_of
from core.models import Event, TransitionRecord
from core.moves import transition_of
from core.rows import insert_many, update_many
from core.workflow import judge, shown_facts

CHUNK = 500


@dataclass
class ManyOutcome:
    """What a bulk run did: moved ids, (id, blockers) of the refused, (id, error) of the failed."""

    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    failed: list = field(default_factory=list)


def run_many(
    records, move: str, *, by, once: str = "", fields=None, facts: Callable | None = None,
    follow: Callable | None = None,
) -> ManyOutcome:  # fmt: skip
    """Make `move` on every record of the queryset; its select_related and prefetches are the guards' facts.

    fields: what the move takes, or a function of the record that answers it.
    facts: a function of the record that answers what its event tells beyond the fields.
    once: key of this run (say "2026-11-23:3"); a record moved under the same key is passed over.
    follow: called with each chunk's moved records, in its transaction, for what the move entails.
    """
    outcome = ManyOutcome()
    ids = list(records.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        _chunk(
            records, ids[start : start + CHUNK], move, by, once, _fields_by(fields), facts, follow, outcome
        )
    return outcome


def _fields_by(fields) -> Callable:
    return fields if callable(fields) else lambda record: fields or {}


def _chunk(records, ids, move, by, once, fields, facts, follow, outcome) -> None:
    try:
        with transaction.atomic():
            moved, refused = _move_rows(records, ids, move, by, once, fields, facts)
            if follow is not None and moved:
                follow(moved)
    except Exception as error:
        if len(ids) == 1:
            outcome.failed.append((ids[0], error))
            return
        middle = len(ids) // 2
        _chunk(records, ids[:middle], move, by, once, fields, facts, follow, outcome)
        _chunk(records, ids[middle:], move, by, once, fields, facts, follow, outcome)
        return
    outcome.done += [record.pk for record in moved]
    outcome.refused += refused


def _move_rows(records, ids, move, by, once, fields, facts):
    rows = list(
        records.filter(one_of("pk", ids)).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    )
    seen = set()
    if once:
        known = TransitionRecord.objects.filter(record_id__in=ids, move=move, once=once)
        seen = set(known.values_list("record_id", flat=True))
    moved, refused, notes, events = [], [], [], []
    for row in rows:
        if row.pk in seen:
            continue
        given = fields(row)
        try:
            note = _move_one(row, move, by, once, given)
        except Refused as refusal:
            refused.append((row.pk, refusal.blockers))
            continue
        moved.append(row)
        notes.append(note)
        events.append(_event(row, note, by, given | facts(row) if facts else given))
    _write(moved, notes, events)
    return moved, refused


def _move_one(row, move, by, once, fields) -> TransitionRecord:
    checks = judge(row, move, by=by)
    source, since = row.state, row.state_since
    row._judged = {check["code"]: True for check in checks}
    getattr(row, move)(by=by, **fields)
    del row._judged
    if row.state != source:
        row.state_since = moment()
    row.version += 1
    row.updated_at = moment()
    return TransitionRecord(
        record_type=row._meta.label_lower,
        record_id=row.pk,
        move=move,
        source=source,
        target=row.state,
        by_id=by.user_id,
        why=str(fields.get("reason") or ""),
        lasted=moment() - since if row.state != source else None,
        checks=checks,
        once=once or None,
    )


def _event(row, note, by, fields) -> Event:
    kind = (transition_of(row, note.move).custom or {}).get("event") or f"{row.noun}.{note.move}"
    return describe(row, kind, by=by, source=note.source, target=note.target, **shown_facts(fields))


def _write(moved, notes, events) -> None:
    """States, transition records, events and feed rows, each in one statement; then whoever listens is told."""
    if not moved:
        return
    update_many(moved)
    insert_many(notes)
    write_events(events)
    for row in moved:
        heard(row)
