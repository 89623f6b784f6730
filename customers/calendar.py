"""A person's visits and to-dos as a calendar: a month on a page, and a feed for the calendar of a phone (RFC 5545)."""

from calendar import Calendar as Weeks
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from core.dates import local_day
from core.sight import visible
from customers.models import Visit
from customers.states import VisitState
from desk.models import Todo

# The purpose of the private link that a feed is read by.
FEED = "calendar"
# What a calendar shows of the past and the time to come; programs ask again a few times a day.
BEHIND, AHEAD, REFRESH = timedelta(days=60), timedelta(days=365), timedelta(hours=4)
MOST, MOST_OF_A_DAY = 500, 4
MONDAY = 0


@dataclass
class Day:
    """One day of the month's page; `more` counts the visits beyond those shown."""

    day: date
    is_of_month: bool
    visits: list[Visit] = field(default_factory=list)

    @property
    def shown(self) -> list[Visit]:
        return self.visits[:MOST_OF_A_DAY]

    @property
    def more(self) -> int:
        return max(len(self.visits) - MOST_OF_A_DAY, 0)


def month_of(first: date, by, *, everybody: bool) -> list[list[Day]]:
    """The weeks of a month with the visits of each day: one's own, or all that one sees."""
    weeks = [
        [Day(day, day.month == first.month) for day in week]
        for week in Weeks(MONDAY).monthdatescalendar(first.year, first.month)
    ]
    by_day = {one.day: one for week in weeks for one in week}
    rows = visible(Visit.objects.exclude(state=VisitState.CANCELLED), by)
    rows = rows if everybody else rows.filter(owner_id=by.user_id)
    rows = rows.filter(planned_on__range=(weeks[0][0].day, weeks[-1][-1].day))
    for visit in rows.select_related("customer", "owner").order_by("planned_on", "id")[:MOST]:
        by_day[visit.planned_on].visits.append(visit)
    return weeks


def feed_of(by, absolute) -> bytes:
    """The person's visits and open to-dos as days of a calendar; absolute(path) makes whole addresses."""
    calendar = Calendar()
    calendar.add("prodid", "-//L2Cplat//visits//EN")
    calendar.add("version", "2.0")
    name = _("L2Cplat · {name}").format(name=by.user.name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for visit in _visits(by):
        text = _("Visit: {customer}").format(customer=visit.customer.name)
        body = "\n".join(filter(None, (visit.goals, visit.agenda)))
        calendar.add_component(
            _event("visit", visit, visit.planned_on, text, absolute(visit.get_absolute_url()), body)
        )
    for todo in _todos(by):
        text = _("To do: {text}").format(text=todo.text)
        calendar.add_component(_event("todo", todo, todo.due_on, text, absolute("/")))
    return calendar.to_ical()


def _visits(by):
    today = local_day()
    rows = Visit.objects.filter(owner_id=by.user_id, planned_on__range=(today - BEHIND, today + AHEAD))
    return rows.exclude(state=VisitState.CANCELLED).select_related("customer").order_by("-planned_on")[:MOST]


def _todos(by):
    rows = Todo.objects.filter(user_id=by.user_id, done_at=None, due_on__isnull=False)
    return rows.order_by("due_on", "id")[:MOST]


def _event(kind, row, day, text, url, body="") -> Event:
    """A whole day: nobody plans a visit to the minute here."""
    event = Event()
    event.add("uid", f"{kind}-{row.pk}@l2cplat")
    event.add("dtstamp", row.updated_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", text)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    if body:
        event.add("description", body)
    return event
