"""Filters in words: the chips of those in force, and the small form that makes or changes one."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import search
from core.display import listed, short_amount
from core.form_choices import RecordChoice, UserChoice
from core.listing.filters import Filter
from core.tenancy import current_tenant

OPERATORS = {
    "exact": gettext_lazy("is"),
    "in": gettext_lazy("is any of"),
    "not_in": gettext_lazy("is none of"),
    "gte": "≥",
    "lte": "≤",
    "isnull": "",
}
# What the form offers, by kind; `empty` and `filled` both become isnull.
OFFERED = {
    "choice": ("in", "not_in"),
    "ref": ("exact", "not_in", "empty", "filled"),
    "date": ("exact", "gte", "lte", "empty", "filled"),
    "moment": ("gte", "lte", "empty", "filled"),
    "number": ("exact", "gte", "lte"),
    "money": ("gte", "lte", "exact"),
}
EMPTINESS = {"empty": "true", "filled": "false"}
WORDS = {
    **OPERATORS,
    "empty": pgettext_lazy("filter", "is empty"),
    "filled": pgettext_lazy("filter", "is filled in"),
}
# A person's own list of people and departments; of other records the newest and what a search finds.
MOST_OPTIONS, NEWEST = 200, 12
PEOPLE, SMALL = "tenancy.User", ("tenancy.Department", "catalogue.Product")


@dataclass(frozen=True)
class Option:
    """A value to choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass
class Editing:
    """The form for one filter: which operators and values there are, what is chosen, what it replaces."""

    filter: Filter
    was: str = ""
    operator: str = ""
    operators: list[tuple[str, str]] = field(default_factory=list)
    value: str = ""
    options: list[Option] = field(default_factory=list)
    searched: bool = False
    find: str = ""

    @property
    def many(self) -> bool:
        """Several values may be ticked."""
        return self.filter.kind == "choice"


def words_of(one: Filter, lookup: str, raw: str) -> str:
    """The value of a filter as people read it."""
    if lookup == "isnull":
        return str(WORDS["empty"] if raw == "true" else WORDS["filled"])
    if one.kind == "money":
        currency = current_tenant().currency
        return str(short_amount(raw, currency, currency))
    labels = {str(value): str(label) for value, label in one.choices}
    return listed(labels.get(part) or name_of(one, part) for part in raw.split(","))


def name_of(one: Filter, raw: str) -> str:
    """One value of a filter as people read it: a record's name, me, yes or no, else as it is."""
    if raw == "me":
        return str(_("me"))
    if raw in ("true", "false"):
        return str(_("yes") if raw == "true" else _("no"))
    if one.to is None:
        return raw
    return str(one.to._default_manager.filter(pk=raw).first() or raw)


def editing(one: Filter, was: str, params: QueryDict, by) -> Editing:
    """The form for the filter, filled with the condition `was` (state__in) where that one is changed."""
    lookup = was.partition("__")[2] or "exact"
    raw = params.get(was, "") if was else ""
    found = Editing(one, was=was, value=raw, find=params.get("find", "").strip())
    found.operators = [(code, str(WORDS[code])) for code in _offered(one)]
    found.operator = _operator(one, lookup, raw) if raw else found.operators[0][0]
    found.options, found.searched = options(one, raw.split(",") if raw else [], found.find, by)
    return found


def _offered(one: Filter) -> list[str]:
    return [
        code
        for code in OFFERED.get(one.kind, ("exact",))
        if ("isnull" if code in EMPTINESS else code) in one.lookups
    ] or ["exact"]


def _operator(one: Filter, lookup: str, raw: str) -> str:
    if lookup == "isnull":
        return "empty" if raw == "true" else "filled"
    return "in" if lookup == "exact" and one.kind == "choice" else lookup


def options(one: Filter, chosen: list[str], find: str, by) -> tuple[list[Option], bool]:
    """(values to choose, whether more are found by searching)."""
    if one.choices:
        return [Option(str(v), str(label), str(v) in chosen) for v, label in one.choices], False
    if one.kind == "flag":
        return [Option(v, name_of(one, v), v in chosen) for v in ("true", "false")], False
    if one.to is None:
        return [], False
    return _records(one, chosen, find, by)


def _records(one: Filter, chosen, find, by) -> tuple[list[Option], bool]:
    people = one.to._meta.label == PEOPLE
    choice = UserChoice() if people else RecordChoice(one.to)
    choice.bind(by, None)
    few = people or one.to._meta.label in SMALL
    rows = choice.rows() if few else choice.rows().order_by("-pk")
    if find and not few:
        rows = rows.filter(search.matching(one.to, find, first=True))
    rows = list(rows[: MOST_OPTIONS if few else NEWEST])
    found = [Option(str(row.pk), choice.label_of(row), str(row.pk) in chosen) for row in rows]
    own = [Option("me", str(_("me")), "me" in chosen)] if people else []
    known = {option.value for option in own + found}
    kept = [Option(value, name_of(one, value), True) for value in chosen if value not in known]
    return own + kept + found, not few and one.to in search.KINDS


def edited(params: QueryDict) -> QueryDict | None:
    """The parameters after the filter form (f, op, v, was) is applied; None where it was not sent."""
    name, operator = params.get("f", ""), params.get("op", "")
    if not name or not operator:
        return None
    found = params.copy()
    values = [value for value in found.pop("v", []) if value]
    for gone in ("f", "op", "part", "cursor", "find", *found.pop("was", [])):
        found.pop(gone, None)
    if operator in EMPTINESS:
        found[f"{name}__isnull"] = EMPTINESS[operator]
    elif values:
        plain = operator == "exact" or (operator == "in" and len(values) == 1)
        found[name if plain else f"{name}__{operator}"] = ",".join(values)
    return found
