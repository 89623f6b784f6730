"""What an HTML list page draws: rows, chips, column heads that sort, views, neighbours. Links carry the whole state."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.listing.chips import OPERATORS, Editing, editing, words_of
from core.listing.counts import counts, written
from core.listing.declared import Listing
from core.listing.kept import kept
from core.listing.tabs import PAGE_PARAMETERS, Tab, opened, query_of, state, tabs
from core.refusals import BadParameter
from core.sight import visible

# Whoever holds one of these sees records that others own (tenancy.roles).
WIDE_RIGHTS = ("tenant_read", "department_read")


class ListPage:
    """One list for one request. `context()` is everything the list template needs."""

    def __init__(self, listing: Listing, request, *, queryset=None):
        self.listing, self.request, self.by = listing, request, request.actor
        self.kept = kept(listing.name, self.by)
        self.views = tabs(listing, self.kept)
        self.params = self._params()
        opened(self.views, self.params, request.path)
        self.asked = listing.asked(self.params, strict=False)
        self._queryset = queryset

    @cached_property
    def page(self):
        """The rows of this page and its neighbours' cursors."""
        return self.listing.page(self.asked, self.by, queryset=self._queryset)

    def context(self) -> dict:
        """What components/list_page.html reads."""
        return {
            "listing": self.listing,
            "list": self,
            "rows": self.page.rows,
            "columns": self.columns,
            "chips": self.chips,
            "filters": self.filters,
            "views": self.views,
            "q": self.asked.q,
            "ordering": self.ordering,
            "next_url": self.url(cursor=self.page.next) if self.page.next else None,
            "previous_url": self.url(cursor=self.page.previous) if self.page.previous else None,
            "first_url": self.url(cursor=None) if self.asked.cursor else None,
            "clear_url": self.request.path,
            "is_filtered": self.is_filtered,
            "hidden": self.hidden,
        }

    # --- state ----------------------------------------------------------------------------------------------------

    def _params(self) -> QueryDict:
        """The request's parameters; a bare address opens the person's first view."""
        params = self.request.GET.copy()
        if not state(params) and "view" not in params:
            params.update(self._first().params)
        return params

    def _first(self) -> Tab:
        """What is pinned first; else the list's first view, and for who sees more than the own rows the wide one."""
        wide = [tab for tab in self.views if tab.code == self.listing.wide_view]
        sees_more = any(self.by.can(right) for right in WIDE_RIGHTS)
        return wide[0] if wide and sees_more and not self.views[0].pinned else self.views[0]

    @property
    def opened(self) -> Tab | None:
        """The view that is open, changed or not."""
        return next((tab for tab in self.views if tab.active), None)

    @property
    def ordering(self) -> str:
        """The sort in force, as the address spells it."""
        return ",".join(key.spelt for key in self.asked.ordering)

    @property
    def query(self) -> str:
        """What is in force, as a saved view keeps it."""
        return query_of(self.params)

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked.conditions or self.asked.q)

    @property
    def clear_url(self) -> str:
        """The list without any filter, in the same order."""
        return f"{self.request.path}?ordering={self.ordering}"

    def url(self, **changes) -> str:
        """This list with some parameters changed (None: left out); page parameters but the view's are dropped."""
        query = self.params.copy()
        for name in PAGE_PARAMETERS:
            if name != "view":
                query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}"

    @property
    def here(self) -> str:
        """This page of the list."""
        return self.url(cursor=self.asked.cursor)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters in force as hidden fields, so that searching keeps the filters."""
        return [(name, value) for name, value in self.fields() if name != "q"]

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """What is in force as (name, value), the view with it."""
        found = [(name, value) for name, value in state(self.params) if name not in without]
        return found + [("view", str(code)) for code in [self.params.get("view")] if code]

    # --- columns --------------------------------------------------------------------------------------------------

    @cached_property
    def offered(self) -> list:
        """The columns this person may see."""
        return [column for column in self.listing.columns_now if column.open_to(self.by)]

    @cached_property
    def columns(self) -> list[dict]:
        """The columns shown, each with the link that sorts by it and how it is sorted now."""
        return [self._column(column) for column in self.shown]

    @cached_property
    def shown(self) -> list:
        """The first column stays; the rest as the address says, else as the person keeps them, else the usual ones."""
        wanted = [name for name in self.params.get("columns", "").split(",") if name] or self.kept.columns
        by_name = {column.name: column for column in self.offered}
        first = self.offered[:1]
        chosen = [by_name[name] for name in dict.fromkeys(wanted) if name in by_name]
        return first + ([c for c in chosen if c not in first] or [c for c in self.offered[1:] if c.shown])

    @property
    def choosable(self) -> list[tuple]:
        """(column, shown) of all but the first, the shown ones first and in their order."""
        shown = self.shown
        rest = [column for column in self.offered if column not in shown]
        return [(column, True) for column in shown[1:]] + [(column, False) for column in rest]

    def _column(self, column) -> dict:
        sorted_ = self._sorted(column.name)
        url = self._sort_url(column.name) if column.name in self.listing.ordering else None
        return {"name": column.name, "label": column.label, "kind": column.kind, "link": column.link,
                "phone": column.phone, "sorted": sorted_, "url": url}  # fmt: skip

    @property
    def sorts(self) -> list[dict]:
        """Everything the list sorts by: label, link and the direction now."""
        labels = {column.name: column.label for column in self.listing.columns}
        return [
            {"label": labels.get(name) or self.listing.label_of(name), "url": self._sort_url(name),
             "sorted": self._sorted(name)}
            for name in self.listing.ordering
        ]  # fmt: skip

    def _sorted(self, name: str) -> str:
        now = next((key for key in self.asked.ordering if key.name == name), None)
        return "" if now is None else "descending" if now.descending else "ascending"

    def _sort_url(self, name: str) -> str:
        return self.url(ordering=name if self._sorted(name) == "descending" else f"-{name}")

    # --- filters --------------------------------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[dict]:
        """The filters in force: label, operator, value in words, and the links that change it and go without it."""
        return [self._chip(one, lookup, raw) for one, lookup, raw in self.asked.conditions]

    def _chip(self, one, lookup, raw) -> dict:
        name = self._spelt(one, lookup)
        return {
            "name": name,
            "label": one.label or one.name,
            "operator": "" if one.kind == "flag" else OPERATORS.get(lookup, ""),
            "value": raw,
            "words": words_of(one, lookup, raw),
            "edit_url": self.url(part="filter", f=one.name, was=name),
            "remove_url": self.url(**{name: None}),
        }

    def _spelt(self, one, lookup) -> str:
        """A condition's parameter, as the address spells it: `state=a&state=b` is one of several too."""
        return one.name if lookup == "exact" or one.name in self.params else f"{one.name}__{lookup}"

    @cached_property
    def filters(self) -> list[dict]:
        """Every filter: its name, its label and the link that opens its form."""
        return [
            {"name": one.name, "label": one.label or one.name, "kind": one.kind,
             "url": self.url(part="filter", f=one.name)}
            for one in self.listing.filters_now.values()
        ]  # fmt: skip

    @cached_property
    def editing(self) -> Editing | None:
        """The form of the filter that the address names."""
        one = self.listing.filters_now.get(self.request.GET.get("f", ""))
        if one is None:
            return None
        was = self.request.GET.get("was", "")
        return editing(one, was if was.partition("__")[0] == one.name else "", self.params, self.by)

    # --- figures and counts -----------------------------------------------------------------------------------------

    @cached_property
    def matching(self):
        """The rows behind the page: seen by the person, let through by the filters."""
        return self.listing.matching(self.asked, self.by, queryset=self._queryset)

    @cached_property
    def figures(self):
        """The listing's own figures over everything the filters let through, or None."""
        return self.listing.figures(self.matching, self.by) if self.listing.figures else None

    def count_tabs(self) -> str:
        """Fill in each tab's count, in one statement; answers that of the list as it is filtered now."""
        rows = {tab.code: self._rows_of(tab.params) for tab in self.views} | {"": self.matching}
        found = counts({code: one for code, one in rows.items() if one is not None})
        for tab in self.views:
            tab.count = written(found[tab.code]) if tab.code in found else ""
        return written(found[""])

    def _rows_of(self, params):
        """The rows that parameters ask for; None where a saved view asks for what is no longer there."""
        try:
            asked = self.listing.asked(params, strict=False)
        except BadParameter:
            return None
        return self.listing.matching(asked, self.by, queryset=self._queryset)

    @cached_property
    def none_here(self) -> dict:
        """Why the list is empty: nothing at all, nothing left in this view, or filters, each with what it costs."""
        everything = self.listing.model.objects.all() if self._queryset is None else self._queryset
        without = {chip["name"]: self._rows_of(self._without(chip["name"])) for chip in self.chips}
        if self.asked.q:
            without["q"] = self._rows_of(self._without("q"))
        rows = {"": visible(everything, self.by)} | {
            code: one for code, one in without.items() if one is not None
        }
        found = counts(rows)
        drops = [
            {**chip, "count": written(found[chip["name"]])} for chip in self.chips if found.get(chip["name"])
        ]
        if found.get("q"):
            drops.append(
                {"label": _("the search"), "remove_url": self.url(q=None), "count": written(found["q"])}
            )
        tab = self.opened
        return {"first": not found[""], "all": written(found[""]), "drops": drops, "asked": len(without),
                "cleared": tab.label if tab is not None and not tab.changed and self.is_filtered else ""}  # fmt: skip

    def _without(self, name: str) -> QueryDict:
        params = self.params.copy()
        params.pop(name, None)
        return params
