"""One move on many chosen records, each through the one door with its service, its gate and its own answer.

`core.bulk.run_many` writes in bulk what tasks do by the thousand; here a person has ticked some rows of a list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import Refused
from core.guards import Blocker
from core.moves import MOVES, move_state, source_matches
from core.workflow import run


@dataclass
class Foreseen:
    """What a move would do with the chosen records: those it can be made on, and (record, why) of those passed over."""

    ready: list = field(default_factory=list)
    skipped: list[tuple[object, list[Blocker]]] = field(default_factory=list)


@dataclass
class Done:
    """What it did: the records moved, those whose gate was asked, and (record, why) of those passed over."""

    moved: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    skipped: list[tuple[object, list[Blocker]]] = field(default_factory=list)


def foresee(records: Iterable, move: str, by) -> Foreseen:
    """Judge the move on each record as it stands; nothing is written."""
    found = Foreseen()
    for record in records:
        blockers = held_back(record, move, by)
        if blockers:
            found.skipped.append((record, blockers))
        else:
            found.ready.append(record)
    return found


def held_back(record, move: str, by) -> list[Blocker]:
    """Why the move can't be made on the record now; empty where it can."""
    if not source_matches(record, move):
        state = record.get_state_display()
        return [Blocker("wrong_state", _("Not possible in state “{state}”").format(state=state))]
    return move_state(record, MOVES[type(record), move], by).blockers


def run_each(records: Iterable, move: str, *, by, fields=None) -> Done:
    """Make the move on each record, in the order of ids (the lock order); a refusal passes over its record alone.

    Raises ValidationError when the fields fit no record: then nothing was moved.
    """
    done, invalid = Done(), None
    for record in sorted(records, key=lambda record: record.pk):
        try:
            outcome = run(record, move, by=by, fields=fields)
        except Refused as error:
            done.skipped.append((record, error.blockers or [Blocker(error.code, error.detail)]))
        except ValidationError as error:
            invalid = error
            done.skipped.append((record, [Blocker("invalid", text) for text in error.messages]))
        else:
            (done.moved if outcome.approval is None else done.asked).append(outcome.record)
    if invalid is not None and not done.moved and not done.asked:
        raise invalid
    return done


def reasons(skipped) -> list[dict]:
    """The records passed over by reason, the commonest first: [{"why", "fix", "records"}]."""
    found: dict[str, dict] = {}
    for record, blockers in skipped:
        why = " ".join(str(blocker.detail) for blocker in blockers)
        entry = found.setdefault(why, {"why": why, "fix": str(blockers[0].fix or ""), "records": []})
        entry["records"].append(record)
    return sorted(found.values(), key=lambda entry: -len(entry["records"]))
