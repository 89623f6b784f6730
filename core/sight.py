"""Who sees which rows: asked here by lists, search and API, answered by tenancy, which registers itself."""

_registered: dict = {}


def register(*, visible, seen) -> None:
    """Take `visible(queryset, by) -> queryset` and `seen(rows, by, pk) -> row or None` as the rule of sight."""
    _registered.update(visible=visible, seen=seen)


def visible(queryset, by):
    """The rows of `queryset` that the actor `by` may see. Raises LookupError when no rule is registered."""
    return _registered["visible"](queryset, by)


def seen(rows, by, pk):
    """The row with this key if the actor `by` may see it, else None: cheaper than `visible` for one.

    rows: a queryset, or a model for all of its rows, which is cheaper still.
    """
    return _registered["seen"](rows, by, pk)
