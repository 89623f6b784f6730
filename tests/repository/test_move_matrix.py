"""Every machine × state × move × person, against a table written after the handbook and decision 12.

The handbook says which state has which move, decision 12 who may make it. A move, a state or a machine that is not in
the table fails. Each object is put into its state in a savepoint and judged; whether it is really moved is asked of
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

ROLES = [
    "ar",
    "sr",
    "fr",
    "sales_manager",
    "finance",
    "credit",
    "legal",
    "planner",
    "service",
    "executive",
    "admin",
]
SEATS = ("ar", "sr", "fr")
# Made by the platform alone, on a vote, a trigger, a payment or a day; offered to nobody.
ITSELF = "itself"

# Who may, in the words below: a role ("legal"), a seat of the deal ("ar seat"), "owner", or two at once ("ar & owner").
SALES = ("sales_manager", "ar seat")
LEADS = ("sales_manager", "owner")
OPEN_LEAD = "new assigned verifying nurturing qualified pooled"
CHAIN = "identified initiated guiding bidding submitted negotiating"
VISITORS = ("ar", "sr", "fr", "sales_manager")
ALL_CUSTOMERS = "prospect admitted conditional rejected"
# Who chases money: whoever has the deal or the item, their manager, and finance.
CHASERS = ("sales_manager", "finance", "owner", "ar seat")
SELLERS = ("ar", "sr", "sales_manager")

# machine: {state: no more than its name}, and {move: (states that have it, who may)}
TABLE = {
    "leads.Lead": (
        "new assigned verifying nurturing qualified converted invalid merged pooled",
        {
            "assign": ("new assigned verifying nurturing pooled", ("sales_manager", "ar & owner")),
            "verify": ("assigned nurturing", LEADS),
            "nurture": ("verifying", LEADS),
            "qualify": ("verifying", LEADS),
            "convert": ("qualified", LEADS),
            "invalidate": (OPEN_LEAD, LEADS),
            "merge": (OPEN_LEAD, LEADS),
            "pool": ("new assigned verifying nurturing qualified", LEADS),
            "claim": ("pooled", ("ar", "sr")),
        },
    ),
    "opportunities.Opportunity": (
        f"{CHAIN} won lost abandoned suspended",
        {
            "initiate": ("identified", SALES),
            "guide": ("initiated", SALES),
            "prepare_bid": ("initiated guiding", SALES),
            "submit": ("bidding", SALES),
            "negotiate": ("submitted", SALES),
            "win": ("negotiating", SALES),
            "lose": (f"{CHAIN} suspended", SALES),
            "abandon": (f"{CHAIN} suspended", SALES),
            "suspend": (CHAIN, SALES),
            "resume": ("suspended", SALES),
        },
    ),
    "opportunities.Quote": (
        "draft discount_review sent accepted declined expired superseded",
        {
            "begin_review": ("draft", ITSELF),
            "return_to_draft": ("discount_review", ITSELF),
            "approve_discount": ("draft discount_review", ("ar seat", "sr seat")),
            "send": ("draft", ("ar seat", "sr seat")),
            "accept": ("sent", ("ar seat", "sr seat")),
            "decline": ("sent", ("ar seat", "sr seat")),
            "expire": ("sent", ITSELF),
            "supersede": ("draft sent declined expired", ("ar seat", "sr seat")),
        },
    ),
    "contracts.Contract": (
        "drafting reviewing approved signed in_force closing closed terminated",
        {
            "begin_review": ("drafting", ITSELF),
            "return_to_drafting": ("reviewing approved", ITSELF),
            "submit_review": ("drafting reviewing", SALES),
            "sign": ("approved", SALES),
            "hand_over": ("signed", SALES),
            "accept_handover": ("signed", ("fr seat",)),
            "begin_closing": ("in_force", ITSELF),
            "return_to_force": ("closing", ITSELF),
            "close": ("in_force closing", SALES),
            "terminate": ("drafting approved signed in_force", ("sales_manager",)),
        },
    ),
    "contracts.Amendment": (
        "draft reviewing in_force withdrawn",
        {
            "begin_review": ("draft", ITSELF),
            "return_to_draft": ("reviewing", ITSELF),
            "submit_review": ("draft reviewing", SALES),
            "withdraw": ("draft", SALES),
        },
    ),
    "delivery.DeliveryOrder": (
        "draft reviewing released scheduled producing shipped installed accepted closed on_hold cancelled",
        {
            "submit_review": ("draft", ("fr seat",)),
            "release": ("reviewing", ("planner", "fr seat")),
            "schedule": ("released scheduled", ("planner", "fr seat")),
            "start": ("scheduled", ("planner", "fr seat")),
            "ship": ("producing shipped", ("fr seat",)),
            "install": ("shipped", ("fr seat",)),
            "accept": ("shipped installed", ("fr seat",)),
            "accept_part": ("shipped installed", ITSELF),
            "close": ("accepted", ("fr seat",)),
            "hold": ("released scheduled producing shipped installed", ("fr seat",)),
            "resume": ("on_hold", ("fr seat",)),
            "cancel": ("draft reviewing released scheduled producing on_hold", ("fr seat",)),
        },
    ),
    "receivables.Receivable": (
        "planned open settled written_off cancelled",
        {
            "open": ("planned", ITSELF),
            "cancel": ("planned", ITSELF),
            "settle": ("open", ITSELF),
            "reopen": ("settled written_off", ITSELF),
            "take_back": ("open settled", ITSELF),
            "dispute": ("open", SALES),
            "resolve_dispute": ("open", ("finance",)),
            "start_legal": ("open", ("legal",)),
            "write_off": ("open", ("finance",)),
            "reschedule": ("open", ("finance",)),
            "agree_discount": ("open", ("finance",)),
            "credit": ("open", ("finance",)),
            "rejoin": ("open", ITSELF),
        },
    ),
    "receivables.Promise": (
        "open kept partly broken withdrawn",
        {
            "keep": ("open partly broken", ITSELF),
            "keep_in_part": ("open kept broken", ITSELF),
            "fail": ("open kept partly", ITSELF),
            "withdraw": ("open", CHASERS),
        },
    ),
    "receivables.Dispute": (
        "open in_review accepted partly rejected withdrawn",
        {
            "review": ("open", ("finance", "owner")),
            "accept": ("open in_review", ("finance",)),
            "accept_in_part": ("open in_review", ("finance",)),
            "reject": ("open in_review", ("finance",)),
            "withdraw": ("open in_review", CHASERS),
        },
    ),
    "receivables.LateCause": (
        "stated confirmed returned dropped",
        {
            "confirm": ("stated", ("finance",)),
            "send_back": ("stated confirmed", ("finance",)),
            "restate": ("returned", CHASERS),
            "drop": ("stated returned", CHASERS),
        },
    ),
    "receivables.CorrectiveAction": (
        "open done dropped",
        {
            "finish": ("open", ("finance", "sales_manager", "owner")),
            "hand_on": ("open", ("finance", "sales_manager", "owner")),
            "drop": ("open", ("finance",)),
        },
    ),
    "receivables.LegalRequest": (
        "proposed accepted declined lapsed",
        {
            "accept": ("proposed", ("legal",)),
            "decline": ("proposed", ("legal",)),
            "lapse": ("proposed", ITSELF),
        },
    ),
    "receivables.LegalCase": (
        "letter mediation suit judgment enforcement closed",
        {
            "mediate": ("letter", ("legal", "owner")),
            "sue": ("letter mediation", ("legal", "owner")),
            "judge": ("mediation suit", ("legal", "owner")),
            "enforce": ("judgment", ("legal", "owner")),
            "close": ("letter mediation suit judgment enforcement", ("legal", "owner")),
        },
    ),
    "receivables.Invoice": (
        "requested issued credited void",
        {
            "request": ("requested void", ("finance", "ar seat")),
            "issue": ("requested", ("finance",)),
            "credit": ("issued", ("finance",)),
            "credit_part": ("issued", ITSELF),
            "void": ("requested issued", ("finance",)),
        },
    ),
    "receivables.Receipt": (
        "received endorsed discounted collected dishonoured cancelled",
        {
            "endorse": ("received", ("finance",)),
            "discount": ("received", ("finance",)),
            "collect": ("received endorsed discounted", ("finance",)),
            "dishonour": ("received endorsed discounted", ("finance",)),
            "cancel": ("received", ("finance",)),
        },
    ),
    "receivables.AccountingMonth": (
        "open closed",
        {"close": ("open", ("finance",)), "reopen": ("closed", ("finance",))},
    ),
    "receivables.BankStatement": (
        "imported held discarded",
        {"release": ("held", ("finance",)), "discard": ("held", ("finance",))},
    ),
    "receivables.ProvisionRun": (
        "draft approved posted reversed",
        {
            "recalculate": ("draft", ("finance",)),
            # The world's finance person prepared it: another one approves (test_provision_runs).
            "approve": ("draft", ()),
            "send_back": ("approved", ("finance",)),
            "post": ("approved", ("finance",)),
            "reverse": ("posted", ("finance",)),
        },
    ),
    "receivables.SpecificProvision": (
        "proposed doubtful bad ended declined",
        {
            "accept": ("proposed", ("finance",)),
            "decline": ("proposed", ("finance",)),
            "mark_bad": ("doubtful", ("finance",)),
            "end": ("doubtful bad", ("finance",)),
        },
    ),
    "receivables.AccountStatement": (
        "made sent confirmed promised disputed unanswered withdrawn",
        {
            "send": ("made", ("finance", "owner")),
            "send_again": ("sent unanswered", ("finance", "owner")),
            "confirm": ("sent unanswered", ITSELF),
            "promise": ("sent unanswered", ITSELF),
            "dispute": ("sent unanswered", ITSELF),
            "lapse": ("sent", ITSELF),
            "withdraw": ("made sent unanswered", ("finance", "owner")),
        },
    ),
    "receivables.ConfirmationLetter": (
        "made sent confirmed differs unanswered withdrawn",
        {
            "send": ("made", ("finance", "owner")),
            "confirm": ("sent unanswered", ("finance", "owner")),
            "differ": ("sent unanswered", ("finance", "owner")),
            "lapse": ("sent", ITSELF),
            "withdraw": ("made sent unanswered", ("finance", "owner")),
        },
    ),
    "customers.Customer": (
        f"{ALL_CUSTOMERS} merged",
        {
            "admit": (ALL_CUSTOMERS, ITSELF),
            "restrict": (ALL_CUSTOMERS, ITSELF),
            "reject": (ALL_CUSTOMERS, ITSELF),
            "override_admission": (ALL_CUSTOMERS, ("credit",)),
            "freeze": (ALL_CUSTOMERS, ("credit",)),
            "unfreeze": (ALL_CUSTOMERS, ("credit",)),
            "blacklist": (ALL_CUSTOMERS, ("credit",)),
            "unblacklist": (ALL_CUSTOMERS, ("credit",)),
            "merge": (ALL_CUSTOMERS, SELLERS),
        },
    ),
    "customers.CreditLimit": (
        "requested live expired refused",
        {
            "grant": ("requested", ("credit",)),
            "refuse": ("requested", ("credit",)),
            "expire": ("live", ("credit",)),
            "review": ("live", ("credit",)),
        },
    ),
    "customers.CreditCase": (
        "open released declined expired withdrawn",
        {
            "release": ("open", ("credit",)),
            "decline": ("open released", ("credit",)),
            "withdraw": ("open", ("credit", "owner")),
            "expire": ("open released", ITSELF),
        },
    ),
    "customers.InsurancePolicy": (
        "draft in_force ended",
        {"put_in_force": ("draft", ("credit",)), "end": ("draft in_force", ("credit",))},
    ),
    "receivables.InsuranceClaim": (
        "prepared reported claimed paid refused closed",
        {
            "report": ("prepared", ("credit",)),
            "claim": ("reported", ("credit",)),
            "pay": ("claimed", ("credit",)),
            "take_back": ("paid", ("credit",)),
            "refuse": ("reported claimed", ("credit",)),
            "close": ("prepared reported refused paid", ("credit",)),
        },
    ),
    "customers.Restriction": (
        "proposed in_force lifted declined",
        {
            "impose": ("proposed", ("credit",)),
            "decline": ("proposed", ("credit",)),
            "lift": ("in_force", ("credit",)),
        },
    ),
    "customers.Visit": (
        "planned rehearsed reported cancelled",
        {
            # A coach checks the rehearsal, not only the visitor.
            "rehearse": ("planned", VISITORS),
            "report": ("planned rehearsed", (*VISITORS, "owner")),
            "cancel": ("planned rehearsed", (*VISITORS, "owner")),
            # With the record itself: whoever logs a touch makes it.
            "log": ("planned", ITSELF),
        },
    ),
    "customers.Commitment": (
        "pending kept broken",
        {
            "keep": ("pending broken", (*VISITORS, "owner")),
            "give_up": ("pending", (*VISITORS, "owner")),
        },
    ),
    "approvals.Approval": (
        "pending approved rejected returned withdrawn voided failed",
        {
            "pass_gate": ("pending", ITSELF),
            "reject": ("pending", ITSELF),
            "give_back": ("pending", ITSELF),
            "withdraw": ("pending", ITSELF),
            "void": ("pending", ITSELF),
            "fail": ("approved", ITSELF),
        },
    ),
    "deals.Deal": (
        "lead opportunity contract delivery cash closed lost terminated",
        {
            "to_opportunity": ("lead", ITSELF),
            "to_contract": ("lead opportunity", ITSELF),
            "to_delivery": ("contract cash", ITSELF),
            "to_cash": ("contract delivery", ITSELF),
            "to_closed": ("delivery cash", ITSELF),
            "to_lost": ("lead opportunity", ITSELF),
            "to_terminated": ("lead opportunity contract delivery cash", ITSELF),
        },
    ),
}
ROW = {
    "leads.Lead": "lead", "opportunities.Opportunity": "opportunity", "opportunities.Quote": "quote",
    "contracts.Contract": "contract", "contracts.Amendment": "amendment", "delivery.DeliveryOrder": "order",
    "receivables.Receivable": "receivable", "receivables.Invoice": "invoice",
    "receivables.BankStatement": "statement", "receivables.Promise": "promise",
    "receivables.AccountingMonth": "month",
    "receivables.Dispute": "dispute", "receivables.LateCause": "cause",
    "receivables.CorrectiveAction": "action", "receivables.LegalCase": "case",
    "receivables.Receipt": "receipt",
    "receivables.LegalRequest": "request",
    "customers.Customer": "customer", "customers.CreditLimit": "limit",
    "receivables.ProvisionRun": "provision", "receivables.SpecificProvision": "specific",
    "customers.Visit": "visit", "customers.Commitment": "commitment", "approvals.Approval": "approval",
    "deals.Deal": "deal", "receivables.AccountStatement": "account_statement",
    "receivables.ConfirmationLetter": "confirmation",
    "customers.CreditCase": "credit_case", "customers.InsurancePolicy": "policy",
    "customers.Restriction": "restriction", "receivables.InsuranceClaim": "claim",
}  # fmt: skip
MACHINES = {model._meta.label: (model, field) for model, field in machines()}
EACH_STATE = [(label, state) for label, (states, _moves) in TABLE.items() for state in states.split()]


def moves_of(label) -> set[str]:
    model, field = MACHINES[label]
    return {transition.name for transition in transitions_of(model, field)}


def may(who, words: set) -> bool:
    """Do the words that describe a person fit one of those who may?"""
    return any(set(one.split(" & ")) <= words for one in who)


# --- the people -----------------------------------------------------------------------------------------------


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


# --- the matrix -----------------------------------------------------------------------------------------------


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
