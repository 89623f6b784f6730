"""To-dos that a day brings, many at once: each once per key, however often the day is run."""

from collections.abc import Iterable

from desk.models import Todo
from desk.services.attention import about


def remind(kind: str, wanted: Iterable[tuple], *, role: str = "") -> int:
    """Keep a to-do for each of (record, key, due day, facts) that has none of its key yet; how many were new."""
    rows = {
        key: Todo(**about(record), kind=kind, facts=facts, role=role, due_on=due_on, key=key)
        for record, key, due_on, facts in wanted
    }
    known = Todo.objects.filter(kind=kind, key__in=list(rows)).values_list("key", flat=True)
    new = [rows[key] for key in rows.keys() - set(known)]
    # Another run may keep the same at this moment: the key makes it one.
    Todo.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)
