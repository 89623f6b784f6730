"""What a person has on the desk: to-dos, and views that colleagues use."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.events import happened
from core.workflow import lock
from desk.models import SavedView, Todo
from tenancy.holdings import Holding, Passing, register, stays, still_of

# To-dos that go along with what they are about: a vote, a condition, a promise.
GO_ALONG = ["approval.vote", "approval.condition"]


def _open_todos() -> Q:
    return Q(done_at=None) & ~Q(kind__in=GO_ALONG)


def _hand_todo(todo: Todo, passing: Passing) -> None:
    todo = still_of(lock(todo), passing, "user")
    todo.user = passing.to
    todo.save()
    happened(todo, "todo.handed_on", by=passing.by, text=todo.text, to=passing.to.name)


def _shared() -> Q:
    return Q(is_shared=True)


def _hand_view(view: SavedView, passing: Passing) -> None:
    view = still_of(lock(view), passing, "owner")
    view.owner = passing.to
    view.save()


def _named_alike(views, to) -> dict:
    """Of two views of a list with one name the successor's stays."""
    taken = set(SavedView.objects.filter(owner=to).values_list("listing", "name"))
    why = _("{name} has a view of this name.").format(name=to.name)
    return {view.pk: why for view in views if (view.listing, view.name) in taken}


register(Holding(95, "todos", gettext_lazy("To-dos"), Todo, "user", _hand_todo, now=_open_todos))
register(
    Holding(
        103,
        "views",
        gettext_lazy("Shared views"),
        SavedView,
        "owner",
        _hand_view,
        now=_shared,
        against=_named_alike,
    )
)
stays("tells who did it", "desk.Todo.done_by")
stays(
    "what one person was told, and how one person looks at lists", "desk.Notice.user", "desk.ListHabit.owner"
)
