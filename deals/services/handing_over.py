"""Leaving a seat: what waits there goes to the successor, and a hand-over list 交接清单 is kept (ltc §2)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.services import passing_on
from core.attention import close_todos, todo
from core.dates import local_day, moment, working_day_after
from core.errors import Denied
from core.events import happened
from core.workflow import lock
from customers.models import Commitment
from customers.states import CommitmentState
from deals.models import Deal, Seat, SeatHandover
from deals.permissions import may_take_over
from deals.states import SeatCode
from desk.models import Todo


def hand_over(deal: Deal, left: Seat, successor, *, by) -> SeatHandover | None:
    """Pass on what waits with the person who left a seat; None where nothing did.

    Votes and own requests stay with the person (they are frozen with the request) and are only named.
    """
    items = [*_todos(deal, left, successor), *_conditions(deal, left, successor), *_named(deal, left)]
    if not items:
        return None
    made = SeatHandover.objects.create(
        deal=deal, code=left.code, former_id=left.user_id, successor=successor, items=items
    )
    people = {"former": left.user.name, "successor": successor.name}
    happened(deal, "deal.handed_over", by=by, seat=left.code, count=len(items), **people)
    todo(
        deal,
        "deal.take_over",
        user=successor,
        due_on=working_day_after(local_day() + timedelta(days=1)),
        key=str(made.pk),
        number=deal.number,
        seat=left.code,
        former=left.user.name,
        count=len(items),
    )
    return made


@transaction.atomic
def take_over(handover: SeatHandover, *, by) -> SeatHandover:
    """The successor has gone through the list. Said again it changes nothing. Raises Denied."""
    deal = lock(handover.deal)
    handover = SeatHandover.objects.select_for_update().get(pk=handover.pk)
    if not may_take_over(deal, handover, by):
        raise Denied(_("Only who took the seat over can confirm it."))
    if handover.taken_over_at is None:
        handover.taken_over_at, handover.taken_over_by_id = moment(), by.user_id
        handover.save()
        close_todos(deal, "deal.take_over", key=str(handover.pk))
        happened(deal, "deal.taken_over", by=by, seat=handover.code, former=handover.former.name)
    return handover


def _todos(deal: Deal, left: Seat, successor) -> list[dict]:
    """The person's open to-dos on the deal become the successor's; those of gates are told apart below."""
    open_ones = Todo.objects.filter(deal_id=deal.pk, user_id=left.user_id, done_at=None)
    rows = list(open_ones.exclude(kind__startswith="approval.").order_by("due_on", "id"))
    Todo.objects.filter(pk__in=[row.pk for row in rows]).update(user=successor)
    return [
        _item(row.kind, row.facts, row.due_on, (row.record_type, row.record_id), moved=True) for row in rows
    ]


def _conditions(deal: Deal, left: Seat, successor) -> list[dict]:
    rows = passing_on.open_conditions(deal.pk, left.user_id)
    passing_on.pass_on(rows, successor)
    asked = Todo.objects.filter(kind="approval.condition", key__in=[str(row.pk) for row in rows])
    asked.filter(done_at=None).update(user=successor)
    return [
        _item(
            "approval.condition",
            {"gate": row.approval.gate, "text": row.text},
            row.due_on,
            _about(row.approval),
            moved=True,
        )
        for row in rows
    ]


def _named(deal: Deal, left: Seat) -> list[dict]:
    """What stays with the person: the successor has to know of it."""
    votes = passing_on.waiting_votes(deal.pk, left.user_id)
    requests = passing_on.waiting_requests(deal.pk, left.user_id)
    return [
        *(_item("approval.vote", _gate_facts(row), None, _about(row)) for row in votes),
        *(_item("handover.request", _gate_facts(row), None, _about(row)) for row in requests),
        *(
            _item("handover.commitment", {"text": row.text}, row.due_on, _about(row))
            for row in _promised(left)
        ),
    ]


def _promised(left: Seat):
    """What the client manager who leaves has promised the customer and not yet kept."""
    if left.code != SeatCode.AR:
        return []
    rows = Commitment.objects.filter(customer_id=left.deal.customer_id, owner_id=left.user_id)
    return rows.filter(state=CommitmentState.PENDING).order_by("due_on", "id")


def _item(kind: str, facts: dict, due_on, about: tuple, *, moved: bool = False) -> dict:
    record_type, record_id = about
    return {
        "kind": kind,
        "facts": facts,
        "due_on": due_on.isoformat() if due_on else None,
        "record_type": record_type,
        "record_id": str(record_id) if record_id else None,
        "moved": moved,
    }


def _gate_facts(approval) -> dict:
    return {"gate": approval.gate, "title": approval.title}


def _about(record) -> tuple:
    return record._meta.label, record.pk
