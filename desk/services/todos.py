"""To-dos that people write for themselves and for each other, tick off and hand on."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import moment
from core.errors import Denied
from core.events import happened
from core.workflow import check_version
from desk.models import Todo
from desk.papers import record_of
from desk.services.attention import about
from desk.sight import own_todos

OWN, GIVEN = "todo.own", "todo.given"
# Its own page hands a vote on, since the approval's steps must know of it.
VOTES = "approval"


@transaction.atomic
def write_todo(*, by, text: str, due_on: date | None = None, user=None, record=None) -> Todo:
    """A to-do for oneself or a colleague, who is told. Raises ValidationError."""
    todo = Todo.objects.create(
        **about(record), kind=OWN, facts={"text": text.strip()}, user_id=user.pk if user else by.user_id,
        due_on=due_on, created_by_id=by.user_id,
    )  # fmt: skip
    happened(todo, "todo.written", by=by, text=todo.text)
    _tell(todo, by)
    return todo


@transaction.atomic
def change_todo(todo: Todo, *, by, expected_version: int | None = None, **values) -> Todo:
    """Another text or day for a to-do that somebody wrote. Raises Denied, Stale, ValidationError."""
    todo = _open(todo, by)
    check_version(todo, expected_version)
    if todo.kind != OWN and "text" in values:
        raise ValidationError({"text": _("The platform wrote this text; change the record it is about.")})
    if "text" in values:
        todo.facts = {**todo.facts, "text": values.pop("text").strip()}
    todo.due_on = values.pop("due_on", todo.due_on)
    todo.save()
    happened(todo, "todo.updated", by=by)
    return todo


@transaction.atomic
def finish(todo: Todo, *, by) -> Todo:
    """Tick a to-do off; one that is done stays as it was. Raises Denied."""
    todo = _own(todo, by)
    if todo.done_at is None:
        todo.done_at, todo.done_by_id = moment(), by.user_id
        todo.save()
        happened(todo, "todo.done", by=by, text=todo.text)
    return todo


@transaction.atomic
def hand_on(todo: Todo, *, by, user) -> Todo:
    """Another colleague does it from now on and is told. Raises Denied, ValidationError."""
    todo = _open(todo, by)
    if todo.kind.partition(".")[0] == VOTES:
        raise ValidationError({"user": _("A vote is handed on at its gate.")})
    if todo.user_id == user.pk:
        return todo
    todo.user, todo.role = user, ""
    todo.save()
    happened(todo, "todo.handed_on", by=by, text=todo.text, to=user.name)
    _tell(todo, by)
    return todo


def _own(todo: Todo, by) -> Todo:
    """The to-do, locked. Raises Denied for somebody else's."""
    locked = Todo.objects.select_for_update().filter(own_todos(by), pk=todo.pk).first()
    if locked is None:
        raise Denied(_("This to-do is somebody else's."))
    return locked


def _open(todo: Todo, by) -> Todo:
    locked = _own(todo, by)
    if locked.done_at is not None:
        raise ValidationError(_("This to-do is done."))
    return locked


def _tell(todo: Todo, by) -> None:
    if todo.user_id not in (None, by.user_id):
        notify([todo.user], GIVEN, record=record_of(todo), by=by.name, text=todo.text)
