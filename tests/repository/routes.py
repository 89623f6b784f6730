"""The addresses that the platform answers, read from the URL resolver, and what the tables expect of each."""

import re
from dataclasses import dataclass, field

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.repository.record_routes import FIELDS, MOVES, RECORDS, RECORDS_WITH_RIGHT, SHARED_RECORDS, WORDS
from tests.repository.routes_table import (
    BULK,
    BY_TOKEN,
    FOR_THE_CALLER,
    HALFWAY,
    LIST_PAGES,
    LISTS,
    NEW,
    OWN,
    PUBLIC,
    SHARED_BULK,
    SHARED_LIST_PAGES,
    SHARED_LISTS,
    UNKNOWN,
    WITH_RIGHT,
)


@dataclass
class Entry:
    """What is expected of a route. kind: public, unknown, own, list, shared_list, new, with_right, record, …"""

    kind: str
    row: str = ""


def entries() -> dict[str, Entry]:
    """{route name: entry} of the tables."""
    found = {name: Entry("public") for name in f"{PUBLIC} {HALFWAY}".split()} | {UNKNOWN: Entry("unknown")}
    found |= {name: Entry("caller") for name in FOR_THE_CALLER.split()}
    found |= {name: Entry("own") for name in OWN.split()} | {
        name: Entry("link", "link") for name in BY_TOKEN.split()
    }
    for kind, resources, pages in (
        ("list", LISTS, LIST_PAGES),
        ("shared_list", SHARED_LISTS, SHARED_LIST_PAGES),
    ):
        ends = ("list", "count", "export")
        found |= {f"{name}-{end}": Entry(kind) for name in resources.split() for end in ends}
        found |= {name: Entry(kind) for name in pages.split()}
    found |= {f"{name}-bulk": Entry("list") for name in BULK.split()}
    found |= {f"{name}-bulk": Entry("shared_list") for name in SHARED_BULK.split()}
    found |= {name: Entry("new") for name in NEW.split()}
    found |= {name: Entry("with_right") for name in WITH_RIGHT.split()}
    for kind, table in (
        ("record", RECORDS), ("shared_record", SHARED_RECORDS), ("record_with_right", RECORDS_WITH_RIGHT),
    ):  # fmt: skip
        found |= {name: Entry(kind, row) for row, names in table.items() for name in names.split()}
    return found


@dataclass
class Route:
    """An address of the resolver: its name, its pattern as text, and the methods that it says it takes."""

    name: str
    pattern: str
    methods: list[str] = field(default_factory=list)

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")

    def address(self, rows, entry) -> str:
        """The pattern filled with the ids of these rows."""
        names = {"user": "helper", "condition": "condition", "handover": "handover", "plan_move": "plan_move"}
        path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", r"<any:\1>", self.pattern)
        path = path.replace("^", "").replace("$", "").replace("\\", "")

        def value(match):
            name = match[1]
            if name in WORDS:
                return WORDS[name]
            if name == "listing":
                return "leads"
            if name in ("move", "name"):
                return (MOVES if name == "move" else FIELDS)[entry.row]
            return str(rows[names.get(name, entry.row)].pk)

        return "/" + re.sub(r"<\w+:(\w+)>", value, path)


def routes() -> list[Route]:
    """Every address that the platform answers."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver, prefix, space):
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield Route(_name(pattern, space), path, list(getattr(pattern.callback, "actions", None) or []))


def _name(pattern, space) -> str:
    plain = {"unknown_address": UNKNOWN, "<lambda>": "docs-redirect"}
    return f"{space}{pattern.name}" if pattern.name else plain[pattern.callback.__name__]
