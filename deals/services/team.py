"""The iron triangle: exactly one AR, SR and FR, plus helpers; a change of person is kept, not overwritten."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import local_day, moment
from core.errors import Denied
from core.events import happened
from core.workflow import lock
from deals.models import Deal, Seat
from deals.permissions import MAY_SET_TEAM
from deals.services.handing_over import hand_over
from deals.states import TRIANGLE, SeatCode
from tenancy.models import User
from tenancy.people import members


@transaction.atomic
def set_team(deal: Deal, *, by, ar=None, sr=None, fr=None, helpers=()) -> Deal:
    """Appoint the people given (users; None leaves a seat as it is). Raises Denied, ValidationError for strangers."""
    deal = lock(deal)
    if not MAY_SET_TEAM(deal, by):
        raise Denied(MAY_SET_TEAM.sentence)
    seats = {code: user for code, user in zip(TRIANGLE, (ar, sr, fr), strict=True) if user is not None}
    _check_members([*seats.values(), *helpers])
    left = [appoint(deal, code, user) for code, user in seats.items()]
    _set_helpers(deal, helpers)
    deal.forget_team()
    happened(deal, "deal.team_changed", by=by, **{str(code): user.name for code, user in seats.items()})
    for seat in left:
        # Who only changed seats takes their work along.
        if seat is not None and seat.user_id not in deal.seats.values():
            hand_over(deal, seat, seats[SeatCode(seat.code)], by=by)
    return deal


@transaction.atomic
def succeed(seat: Seat, successor: User, *, by) -> None:
    """Put a successor into the seat of somebody who leaves; what waits there goes along, with its list.

    A helper's seat ends where the successor is in the team already. Raises ValidationError: a second seat.
    """
    deal = lock(seat.deal)
    seat = Seat.objects.select_related("user").get(pk=seat.pk)
    if seat.left_on is not None:
        raise ValidationError(_("Somebody else sits there by now."))
    if seat.code == SeatCode.HELPER:
        _succeed_helper(deal, seat, successor)
    elif successor.pk in deal.seats.values():
        raise ValidationError(_("One person can't fill two seats of a triangle."))
    else:
        left = appoint(deal, seat.code, successor)
        if left is not None:
            hand_over(deal, left, successor, by=by)
    deal.forget_team()
    facts = {"former": seat.user.name, "successor": successor.name, "seat": seat.code}
    happened(deal, "deal.seat_passed_on", by=by, **facts)


def _succeed_helper(deal: Deal, seat: Seat, successor: User) -> None:
    seat.left_on = local_day()
    seat.save()
    team = Seat.objects.filter(deal=deal, user=successor, left_on=None)
    if not team.exists():
        seat_first(deal, SeatCode.HELPER, successor)


def appoint(deal: Deal, code: str, user: User) -> Seat | None:
    """Put a person into a seat; the seat of the one who sat there and leaves it today, if there was one."""
    current = Seat.objects.filter(deal=deal, code=code, left_on=None).select_related("user").first()
    if current and current.user_id == user.pk:
        return None
    if current:
        current.left_on = local_day()
        current.save()
    seat_first(deal, code, user)
    return current


def seat_first(deal: Deal, code: str, user: User) -> None:
    """Put a person into a seat that nobody has."""
    Seat.objects.create(deal=deal, code=code, user=user, since=moment())
    deal.forget_team()


def _set_helpers(deal: Deal, helpers) -> None:
    wanted = {user.pk for user in helpers}
    present = Seat.objects.filter(deal=deal, code=SeatCode.HELPER, left_on=None)
    present.exclude(user_id__in=wanted).update(left_on=local_day())
    known = set(present.values_list("user_id", flat=True))
    Seat.objects.bulk_create(
        Seat(deal=deal, code=SeatCode.HELPER, user=user, since=moment())
        for user in helpers
        if user.pk not in known
    )


def _check_members(users) -> None:
    known = set(members().filter(pk__in=[user.pk for user in users]).values_list("pk", flat=True))
    if strangers := [user for user in users if user.pk not in known]:
        raise ValidationError(_("These are not active users here: {names}.").format(names=len(strangers)))
