"""Stand-ins: who has a seat's rights and sight while its holder is away, from a day until a day (ltc §2)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.workflow import lock
from deals.models import Deal, Seat
from deals.permissions import MAY_SET_TEAM, may_name_stand_in
from tenancy.absences import check_present
from tenancy.models import User
from tenancy.people import members


@transaction.atomic
def stand_in(deal: Deal, code: str, *, by, user: User | None, since: date | None, until: date | None) -> Deal:
    """Name who stands in for a seat on these days, both included; user None: nobody does any more.

    Raises Denied, ValidationError by field: an empty seat, a stranger, days that don't fit, an absent colleague.
    """
    deal = lock(deal)
    if not may_name_stand_in(deal, code, by):
        raise Denied(MAY_SET_TEAM.sentence)
    seat = Seat.objects.filter(deal=deal, code=code, left_on=None).select_related("user", "stand_in").first()
    if seat is None:
        raise ValidationError(_("Nobody sits in this seat."))
    if user is None:
        _end(deal, seat, by)
    elif since is None or until is None:
        raise ValidationError(_("Say from which day to which."))
    else:
        _name(deal, seat, by, user, since, until)
    deal.forget_team()
    return deal


def _name(deal: Deal, seat: Seat, by, user: User, since: date, until: date) -> None:
    _check(seat, user, since, until)
    seat.stand_in, seat.stand_in_from, seat.stand_in_until = user, since, until
    seat.save()
    facts = {"seat": seat.code, "person": seat.user.name, "since": str(since), "until": str(until)}
    happened(deal, "deal.stand_in_named", by=by, stand_in=user.name, **facts)
    if user.pk != by.user_id:
        notify([user], "deal.stand_in", record=deal, number=deal.number, **facts)


def _end(deal: Deal, seat: Seat, by) -> None:
    if seat.stand_in_id is None:
        return
    former = seat.stand_in
    seat.stand_in = seat.stand_in_from = seat.stand_in_until = None
    seat.save()
    happened(deal, "deal.stand_in_ended", by=by, stand_in=former.name, seat=seat.code)


def _check(seat: Seat, user: User, since: date, until: date) -> None:
    if user.pk == seat.user_id or not members().filter(pk=user.pk).exists():
        raise ValidationError({"user": _("Choose another colleague.")})
    if until < since:
        raise ValidationError({"until": _("The last day must not come before the first.")})
    if until < local_day():
        raise ValidationError({"until": _("These days are over.")})
    check_present("user", user, since, until)
