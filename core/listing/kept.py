"""What people keep of a list: saved views, columns, pins. desk keeps them and registers itself here."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class KeptView:
    """A saved view: its code (the id), its name, the query it stands for, whose it is and whether others see it."""

    code: str
    label: str
    query: str
    own: bool
    shared: bool


@dataclass(frozen=True)
class Kept:
    """What one person keeps of one list. columns: names in order, empty for the usual ones; pins: codes of views."""

    views: list[KeptView] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)


_keeper: dict[str, Callable] = {}


def register(read: Callable) -> None:
    """Take `read(name of the list, by) -> Kept`."""
    _keeper["read"] = read


def kept(name: str, by) -> Kept:
    """What `by` keeps of the list; nothing where nobody keeps anything."""
    return _keeper["read"](name, by) if _keeper else Kept()
