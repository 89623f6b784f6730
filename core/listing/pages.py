"""What an HTML list page draws: rows, chips, column heads that sort, views, neighbours. Links carry the whole state."""

from collections.abc import Callable
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.listing.declared import Listing

OPERATORS = {"exact": "=", "in": "∈", "gte": "≥", "lte": "≤"}
MOST_OPTIONS = 200
# Parameters that belong to a page, not to what is listed: a new filter starts again at the first page.
PAGE_PARAMETERS = ("cursor", "view")
_saved: dict[str, Callable] = {}


def keep_views(saved_views: Callable) -> None:
    """desk registers `saved_views(listing, by) -> [{"code", "label", "params"}]`; core stands on nothing."""
    _saved["views"] = saved_views


class ListPage:
    """One list for one request. `context()` is everything the list template needs."""

    def __init__(self, listing: Listing, request, *, queryset=None, base: dict | None = None):
        self.listing, self.request, self.by = listing, request, request.actor
        self.params = self._params(base or {})
        self.asked, self.page = listing.read(self.params, self.by, queryset=queryset, strict=False)
        self._queryset = queryset

    def context(self) -> dict:
        """rows, columns, chips, filters, views, next_url, previous_url, q, figures, is_filtered."""
        return {
            "listing": self.listing,
            "rows": self.page.rows,
            "columns": self.columns,
            "chips": self.chips,
            "filters": self.filters,
            "views": self.views,
            "q": self.asked.q,
            "ordering": ",".join(key.spelt for key in self.asked.ordering),
            "next_url": self._url(cursor=self.page.next) if self.page.next else None,
            "previous_url": self._url(cursor=self.page.previous) if self.page.previous else None,
            "first_url": self._url(cursor=None) if self.asked.cursor else None,
            "clear_url": self.request.path,
            "is_filtered": bool(self.asked.conditions or self.asked.q),
            "figures": self.figures,
            "hidden": self.hidden,
        }

    @cached_property
    def columns(self) -> list[dict]:
        """Each column with the link that sorts by it and how it is sorted now (`ascending`, `descending` or "")."""
        return [self._column(column) for column in self.listing.columns]

    def _column(self, column) -> dict:
        now = next((key for key in self.asked.ordering if key.name == column.name), None)
        sorted_ = "" if now is None else "descending" if now.descending else "ascending"
        url = None
        if column.name in self.listing.ordering:
            url = self._url(ordering=column.name if sorted_ == "descending" else f"-{column.name}")
        return {"name": column.name, "label": column.label, "kind": column.kind, "link": column.link,
                "sorted": sorted_, "url": url}  # fmt: skip

    @cached_property
    def chips(self) -> list[dict]:
        """The filters in force: label, operator, value in words, and the link without it."""
        return [self._chip(one, lookup, raw) for one, lookup, raw in self.asked.conditions]

    def _chip(self, one, lookup, raw) -> dict:
        name = one.name if lookup == "exact" else f"{one.name}__{lookup}"
        return {
            "name": name,
            "label": one.label or one.name,
            "operator": OPERATORS.get(lookup, ""),
            "value": raw,
            "words": self._words(one, lookup, raw),
            "remove_url": self._url(**{name: None, one.name: None}),
        }

    def _words(self, one, lookup, raw) -> str:
        if lookup == "isnull":
            return str(_("is empty") if raw == "true" else _("is filled in"))
        labels = {str(value): str(label) for value, label in one.choices}
        return ", ".join(labels.get(part) or self._name_of(one, part) for part in raw.split(","))

    def _name_of(self, one, raw: str) -> str:
        if raw == "me":
            return str(_("me"))
        if raw in ("true", "false"):
            return str(_("yes") if raw == "true" else _("no"))
        if one.to is None:
            return raw
        return str(one.to._default_manager.filter(pk=raw).first() or raw)

    @cached_property
    def filters(self) -> list[dict]:
        """Every filter with its lookups and, for choices and people, its options."""
        return [
            {
                "name": one.name,
                "label": one.label or one.name,
                "kind": one.kind,
                "lookups": one.lookups,
                "options": [{"value": str(v), "label": str(label)} for v, label in one.choices],
            }
            for one in self.listing.by_name.values()
        ]

    @cached_property
    def views(self) -> list[dict]:
        """The ready-made and the saved views as tabs: code, label, url, active."""
        own = [{"code": view.code, "label": view.label, "params": view.params} for view in self.listing.views]
        saved = _saved["views"](self.listing, self.by) if _saved else []
        return [self._tab(view) for view in own + saved]

    def _tab(self, view: dict) -> dict:
        query = QueryDict(mutable=True)
        query.update({**view["params"], "view": view["code"]})
        active = self.request.GET.get("view", self._first_view) == view["code"]
        return {**view, "url": f"{self.request.path}?{query.urlencode()}", "active": active}

    @property
    def _first_view(self) -> str:
        return self.listing.views[0].code if self.listing.views else ""

    @cached_property
    def figures(self):
        """The listing's own figures over everything the filters let through, or None."""
        if self.listing.figures is None:
            return None
        return self.listing.figures(
            self.listing.matching(self.asked, self.by, queryset=self._queryset), self.by
        )

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters in force as hidden fields, so that searching keeps the filters."""
        return [(name, value) for name in self.params for value in self.params.getlist(name)
                if name not in ("q", *PAGE_PARAMETERS)]  # fmt: skip

    def _params(self, base) -> QueryDict:
        """The request's parameters; a bare address opens the first view."""
        params = self.request.GET.copy()
        for name, value in base.items():
            params[name] = value
        if not self.request.GET and self.listing.views:
            params.update(self.listing.views[0].params)
        return params

    def _url(self, **changes) -> str:
        query = self.params.copy()
        if "cursor" not in changes:
            query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}"
