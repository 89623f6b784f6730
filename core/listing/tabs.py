"""The views of a list as tabs: ready-made ones, one's own, those that colleagues share; pinned ones first."""

from dataclasses import dataclass

from django.http import QueryDict

from core.listing.kept import Kept

# Parameters that belong to a page, not to what is listed: a saved view and a new filter start without them.
PAGE_PARAMETERS = ("cursor", "view", "part", "preview", "export", "f", "was", "op", "v", "find")


@dataclass
class Tab:
    """One view: what it is called, what it stands for, where it leads, how many rows it has (None: not counted)."""

    code: str
    label: object
    query: str
    saved: bool = False
    own: bool = False
    shared: bool = False
    pinned: bool = False
    hot: bool = False
    active: bool = False
    changed: bool = False
    url: str = ""
    count: str = ""

    @property
    def params(self) -> QueryDict:
        """What the view stands for, and its code."""
        params = QueryDict(self.query, mutable=True)
        params["view"] = self.code
        return params


def tabs(listing, kept: Kept) -> list[Tab]:
    """Every view of the list that the person has, in order."""
    found = [Tab(view.code, view.label, plain(view.params), hot=view.hot) for view in listing.views]
    if not found:
        found = [Tab("all", listing.all_label, "")]
    found += [
        Tab(view.code, view.label, view.query, saved=True, own=view.own, shared=view.shared)
        for view in kept.views
    ]
    for tab in found:
        tab.pinned = tab.code in kept.pins
    return sorted(found, key=lambda tab: kept.pins.index(tab.code) if tab.pinned else len(kept.pins))


def opened(found: list[Tab], params: QueryDict, path: str) -> None:
    """Fill in where each tab leads, which one is open, and whether it was changed since it was opened."""
    for tab in found:
        tab.url = f"{path}?{tab.params.urlencode()}"
        tab.active = params.get("view") == tab.code
        tab.changed = tab.active and state(params) != state(tab.params)


def state(params: QueryDict) -> list[tuple[str, str]]:
    """What parameters ask of the list, whatever their order."""
    return sorted(
        (name, value)
        for name in params
        for value in params.getlist(name)
        if value and name not in PAGE_PARAMETERS
    )


def plain(params: dict) -> str:
    """A dict of parameters as a query."""
    query = QueryDict(mutable=True)
    query.update(params)
    return query.urlencode()


def query_of(params: QueryDict) -> str:
    """What is in force as the query that a saved view keeps."""
    query = QueryDict(mutable=True)
    for name, value in state(params):
        query.appendlist(name, value)
    return query.urlencode()
