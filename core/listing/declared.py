"""Lists: declared once per record, read by the API and by the pages.

    leads = Listing(
        Lead,
        filters=["state", "owner", "customer", "created_at", Filter("amount", path="amount_minor", kind="money")],
        ordering={"created_at": "created_at", "amount": "amount_minor"},
        columns=[Column("number", _("Number")), Column("amount", _("Amount"), kind="money")],
        select_related=["owner", "customer"],
    )

`listing.read(queryset, params, by)` gives one page; `ListPage(listing, request).context()` what a page draws.
Every ordering key is a column that is never null and has an index (tenant, key, id).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.custom import fields_of
from core.finding import Look
from core.listing.custom import custom_filters
from core.listing.filters import Filter, completed
from core.listing.paging import Page, SortKey, page
from core.refusals import BadParameter
from core.sight import visible

__all__ = ["Asked", "Bulk", "Column", "Filter", "Listing", "View"]

DEFAULT_LIMIT = 50
MOST_ROWS = 200
RESERVED = ("limit", "cursor", "ordering", "q", "fields")
LISTINGS: dict[type, "Listing"] = {}


@dataclass(frozen=True)
class Column:
    """One column of a page's table; the template draws it as its kind asks.

    kind: text, number, money, ledger, day, moment, ref, pill, custom (a field that the company added).
    shown: without being chosen. phone: on a narrow screen too. right: only for its holders (costs), in files as well.
    """

    name: str
    label: object
    kind: str = "text"
    link: bool = False
    shown: bool = True
    phone: bool = True
    right: str = ""

    def open_to(self, by) -> bool:
        """May this person see the column?"""
        return not self.right or by.can(self.right)


@dataclass(frozen=True)
class Bulk:
    """A move that may be made on many records of a list at once. right: offered to its holders only."""

    move: str
    icon: str
    right: str = ""


@dataclass(frozen=True)
class View:
    """A ready-made view: its code, its name on the tab and the parameters it stands for. hot: its rows ask to act."""

    code: str
    label: object
    params: dict = field(default_factory=dict)
    hot: bool = False


@dataclass
class Asked:
    """What one request asks of a list. conditions: [(Filter, lookup, raw value)], for the chips."""

    conditions: list = field(default_factory=list)
    q: str = ""
    ordering: list[SortKey] = field(default_factory=list)
    cursor: str | None = None
    limit: int = DEFAULT_LIMIT
    fields: list[str] | None = None
    _look: Look | None = field(default=None, init=False, repr=False, compare=False)

    def look(self, model) -> Look:
        """The look for `q` among the model's records, taken once: a page lists and counts what was found."""
        if self._look is None:
            self._look = Look(model, self.q)
        return self._look


@dataclass
class Listing:
    """What a list of `model` offers; see the module's example."""

    model: type
    filters: Sequence = ()
    ordering: Sequence[str] | dict[str, str] = ("created_at",)
    default_order: str = "-created_at"
    columns: Sequence[Column] = ()
    select_related: Sequence[str] = ()
    prefetch_related: Sequence = ()
    views: Sequence[View] = ()
    figures: Callable | None = None
    searchable: bool = True
    # A list of some hundred rows at most (departments, one person's to-dos): sorted without an index of its own.
    small: bool = False
    bulk: Sequence[Bulk] = ()
    # The view at which those begin who read a department or the company: their own rows alone would be few or none.
    wide_view: str = ""

    def __post_init__(self):
        # What is declared; those of custom fields come with each request (filters_now).
        self.by_name = {
            one.name: one for one in (completed(self.model, declared) for declared in self.filters)
        }
        if not isinstance(self.ordering, dict):
            self.ordering = {name: name for name in self.ordering}
        for path in self.ordering.values():
            if self.model._meta.get_field(path).null:
                raise ImproperlyConfigured(
                    f"{self.model.__name__}: a list is not sorted by {path}, which may be null"
                )
        LISTINGS[self.model] = self

    @property
    def filters_now(self) -> dict:
        """{parameter: filter}, custom fields among them."""
        more = custom_filters(self.model)
        return {**self.by_name, **more} if more else self.by_name

    @property
    def columns_now(self) -> list[Column]:
        """The columns, custom fields behind the others, which people choose to see."""
        more = [
            Column(field.column, field.words, kind="custom", shown=False, phone=False)
            for field in fields_of(self.model)
        ]
        return [*self.columns, *more]

    @property
    def name(self) -> str:
        """The list's name in addresses, and under which people keep views of it: its resource's."""
        return getattr(self.model, "api_name", "") or f"{self.model._meta.model_name}s"

    @property
    def all_label(self):
        """The tab of a list without views."""
        return pgettext("view", "All")

    def label_of(self, name: str):
        """What a sort key without a column is called."""
        one = self.by_name.get(name)
        return (
            one.label
            if one is not None
            else self.model._meta.get_field(dict(self.ordering)[name]).verbose_name
        )

    # --- reading ------------------------------------------------------------------------------------------------

    def read(
        self, params, by, *, queryset=None, strict=True, extra=(), sighted=False, joined=True
    ) -> tuple[Asked, Page]:
        """One page of what `by` sees and `params` (a QueryDict) asks. Raises BadParameter, naming the parameter.

        joined: read related records along, as pages need them; the API joins what its serializer says it needs.
        """
        asked = self.asked(params, strict=strict, extra=extra)
        return asked, self.page(asked, by, queryset=queryset, sighted=sighted, joined=joined)

    def page(self, asked: Asked, by, *, queryset=None, sighted=False, joined=True) -> Page:
        """The page that was asked for."""
        rows = self.matching(asked, by, queryset=queryset, sighted=sighted, first=True)
        rows = self.with_related(rows, joined)
        return page(
            rows, asked.ordering, asked.cursor, asked.limit, often_asked=asked == self._without_wishes
        )

    @cached_property
    def _without_wishes(self) -> Asked:
        """The first page of the whole list, which most ask for."""
        return Asked(ordering=self.sort_keys(self.default_order))

    def matching(self, asked: Asked, by, *, queryset=None, sighted=False, first=False):
        """The rows that `by` sees and the filters let through, unsorted. sighted: `queryset` holds seen rows only.

        first: only the first ones of an order are wanted.
        """
        rows = self.model.objects.all() if queryset is None else queryset
        rows = rows if sighted else visible(rows, by)
        for one, lookup, raw in asked.conditions:
            rows = rows.filter(one.condition(lookup, raw, by))
        if not asked.q:
            return rows
        look = asked.look(self.model)
        return rows.filter(look.first if first else look.all)

    def with_related(self, rows, joined: bool = True):
        """The rows together with the records whose names a list shows."""
        if joined and self.select_related:
            rows = rows.select_related(*self.select_related)
        return rows.prefetch_related(*self.prefetch_related) if self.prefetch_related else rows

    # --- parameters ---------------------------------------------------------------------------------------------

    def asked(
        self, params, *, strict: bool = True, extra: Sequence[str] = (), reserved: Sequence[str] = RESERVED
    ) -> Asked:
        """The parameters, understood. strict: an unknown one is refused; a page lets its own (tab, view) pass.

        reserved: those beside the filters; a count or a file has no pages, so it takes fewer.
        """
        asked = Asked(
            q=self._q(params),
            ordering=self.sort_keys(params.get("ordering") or self.default_order),
            cursor=params.get("cursor") or None,
            limit=limit_in(params),
            fields=[name for name in params["fields"].split(",") if name] if params.get("fields") else None,
        )
        for name in params:
            if name not in reserved and name not in extra:
                asked.conditions += self._conditions(name, params.getlist(name), strict)
        return asked

    def _q(self, params) -> str:
        text = params.get("q", "").strip()
        if "\x00" in text or (text and not self.searchable):
            raise BadParameter("q", _("This list can't be searched for that."))
        return text

    def _conditions(self, name: str, values: list[str], strict: bool) -> list:
        one, lookup = self._filter(name)
        if one is None:
            if strict:
                raise BadParameter(name, _("There is no parameter “{name}” here.").format(name=name))
            return []
        if not strict:
            values = [value for value in values if value]
        if len(values) > 1 and lookup == "exact" and "in" in one.lookups:
            return [(one, "in", ",".join(values))]
        return [(one, lookup, value) for value in values]

    def _filter(self, name: str) -> tuple[Filter | None, str]:
        stem, _sep, lookup = name.partition("__")
        one = self.filters_now.get(stem)
        lookup = lookup or "exact"
        return (one, lookup) if one is not None and lookup in one.lookups else (None, "")

    def sort_keys(self, spelt: str) -> list[SortKey]:
        """`-amount,created_at` as keys. Raises BadParameter for a column that is not sorted by."""
        keys = []
        columns = {str(name): str(path) for name, path in dict(self.ordering).items()}
        for part in spelt.split(","):
            name = part.removeprefix("-")
            if name not in self.ordering or any(key.name == name for key in keys):
                offered = ", ".join(self.ordering)
                detail = _("This list sorts by {offered}; not by “{name}”.").format(
                    offered=offered, name=name
                )
                raise BadParameter("ordering", detail)
            keys.append(SortKey(name, columns[name], part.startswith("-")))
        return keys


def limit_in(params) -> int:
    """The page length asked for. Raises BadParameter outside 1 to 200."""
    raw = params.get("limit", str(DEFAULT_LIMIT))
    limit = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 0
    if not 1 <= limit <= MOST_ROWS:
        raise BadParameter("limit", _("limit is a number from 1 to {most}.").format(most=MOST_ROWS))
    return limit
