"""A person's to-dos with the records they are about, grouped by urgency."""

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

MOST = 200
ICONS = {
    "approval": "square-rotated", "lead": "phone-outgoing", "opportunity": "target", "quote": "file-text",
    "contract": "file-text", "amendment": "file-diff", "order": "truck", "delivery": "truck",
    "receivable": "coin-yuan", "statement": "building-bank", "invoice": "file-invoice", "customer": "building",
    "credit": "scale", "dunning": "bell-ringing", "visit": "map-pin",
}  # fmt: skip
SUBJECTS = (
    ("gates", _("Gates"), ("approval",)),
    ("sales", _("Follow-ups"), ("lead", "opportunity", "quote", "customer", "credit", "visit")),
    ("delivery", _("Delivery"), ("contract", "amendment", "order", "delivery")),
    ("cash", _("Cash"), ("receivable", "statement", "invoice", "dunning")),
)
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
    icon: str
    gate: str


def open_todos(by):
    """Open to-dos of the person, of their roles, and of those for whom they stand in; most urgent first."""
    mine = Q(user_id=by.user_id) | Q(user=None, role__in=list(by.roles))
    for deal_id, absent in Seat.objects.filter(stands_in(by)).values_list("deal_id", "user_id"):
        # Votes have deputies of their own.
        mine |= Q(deal_id=deal_id, user_id=absent) & ~Q(kind__startswith="approval.")
    return Todo.objects.filter(mine, done_at=None).order_by("due_on", "-created_at", "id")


def my_tasks(by, subject: str = "") -> list[Task]:
    """The person's open to-dos; `subject`: one of SUBJECTS."""
    todos = open_todos(by)
    prefixes = next((kinds for code, _label, kinds in SUBJECTS if code == subject), ())
    if prefixes:
        wanted = Q()
        for prefix in prefixes:
            wanted |= Q(kind__startswith=f"{prefix}.")
        todos = todos.filter(wanted)
    return tasks_of(list(todos[:MOST]))


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
    subject = todo.kind.partition(".")[0]
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
        icon=ICONS.get(subject, "list-check"),
        gate=getattr(record, "gate", "") if subject == "approval" else "",
    )


def page_of(record) -> str:
    """The record's page, empty where it has none."""
    address = getattr(record, "get_absolute_url", None)
    return address() if address else ""


def by_urgency(tasks) -> list[dict]:
    """[{code, label, tasks}] of the urgencies that have any."""
    today = local_day()
    groups: dict[str, list] = {code: [] for code, _label in URGENCIES}
    for task in tasks:
        groups[urgency_of(task.due_on, today)].append(task)
    return [
        {"code": code, "label": label, "tasks": groups[code]} for code, label in URGENCIES if groups[code]
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


def subject_counts(tasks) -> list[dict]:
    """How many of the tasks belong to each subject, for the chips."""
    kinds = [task.todo.kind.partition(".")[0] for task in tasks]
    counted = [
        {"code": code, "label": label, "count": sum(kind in prefixes for kind in kinds)}
        for code, label, prefixes in SUBJECTS
    ]
    return [subject for subject in counted if subject["count"]]
