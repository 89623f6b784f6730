"""Moves as they are declared: services, forms, gates, and django-fsm read in one place."""

from collections.abc import Callable
from dataclasses import dataclass

from core.guards import Blocker


@dataclass(frozen=True)
class Gate:
    """A decision point: what it decides on (`amount`), what must not change meanwhile (`frozen`), where one waits.

    waiting: names of the internal moves into and out of the machine's waiting state, or None where it has none.
    checks: further evidence shown to the approvers, [{"label", "ok", "detail"}], in the language in force.
    with_papers_of: other records whose papers are decided on too.
    conditions: what earlier opinions ask to be met after the gate, rows of approvals.Condition as dicts.
    """

    code: str
    model: type
    move: str
    amount: Callable
    frozen: Callable
    title: Callable = str
    waiting: tuple[str, str] | None = None
    checks: Callable = lambda record: []
    needed: Callable = lambda record, fields: True
    conditions: Callable = lambda record: []
    with_papers_of: Callable = lambda record: []


@dataclass(frozen=True)
class Move:
    """A registered move: its service, its field form and its gate."""

    model: type
    name: str
    service: Callable
    form: type | None = None
    gate: str | None = None


@dataclass(frozen=True)
class MoveState:
    """A move as page and API show it: may it be made now by this person, and if not, why and what to do."""

    name: str
    label: str
    target: str
    target_label: str
    allowed: bool
    denied: bool
    blockers: list
    form: type | None
    gate: str | None
    danger: bool
    # Not a step onward in the record's life, though its state comes later: waiting, giving back.
    aside: bool = False


MOVES: dict[tuple[type, str], Move] = {}
GATES: dict[tuple[type, str], Gate] = {}
LIMITS: dict[tuple[type, str], Callable] = {}
# approvals registers itself here; core stands on nothing.
gatekeeper: dict[str, Callable] = {}


def serves(model, move: str, *, form=None, gate: str | None = None):
    """Register the decorated service for (model, move). A move has exactly one service."""

    def register(service):
        if (model, move) in MOVES:
            raise RuntimeError(f"{model.__name__}.{move} has two services")
        MOVES[model, move] = Move(model, move, service, form, gate)
        return service

    return register


def limits(model, move: str):
    """Register what holds a person back from (model, move) beside right and facts: fn(record, by) -> [Blocker].

    Buttons show it before anybody tries. The move's service asks again under lock: a limit is used up by acting.
    """

    def register(question):
        LIMITS[model, move] = question
        return question

    return register


def gate(code, model, move, **parts) -> Gate:
    """Declare what the gate `code` at (model, move) decides on; see Gate."""
    declared = Gate(code=code, model=model, move=move, **parts)
    GATES[model, move] = declared
    if "declared" in gatekeeper:
        gatekeeper["declared"](declared)
    return declared


def move_of(model, name: str) -> Move:
    """The registered move. Raises KeyError for a name the model does not know."""
    return MOVES[model, name]


def is_internal(model, name: str) -> bool:
    """Does only the platform make this move (on a vote, a trigger, a payment)? Such a move has no address."""
    return any(
        (one.custom or {}).get("internal") for one in getattr(model, name)._django_fsm.transitions.values()
    )


def moves_of(model) -> list[Move]:
    """Every registered move of a model, in the order of declaration."""
    return [move for (owner, _name), move in MOVES.items() if owner is model]


def available_moves(record, by) -> list[MoveState]:
    """The moves the record's state has, each with the reasons that hold it back for this person."""
    return [move_state(record, move, by) for move in moves_of(type(record)) if _offered(record, move)]


def _offered(record, move) -> bool:
    transition = transition_of(record, move.name)
    return not (transition.custom or {}).get("internal") and source_matches(record, move.name)


def move_state(record, move: Move, by) -> MoveState:
    """The move as it stands for this person, with what holds it back."""
    model, transition = type(record), transition_of(record, move.name)
    denied = not permitted(transition, record, by)
    blockers = [Blocker("denied", who_may(transition))] if denied else []
    if not denied:
        blockers += [blocker for condition in transition.conditions for blocker in condition.blockers(record)]
        blockers += gatekeeper["holding"](record, move) if move.gate and gatekeeper else []
        blockers += LIMITS[model, move.name](record, by) if (model, move.name) in LIMITS else []
    target = target_of(record, transition)
    return MoveState(
        name=move.name,
        label=label_of(record, move.name),
        target=target,
        target_label=state_label(record, target),
        allowed=not blockers,
        denied=denied,
        # Two guards may find the same: it is said once.
        blockers=list(dict.fromkeys(blockers)),
        form=move.form,
        gate=move.gate,
        danger=bool((transition.custom or {}).get("danger")),
        aside=bool((transition.custom or {}).get("aside")),
    )


def transition_of(record, move: str):
    """The transition that leads from the record's state, else any of that name (for its label and rights)."""
    method = getattr(type(record), move, None)
    meta = getattr(method, "_django_fsm", None)
    if meta is None:
        return None
    return meta.get_transition(record.state) or next(iter(meta.transitions.values()))


def state_label(record, state: str) -> str:
    """The word for a state of the record's machine, in the language in force."""
    return str(dict(record._meta.get_field(record.state_field).choices).get(state, state))


def source_matches(record, move: str) -> bool:
    """Does the record's state have this move?"""
    return getattr(type(record), move)._django_fsm.get_transition(record.state) is not None


def permitted(transition, record, by) -> bool:
    """May this person make the move, whatever the facts?"""
    permission = transition.permission
    return permission is None or permission(record, by)


def who_may(transition) -> str:
    """The sentence for a person who may not."""
    return str(getattr(transition.permission, "sentence", "") or "")


def label_of(record, move: str) -> str:
    """The move's button."""
    transition = transition_of(record, move)
    return str((transition.custom or {}).get("label", move)) if transition else move


def target_of(record, transition) -> str:
    """Where the move leads from here; a remembered state is looked up on the record."""
    target = transition.target
    if hasattr(target, "get_state"):
        try:
            return target.func(record)
        except TypeError:
            return ""
    return target or record.state
