"""The triangle on the deal page: who sits where or stands in, what a seat answers for, what waits for its person."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from core.dates import local_day
from deals.cover import gaps
from deals.permissions import may_name_stand_in
from deals.states import TRIANGLE, SeatCode
from desk.models import Todo
from tenancy.models import User

DUTIES = {
    SeatCode.AR: _("Customer relation, commerce and cash"),
    SeatCode.SR: _("Solution, quote and margin"),
    SeatCode.FR: _("Delivery date and acceptance"),
}


def seats_of(deal, by) -> list[dict]:
    """The three seats with their people and open to-dos on this deal; an empty one is shown as a gap."""
    taken = {seat.code: seat for seat in deal.triangle}
    holders = {seat.user_id for seat in deal.triangle}
    people = User.objects.in_bulk({*holders, *(seat.stand_in_id for seat in deal.triangle)} - {None})
    waiting = Todo.objects.filter(deal_id=deal.pk, done_at=None, user_id__in=holders).order_by()
    todos = dict(waiting.values_list("user_id").annotate(Count("pk")))
    alone = {gap.seat.code: gap for gap in reversed(gaps(deal.triangle))}
    return [
        {
            "code": seat.value,
            "label": seat.label,
            "duty": DUTIES[seat],
            "person": people.get(deal.seat(seat)),
            "todos": todos.get(deal.seat(seat), 0),
            "stand_in": _stand_in(taken.get(seat), people),
            "gap": alone.get(seat),
            "may_name": seat in taken and may_name_stand_in(deal, seat, by),
        }
        for seat in TRIANGLE
    ]


def _stand_in(seat, people) -> dict | None:
    """Who stands in now or later, and when."""
    if seat is None or seat.stand_in_id is None or seat.stand_in_until < local_day():
        return None
    return {
        "person": people.get(seat.stand_in_id),
        "since": seat.stand_in_from,
        "until": seat.stand_in_until,
    }


def triangle_tone(seats) -> str:
    """empty: a seat has nobody; alone: somebody is away today without a stand-in; "" when all are filled."""
    if any(seat["person"] is None for seat in seats):
        return "empty"
    return "alone" if any(seat["gap"] and seat["gap"].is_now for seat in seats) else ""
