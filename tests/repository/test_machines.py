"""Every state machine is whole: one service per declared move, words for it, and a diagram that matches."""

import pytest
from django.core.management import call_command

from core.guards import Guard
from core.management.commands.state_diagrams import machines, transitions_of
from core.moves import GATES, MOVES
from core.workflow import move_of
from tenancy.roles import WhoMay

MACHINES = machines()


def declared():
    """(model, move name, transition) of every declared transition."""
    return [(model, t.name, t) for model, field in MACHINES for t in transitions_of(model, field)]


def is_internal(transition) -> bool:
    return bool(transition.custom.get("internal"))


def test_every_move_that_people_make_has_its_one_service():
    wanted = {(model, name) for model, name, t in declared() if not is_internal(t)}

    assert {f"{m.__name__}.{n}" for m, n in wanted - set(MOVES)} == set()
    assert {f"{m.__name__}.{n}" for m, n in set(MOVES) - {(m, n) for m, n, _t in declared()}} == set()


@pytest.mark.parametrize(
    ("model", "name", "transition"), declared(), ids=lambda x: getattr(x, "__name__", None) or str(x)
)
def test_a_move_says_who_may_and_why_not(model, name, transition):
    assert all(isinstance(condition, Guard) for condition in transition.conditions)
    if not is_internal(transition):
        assert str(transition.custom.get("label", "")), f"{model.__name__}.{name} has no label"
        assert isinstance(transition.permission, WhoMay) or hasattr(transition.permission, "sentence")


def test_every_gate_stands_at_a_registered_move():
    for (model, name), gate in GATES.items():
        assert move_of(model, name).gate == gate.code
        for waiting in gate.waiting or ():
            assert hasattr(model, waiting)
    gated = {(model, name) for (model, name), move in MOVES.items() if move.gate}
    assert gated == set(GATES)


def test_state_diagrams_are_up_to_date():
    call_command("state_diagrams", check=True)
