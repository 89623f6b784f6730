"""Seats that nobody fills: empty ones, and those of people who are away without a stand-in (ltc §2)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from core.dates import local_day
from deals.models import Seat
from deals.states import TRIANGLE
from tenancy.models import Absence

# How long before its first day an absence is worth a stand-in.
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Gap:
    """A seat whose person is away on days on which nobody stands in."""

    seat: Seat
    absence: Absence

    @property
    def is_now(self) -> bool:
        return self.absence.starts_on <= local_day()


def gaps(seats) -> list[Gap]:
    """Of these taken seats, those left alone by an absence that lasts today or begins soon; the next first."""
    today, people = local_day(), {seat.user_id for seat in seats}
    away = Absence.objects.filter(user__in=people, ends_on__gte=today, starts_on__lte=today + AHEAD)
    return [
        Gap(seat, absence)
        for absence in away.order_by("starts_on", "pk")
        for seat in seats
        if seat.user_id == absence.user_id
        and not seat.is_stood_in(max(absence.starts_on, today), absence.ends_on)
    ]


def with_gap(value: bool, by) -> Q:
    """Deals of whose triangle a seat is empty today, or its person away without a stand-in; or all others."""
    today = local_day()
    away = Absence.objects.filter(user=OuterRef("user"), starts_on__lte=today, ends_on__gte=today)
    stood_in = Q(stand_in__isnull=False, stand_in_from__lte=today, stand_in_until__gte=today)
    filled = Seat.objects.filter(stood_in | ~Exists(away), deal=OuterRef("pk"), left_on=None)
    whole = Q()
    for code in TRIANGLE:
        whole &= Q(Exists(filled.filter(code=code)))
    return ~whole if value else whole
