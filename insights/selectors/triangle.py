"""The iron triangle's board: a team's deals by stage, each seat's to-dos, and what is at risk (ltc §2)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import Condition
from core.dates import local_day, moment
from core.money import from_minor
from core.sight import visible
from core.tenancy import current_tenant
from deals.cover import gaps
from deals.models import Deal, DealStay, Seat
from deals.states import CHAIN, TRIANGLE
from desk.models import Todo
from insights.selectors.river import CSS, LABELS, river, whole_days
from insights.selectors.tasks import page_of, tasks_of
from receivables.models import Receivable
from receivables.states import ReceivableState
from tenancy.models import User

WEEK = timedelta(days=7)
MOST_DEALS, PER_STAGE, PER_SEAT, MOST_RISKS = 400, 5, 6, 8


@dataclass
class Team:
    """Three people (or gaps) and the open deals they carry together."""

    key: str
    people: dict
    deals: list = field(default_factory=list)
    seats: list = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return all(self.people.values())

    @property
    def names(self) -> str:
        return " · ".join(
            person.name if person else _("{seat} missing").format(seat=code.upper())
            for code, person in self.people.items()
        )


@dataclass(frozen=True)
class Risk:
    """Something that endangers a deal; the bigger, the earlier it is listed."""

    title: str
    detail: str
    amount: Decimal | None
    url: str
    is_bad: bool


def teams(by) -> list[Team]:
    """The triangles of the open deals the person sees, own ones first, then by number of deals."""
    deals = list(
        visible(Deal.objects.filter(stage__in=CHAIN), by)
        .select_related("customer")
        .order_by("-created_at")[:MOST_DEALS]
    )
    seats: dict = defaultdict(dict)
    taken = Seat.objects.filter(deal__in=deals, left_on=None, code__in=TRIANGLE)
    for seat in taken.select_related("user", "stand_in"):
        seats[seat.deal_id][seat.code] = seat
    found: dict[str, Team] = {}
    for deal in deals:
        people = {code.value: _person(seats[deal.pk].get(code)) for code in TRIANGLE}
        key = ".".join(str(person.pk) if person else "" for person in people.values())
        team = found.setdefault(key, Team(key, people))
        team.deals.append(deal)
        team.seats += seats[deal.pk].values()
    return sorted(found.values(), key=lambda team: (not _is_of(team, by), -len(team.deals), team.key))


def _person(seat: Seat | None) -> User | None:
    return seat.user if seat else None


def _is_of(team: Team, by) -> bool:
    """Does the person sit on one of the team's deals, or stand in there today?"""
    return any(by.user_id in seat.filled_by(local_day()) for seat in team.seats)


def stages(team: Team, by) -> list[dict]:
    """The team's deals by stage: count, amount, the usual days, and the longest waiting ones."""
    reaches = {reach.stage: reach for reach in river(by)}
    since = dict(
        DealStay.objects.filter(deal__in=team.deals, left_at=None).values_list("deal_id", "entered_at")
    )
    columns = []
    for stage in CHAIN:
        rows = [{"deal": deal, "days": whole_days(moment() - since.get(deal.pk, deal.created_at)), "url": page_of(deal)}
                for deal in team.deals if deal.stage == stage]  # fmt: skip
        rows.sort(key=lambda row: -row["days"])
        columns.append({
            "label": LABELS[stage], "css": CSS[stage], "count": len(rows), "usual": reaches[stage].usual_days,
            "amount": from_minor(sum(row["deal"].amount_minor for row in rows), current_tenant().currency),
            "rows": rows[:PER_STAGE],
        })  # fmt: skip
    return columns


def seats(team: Team) -> list[dict]:
    """Each seat with the person and their open to-dos on the team's deals."""
    ids = [deal.pk for deal in team.deals]
    rows = Todo.objects.filter(
        deal_id__in=ids, done_at=None, user__in=[p for p in team.people.values() if p]
    ).order_by("due_on", "id")
    todos: dict = defaultdict(list)
    for todo in rows[:200]:
        todos[todo.user_id].append(todo)
    return [_seat(code, person, todos[person.pk] if person else []) for code, person in team.people.items()]


def _seat(code, person, todos) -> dict:
    """A seat of the board; its role's name begins the deal's first or second half."""
    today = local_day()
    return {
        "code": code,
        "person": person,
        "count": len(todos),
        "week": sum(todo.due_on is not None and todo.due_on <= today + WEEK for todo in todos),
        "overdue": sum(todo.due_on is not None and todo.due_on < today for todo in todos),
        "tasks": tasks_of(todos[:PER_SEAT]),
    }


def risks(team: Team, columns, by) -> list[Risk]:
    """Overdue money and conditions, seats left alone, deals far over their stage's usual days; worst first."""
    found = [*overdue_risks(team, by), *condition_risks(team), *seat_risks(team), *stuck_risks(columns)]
    return sorted(found, key=lambda risk: (not risk.is_bad, -(risk.amount or 0)))[:MOST_RISKS]


def overdue_risks(team: Team, by) -> list[Risk]:
    """Receivables of the team's deals past their due day."""
    today = local_day()
    late = visible(
        Receivable.objects.filter(state=ReceivableState.OPEN, due_on__lt=today, deal__in=team.deals), by
    )
    return [
        Risk(
            title=_("{customer}: {name} overdue").format(customer=row.customer.name, name=row.name),
            detail=ngettext("{n} day overdue", "{n} days overdue", (today - row.due_on).days).format(
                n=(today - row.due_on).days
            ),
            amount=from_minor(row.balance_minor, current_tenant().currency),
            url=page_of(row),
            is_bad=row.due_on < today - timedelta(days=30),
        )
        for row in late.select_related("customer").order_by("due_on")[:MOST_RISKS]
    ]


def condition_risks(team: Team) -> list[Risk]:
    """Conditions of gates that are past their day: they hold back the next gate."""
    deals = {deal.pk: deal for deal in team.deals}
    late = Condition.objects.binding().filter(deal_id__in=list(deals), due_on__lt=local_day())
    return [
        Risk(_("Condition overdue: {text}").format(text=row.text), f"{deals[row.deal_id].title} · {row.owner.name}",
             deals[row.deal_id].amount, page_of(deals[row.deal_id]), True)
        for row in late.select_related("owner")[:MOST_RISKS]
    ]  # fmt: skip


def seat_risks(team: Team) -> list[Risk]:
    """People of the triangle who are away, with the number of deals on which nobody stands in for them."""
    alone = Counter((gap.seat.user, gap.absence) for gap in gaps(team.seats))
    text = _("{name} is away without a stand-in (deals: {n})")
    return [
        Risk(
            title=text.format(name=person.name, n=count),
            detail=f"{absence.starts_on} – {absence.ends_on}",
            amount=None,
            url=f"{reverse('deals:list')}?seat_gap=true",
            is_bad=absence.starts_on <= local_day(),
        )
        for (person, absence), count in alone.items()
    ]


def stuck_risks(columns) -> list[Risk]:
    """Deals that have been in their stage for over twice its usual days."""
    return [
        Risk(
            title=_("{deal}: {n} days without moving on").format(deal=row["deal"].title, n=row["days"]),
            detail=_("usual in this stage: {n} days").format(n=column["usual"]),
            amount=row["deal"].amount, url=row["url"], is_bad=False,
        )
        for column in columns if column["usual"] for row in column["rows"] if row["days"] > 2 * column["usual"]
    ]  # fmt: skip
