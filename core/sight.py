"""Who sees which rows: asked here by lists, search and API, answered by tenancy, which registers itself."""

_registered: dict = {}


def register(*, visible, seen) -> None:
    """Take `visible(queryset, by) -> queryset` and `seen(queryset, by, pk) -> row or None` as the rule of sight."""
    _registered.update(visible=visible, seen=seen)


def visible(queryset, by):
    """The rows of `queryset` that the actor `by` may see. Raises LookupError when no rule is registered."""
    return _registered["visible"](queryset, by)


def seen(queryset, by, pk):
    """The row of `queryset` with this key if the actor `by` may see it, else None: cheaper than `visible` for one."""
    return _registered["seen"](queryset, by, pk)
