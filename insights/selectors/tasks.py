"""A person's to-dos with the records they are about, grouped by urgency."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.dates import local_day
from customers.models import Customer
from deals.models import Seat
from deals.sight import stands_in
from desk.models import Todo
from insights.selectors.todo_ways import SUBJECTS, subject_of, way_of

MOST = 200
URGENCIES = (
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("this_week", _("This week")),
    ("later", _("Later")),
)


@dataclass(frozen=True)
class Task:
    """A to-do as pages show it. url leads to its record, empty where that has no page."""

    todo: Todo
    record: object
    text: str
    context: str
    amount: object
    currency: str
    due_on: date | None
    url: str
    way: object
    icon: str
    gate: str


def open_todos(by):
    """Open to-dos of the person, of their roles, and of those for whom they stand in; most urgent first."""
    mine = Q(user_id=by.user_id) | Q(user=None, role__in=list(by.roles))
    for deal_id, absent in Seat.objects.filter(stands_in(by)).values_list("deal_id", "user_id"):
        # Votes have deputies of their own.
        mine |= Q(deal_id=deal_id, user_id=absent) & ~Q(kind__startswith="approval.")
    return Todo.objects.filter(mine, done_at=None).order_by("due_on", "-created_at", "id")


def my_tasks(by) -> list[Task]:
    """The person's open to-dos."""
    return tasks_of(list(open_todos(by)[:MOST]))


def tasks_of(todos) -> list[Task]:
    """To-dos with their records, read by one query per kind of record."""
    records = records_of(todos)
    customers = Customer.objects.in_bulk({todo.customer_id for todo in todos if todo.customer_id})
    return [
        task_of(
            todo, records.get((todo.record_type.lower(), todo.record_id)), customers.get(todo.customer_id)
        )
        for todo in todos
    ]


def records_of(rows) -> dict:
    """{(type, id): record} of what the rows are about."""
    wanted: dict[str, set] = {}
    for row in rows:
        if row.record_type and row.record_id:
            wanted.setdefault(row.record_type.lower(), set()).add(row.record_id)
    return {
        (label, pk): record
        for label, ids in wanted.items()
        for pk, record in apps.get_model(label).objects.in_bulk(ids).items()
    }


def task_of(todo, record, customer) -> Task:
    """One line of a to-do list."""
    way, icon = way_of(todo.kind)
    return Task(
        todo=todo,
        record=record,
        text=todo.text,
        context=" · ".join(
            part for part in (getattr(customer, "name", ""), getattr(record, "number", "")) if part
        ),
        amount=getattr(record, "amount", None),
        currency=getattr(record, "currency", ""),
        due_on=todo.due_on,
        url=page_of(record),
        way=way,
        icon=icon,
        gate=getattr(record, "gate", "") if todo.kind.startswith("approval.") else "",
    )


def page_of(record) -> str:
    """The record's page, empty where it has none."""
    address = getattr(record, "get_absolute_url", None)
    return address() if address else ""


def by_urgency(tasks, most: int | None = None) -> list[dict]:
    """[{code, label, count, tasks, rest}] of the urgencies that have any; `rest` are left out beyond `most`."""
    today = local_day()
    groups: dict[str, list] = {code: [] for code, _label in URGENCIES}
    for task in tasks:
        groups[urgency_of(task.due_on, today)].append(task)
    return [
        {
            "code": code,
            "label": label,
            "count": len(groups[code]),
            "tasks": groups[code][:most],
            "rest": len(groups[code][most:]) if most else 0,
        }
        for code, label in URGENCIES
        if groups[code]
    ]


def urgency_of(due_on: date | None, today: date) -> str:
    """overdue, today, this_week (Monday is the first day) or later."""
    if due_on is None:
        return "later"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    return "this_week" if due_on <= today + timedelta(days=6 - today.weekday()) else "later"


def about_subject(tasks, subject: str) -> list[Task]:
    """Those of the tasks that belong to one of SUBJECTS."""
    return [one for one in tasks if subject_of(one.todo.kind, one.todo.record_type) == subject]


def subject_counts(tasks) -> list[dict]:
    """How many of the tasks belong to each subject, for the chips."""
    counted = Counter(subject_of(one.todo.kind, one.todo.record_type) for one in tasks)
    return [
        {"code": code, "label": label, "count": counted[code]}
        for code, label, _apps in SUBJECTS
        if counted[code]
    ]
