"""Who sees which rows: asked here by lists, search and API, answered by tenancy, which registers itself."""

_registered: dict = {}


def register(visible) -> None:
    """Take `visible(queryset, by) -> queryset` as the installation's one rule of sight."""
    _registered["visible"] = visible


def visible(queryset, by):
    """The rows of `queryset` that the actor `by` may see. Raises LookupError when no rule is registered."""
    return _registered["visible"](queryset, by)
