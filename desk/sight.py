"""To-dos and notices belong to one person (or to the holders of a role); papers are seen with their record."""

from django.db.models import Q

from desk.models import Notice, SavedView, Todo
from tenancy.sight import register_sight


def own_todos(by) -> Q:
    """The person's own to-dos and those asked of one of the person's roles."""
    return Q(user_id=by.user_id) | Q(user=None, role__in=list(by.roles))


def own_notices(by) -> Q:
    """What the person was told."""
    return Q(user_id=by.user_id)


def views_seen_by(by) -> Q:
    """Own views and those that colleagues share."""
    return Q(owner_id=by.user_id) | Q(is_shared=True)


def install() -> None:
    """Called when the app is ready."""
    register_sight(Todo, own_todos)
    register_sight(Notice, own_notices)
    register_sight(SavedView, views_seen_by)
