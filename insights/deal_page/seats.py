"""The triangle on the deal page: who sits where, what the seat answers for, what waits for its person."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from deals.states import TRIANGLE, SeatCode
from desk.models import Todo
from tenancy.models import User

DUTIES = {
    SeatCode.AR: _("Customer relation, commerce and cash"),
    SeatCode.SR: _("Solution, quote and margin"),
    SeatCode.FR: _("Delivery date and acceptance"),
}


def seats_of(deal) -> list[dict]:
    """The three seats with their people and open to-dos on this deal; an empty one is shown as a gap."""
    people = User.objects.in_bulk(set(deal.seats.values()))
    waiting = Todo.objects.filter(deal_id=deal.pk, done_at=None, user_id__in=people).order_by()
    todos = dict(waiting.values_list("user_id").annotate(Count("pk")))
    return [
        {
            "code": seat.value,
            "label": seat.label,
            "duty": DUTIES[seat],
            "person": people.get(deal.seat(seat)),
            "todos": todos.get(deal.seat(seat), 0),
        }
        for seat in TRIANGLE
    ]
