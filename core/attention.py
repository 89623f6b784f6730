"""Asking for somebody's attention: to-dos and notices, in words registered once and shown in the reader's language.

Apps below the desk ask here; the desk registers itself as the one that keeps them.
"""

from core.coded import as_said

TEXTS: dict[str, object] = {}
_desk: dict = {}


def texts(by_kind: dict) -> None:
    """Register what a kind of to-do or notice says: a full lazy string with the facts as {names}."""
    TEXTS.update(by_kind)


def register(*, todo, close_todos, notify) -> None:
    """The desk takes over the keeping."""
    _desk.update(todo=todo, close_todos=close_todos, notify=notify)


def todo(record, kind: str, *, user=None, role: str = "", due_on=None, key: str = "", **facts):
    """A to-do about `record` for a user or for everybody with a role; the same `key` again does nothing."""
    return _desk["todo"](record, kind, user=user, role=role, due_on=due_on, key=key, **facts)


def close_todos(record, kind: str = "", *, key: str = "") -> int:
    """The to-dos of a record (of one kind, or with one key) are done; how many were open."""
    return _desk["close_todos"](record, kind, key=key)


def notify(users, kind: str, *, record=None, email: bool = True, key: str = "", **facts) -> None:
    """Tell people something in the app and, where they want it, by e-mail through the outbox; once per `key`."""
    _desk["notify"](users, kind, record=record, email=email, key=key, **facts)


def text_of(kind: str, facts: dict) -> str:
    """The words of a to-do or notice in the language in force; an unknown fact stays in braces."""
    said = as_said(kind, facts)
    return str(TEXTS.get(kind, kind)).format_map(_Known(said))


class _Known(dict):
    def __missing__(self, name):
        return "{" + name + "}"
