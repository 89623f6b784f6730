"""What stands beside a triangle's deals: the next visits to its customers, who is away, who stands in."""

from collections import Counter
from datetime import timedelta

from core.dates import local_day
from core.sight import visible
from customers.models import Visit
from customers.states import VisitState
from tenancy.models import Absence

MOST, AHEAD_DAYS = 6, 30


def visits(team, by) -> list[dict]:
    """[{visit, prepared: questions of the four kinds that are written}] of the next weeks, the next first."""
    today, customers = local_day(), {deal.customer_id for deal in team.deals}
    rows = Visit.objects.filter(
        customer_id__in=customers,
        state__in=[VisitState.PLANNED, VisitState.REHEARSED],
        planned_on__gte=today,
        planned_on__lte=today + timedelta(days=AHEAD_DAYS),
    )
    rows = visible(rows, by).select_related("customer", "owner").order_by("planned_on", "pk")[:MOST]
    return [{"visit": row, "prepared": sum(map(bool, spin(row)))} for row in rows]


def spin(visit) -> tuple[str, ...]:
    """The four kinds of questions (SPIN) that a visit is prepared with."""
    return visit.situation, visit.problem, visit.implication, visit.need_payoff


def absences(team) -> list[Absence]:
    """Who of the triangle is away today or soon, with the deputy."""
    today, people = local_day(), [person for person in team.people.values() if person]
    rows = Absence.objects.filter(
        user__in=people, ends_on__gte=today, starts_on__lte=today + timedelta(days=AHEAD_DAYS)
    )
    return list(rows.select_related("user", "deputy").order_by("starts_on", "pk"))


def stand_ins(team) -> list[dict]:
    """[{seat, deals}] of who stands in now or later: for whom, on which days, on how many of the team's deals."""
    rows = [seat for seat in team.seats if seat.stand_in_id and seat.stand_in_until >= local_day()]
    rows.sort(key=lambda seat: (seat.stand_in_from, seat.pk))
    counted = Counter(_standing(seat) for seat in rows)
    first = {_standing(seat): seat for seat in reversed(rows)}
    return [{"seat": first[key], "deals": count} for key, count in counted.items()]


def _standing(seat) -> tuple:
    return seat.code, seat.user_id, seat.stand_in_id, seat.stand_in_from, seat.stand_in_until
