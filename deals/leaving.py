"""What a person fills on deals: the deals themselves, seats, and days on which one stands in for a seat."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import local_day
from core.events import happened
from core.workflow import lock
from deals.models import Deal, Seat
from deals.services.team import succeed
from deals.states import OPEN, TRIANGLE, SeatCode
from tenancy.absences import absences_of
from tenancy.actor import actor_for
from tenancy.holdings import Holding, Passing, pass_on, register, stays, still_of
from tenancy.roles import Right

# What a seat's own work asks for: who holds none of it would sit there in vain.
SEAT_RIGHTS = {
    SeatCode.AR: Right.CONTRACT_CREATE,
    SeatCode.SR: Right.OPPORTUNITY_CREATE,
    SeatCode.FR: Right.VISIT_LOG,
}


def _open() -> Q:
    return Q(stage__in=OPEN)


def _taken() -> Q:
    return Q(left_on=None, deal__stage__in=OPEN)


def _hand_seat(seat: Seat, passing: Passing) -> None:
    succeed(seat, passing.to, by=passing.by)


def _can_not_sit(seats, to) -> dict:
    """{seat id: why}: a second seat of a triangle, or a seat whose work the person may not do."""
    seats = [seat for seat in seats if seat.code in TRIANGLE]
    rights = actor_for(to).rights
    sits = Seat.objects.filter(user=to, left_on=None, code__in=TRIANGLE).values_list("deal_id", flat=True)
    sits_on = set(sits.filter(deal__in={seat.deal_id for seat in seats}))
    why = {}
    for seat in seats:
        right = SEAT_RIGHTS[SeatCode(seat.code)]
        if seat.deal_id in sits_on:
            why[seat.pk] = _("{name} sits in another seat of this triangle.").format(name=to.name)
        elif right not in rights:
            told = _("{name} lacks the right “{right}”, which this seat asks for.")
            why[seat.pk] = told.format(name=to.name, right=right.label)
    # Two seats of one deal that both are this leaver's: the successor can have the first alone.
    return why | _second_seats(seats, why, to)


def _second_seats(seats, kept, to) -> dict:
    taken, why = set(), {}
    for seat in seats:
        if seat.pk not in kept and seat.deal_id in taken:
            why[seat.pk] = _("{name} sits in another seat of this triangle.").format(name=to.name)
        taken.add(seat.deal_id)
    return why


def _stands_in() -> Q:
    return Q(left_on=None, stand_in_until__gte=local_day(), deal__stage__in=OPEN)


def _hand_stand_in(seat: Seat, passing: Passing) -> None:
    seat = still_of(lock(seat), passing, "stand_in")
    seat.stand_in = passing.to
    seat.save()
    facts = {"seat": seat.code, "person": seat.user.name, "stand_in": passing.to.name}
    days = {"since": str(seat.stand_in_from), "until": str(seat.stand_in_until)}
    happened(seat.deal, "deal.stand_in_named", by=passing.by, **facts, **days)


def _can_not_stand_in(seats, to) -> dict:
    """Whoever sits there stands in for nobody, nor does who is away on these days."""
    why = {}
    for seat in seats:
        if seat.user_id == to.pk:
            why[seat.pk] = _("{name} sits in this seat.").format(name=to.name)
        elif absences_of(to, seat.stand_in_from, seat.stand_in_until).exists():
            why[seat.pk] = _("{name} is away on some of these days.").format(name=to.name)
    return why


register(Holding(45, "deals", gettext_lazy("Deals"), Deal, "owner", pass_on, now=_open))
register(
    Holding(
        10, "seats", gettext_lazy("Seats on deals"), Seat, "user", _hand_seat, now=_taken, against=_can_not_sit,
        about="deal", related=("deal", "user"),
    )
)  # fmt: skip
register(
    Holding(
        100, "stand_ins", gettext_lazy("Standing in for a seat"), Seat, "stand_in", _hand_stand_in, now=_stands_in,
        against=_can_not_stand_in, about="deal", related=("deal", "user"),
    )
)  # fmt: skip
stays(
    "the list of a seat that was left; what is to be done of it is a to-do",
    "deals.SeatHandover.former",
    "deals.SeatHandover.successor",
    "deals.SeatHandover.taken_over_by",
)
