"""Every machine × state × move × person, against tables written after the handbook and decision 12.

The handbook says which state has which move, decision 12 who may make it. A move, a state or a machine that is not in
them fails. Each object is put into its state in a savepoint and judged; whether it is really moved is asked of
the door for one person who may and one who may not.
"""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.errors import Blocked, Denied, Unavailable
from core.management.commands.state_diagrams import machines, transitions_of
from core.moves import MOVES, available_moves
from core.workflow import judge, run
from deals.models import Seat
from tenancy.actor import actor_for, system
from tenancy.models import Membership
from tenancy.people import add_member
from tenancy.roles import BUILT_IN, Right
from tests.factories.callers import browser, caller
from tests.repository.moves_table import ROW, TABLE
from tests.repository.who_may import ITSELF, ROLES, SEATS

MACHINES = {model._meta.label: (model, field) for model, field in machines()}
EACH_STATE = [(label, state) for label, (states, _moves) in TABLE.items() for state in states.split()]


def moves_of(label) -> set[str]:
    model, field = MACHINES[label]
    return {transition.name for transition in transitions_of(model, field)}


def may(who, words: set) -> bool:
    """Do the words that describe a person fit one of those who may?"""
    return any(set(one.split(" & ")) <= words for one in who)


@pytest.fixture(scope="module")
def plain(filled_company, django_db_blocker):
    """People without a role, to sit in seats and to own: {"ar seat": user, …, "owner": user, "nobody": user}."""
    world = filled_company.world
    with django_db_blocker.unblock(), world.acting():
        return {
            name: add_member(
                username=f"{world.tenant.code}-{name}".replace(" ", "-"),
                name=name,
                password="x" * 12,
                roles=[],
            )
            for name in (*(f"{code} seat" for code in SEATS), "owner", "nobody")
        }


def usual(world) -> list:
    """(words, actor) of the world's people: AR, SR and FR sit in their seats, the AR owns what there is."""
    words = {role: {role, f"{role} seat"} if role in SEATS else {role} for role in ROLES}
    words["ar"].add("owner")
    return [(words[role], world.by(role)) for role in ROLES]


def unusual(world, plain) -> list:
    """(words, actor) where people without a role sit in the seats and own: a role alone, a seat alone, an owner."""
    alone = [({role}, world.by(role)) for role in SEATS]
    return alone + [({name} - {"nobody"}, actor_for(user)) for name, user in plain.items()]


@contextmanager
def put(filled, label, state, owner, seated):
    """The machine's object in this state, with this owner and these people in its deal's seats; taken back."""
    model, field = MACHINES[label]
    with transaction.atomic():
        rows = model.objects.filter(pk=filled.rows[ROW[label]].pk)
        change = {field.name: state} | ({"owner": owner} if hasattr(model, "owner") else {})
        rows.update(**change)
        for code, user in seated.items():
            Seat.objects.filter(deal=filled.rows["deal"], code=code, left_on=None).update(user=user)
        yield lambda: rows.get()
        transaction.set_rollback(True)


def verdict(record, move, by) -> str:
    """allowed (perhaps blocked by facts), denied or unavailable."""
    try:
        judge(record, move, by=by)
    except Unavailable:
        return "unavailable"
    except Denied:
        return "denied"
    except Blocked:
        pass
    return "allowed"


def test_every_machine_state_and_move_is_in_the_table():
    assert set(TABLE) == set(MACHINES) == set(ROW)
    assert set(ROLES) == set(BUILT_IN)
    for label, (states, moves) in TABLE.items():
        _model, field = MACHINES[label]
        assert set(states.split()) == {value for value, _word in field.choices}, label
        assert set(moves) == moves_of(label), label


@pytest.mark.slow
@pytest.mark.parametrize(("label", "state"), EACH_STATE)
def test_each_move_is_for_whom_the_table_says(filled, plain, label, state):
    world, moves = filled.world, TABLE[label][1]
    casts = (
        (world.ar, {}, usual),
        (plain["owner"], {code: plain[f"{code} seat"] for code in SEATS}, lambda w: unusual(w, plain)),
    )
    wrong = []
    with world.acting():
        for owner, seated, people in casts:
            with put(filled, label, state, owner, seated) as fresh:
                for words, by in people(world):
                    wrong += differences(fresh, moves, state, words, by)

    assert wrong == []


def differences(fresh, moves, state, words, by) -> list[str]:
    """Where judge or the offered moves say something else than the table to this person."""
    record, wrong = fresh(), []
    offered = {move.name: "denied" if move.denied else "allowed" for move in available_moves(record, by)}
    for move, (states, who) in moves.items():
        here = state in states.split()
        if who == ITSELF:
            found, wanted = (
                (offered.get(move), verdict(record, move, system())),
                (None, "allowed" if here else "unavailable"),
            )
        else:
            right = "allowed" if may(who, words) else "denied"
            found = (offered.get(move), verdict(record, move, by))
            wanted = (right, right) if here else (None, "unavailable")
        if found != wanted:
            wrong.append(f"{move} by {sorted(words) or 'nobody'}: {found}, not {wanted}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("label", sorted(TABLE))
def test_the_door_says_the_same(filled, plain, label):
    """Out of place each move is refused even to the platform; in place it is refused to a person without a right."""
    model, _field = MACHINES[label]
    states, moves = TABLE[label]
    nobody = plain["nobody"]
    with filled.world.acting():
        for move, (has, who) in moves.items():
            if who == ITSELF or (model, move) not in MOVES:
                continue
            elsewhere = next((state for state in states.split() if state not in has.split()), None)
            if elsewhere:
                assert refused(filled, label, elsewhere, move, system())
            assert refused(filled, label, has.split()[0], move, actor_for(nobody))


def refused(filled, label, state, move, by) -> bool:
    """The move was tried through the door and changed nothing."""
    with put(filled, label, state, filled.world.ar, {}) as fresh:
        before = type(fresh()).objects.filter(pk=fresh().pk).values().get()
        with pytest.raises((Blocked, Denied, ValidationError)):
            run(fresh(), move, by=by)
        return type(fresh()).objects.filter(pk=fresh().pk).values().get() == before


@pytest.mark.slow
def test_moves_of_the_platform_itself_have_no_address(filled):
    """Neither page nor API makes them, whoever asks."""
    world = filled.world
    pages = {
        "receivable": "receivables",
        "customer": "customers",
        "quote": "opportunities/quotes",
        "contract": "contracts",
    }
    resources = {
        "receivable": "receivables",
        "customer": "customers",
        "quote": "quotes",
        "contract": "contracts",
    }
    moves = {"receivable": "settle", "customer": "admit", "quote": "expire", "contract": "return_to_drafting"}
    with world.acting(), transaction.atomic():
        Membership.objects.filter(user=world.admin).update(rights=[str(right) for right in Right])
        person, program = browser(world, "admin"), caller(world, "admin")
        for row, move in moves.items():
            pk = filled.rows[row].pk
            assert person.post(f"/{pages[row]}/{pk}/{move}/").status_code == 404
            assert program.post(f"/{resources[row]}/{pk}/transitions/{move}/", {}).status_code == 404
        transaction.set_rollback(True)
