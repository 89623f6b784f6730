"""Parts of the API's description that resources share: filters, pages, files, bulk, headers."""

from drf_spectacular.utils import OpenApiParameter

from core.api.inputs import MOST_ITEMS
from core.listing.export import CSV, TYPES

TEXT: dict = {"type": "string"}
# Query parameters that go by one name everywhere.
KNOWN: dict[str, dict] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    "as_of": {"type": "string", "format": "date"},
}
# `…/bulk/`: what is sent and what is answered.
BODY = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "maxItems": MOST_ITEMS,
            "items": {},  # an item that is no object is refused by itself, not the whole
            "description": "Bodies of a POST; with `id` of a PATCH; with `id` and `transition` of a move",
        }
    },
    "required": ["items"],
}
_ITEM_ANSWER = {
    "type": "object",
    "properties": {
        "status": {"type": "integer"},
        "record": {"type": "object"},
        "approval": {"type": "object"},
        "problem": {"type": "object"},
    },
    "required": ["status"],
}
ANSWER = {
    "type": "object",
    "properties": {"results": {"type": "array", "items": _ITEM_ANSWER}},
    "required": ["results"],
}


def query(name: str, description: str, schema=str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description)


def header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description)


def paging(listing) -> list[OpenApiParameter]:
    keys = ", ".join(f"`{name}`" for name in listing.ordering)
    return [
        OpenApiParameter("limit", KNOWN["limit"], "query"),
        query("cursor", "Taken from `next` or `previous`"),
        query("ordering", f"By {keys}; `-` before a name turns it round. Default `{listing.default_order}`"),
        query("fields", "Comma-separated names of fields to answer"),
    ]


def read_by(action) -> list[OpenApiParameter]:
    """What the GET of a sub-resource reads (core.api.actions.sub)."""
    return [OpenApiParameter(name, KNOWN.get(name, TEXT), "query") for name in getattr(action, "reads", ())]


def file_choice(listing) -> list[OpenApiParameter]:
    return [
        OpenApiParameter("format", TEXT | {"enum": list(TYPES), "default": CSV}, "query"),
        query("ordering", f"As of the list. Default `{listing.default_order}`"),
        query("fields", "Comma-separated names of columns"),
    ]


def filters(listing) -> list[OpenApiParameter]:
    parameters = [query("q", "Full search, Chinese too")] if listing.searchable else []
    for one in listing.by_name.values():
        for lookup in one.lookups:
            name = one.name if lookup == "exact" else f"{one.name}__{lookup}"
            parameters.append(
                OpenApiParameter(name, _value(one, lookup), "query", description=_told(one, lookup))
            )
    return parameters


def _value(one, lookup: str) -> dict:
    if lookup == "isnull" or one.kind == "flag":
        return {"type": "boolean"}
    if lookup in ("in", "not_in"):
        return TEXT
    schema = {"date": {"type": "string", "format": "date"}, "number": {"type": "number"}}.get(one.kind, TEXT)
    if one.kind == "choice":
        return TEXT | {"enum": [str(value) for value, _label in one.choices]}
    return schema


def _told(one, lookup: str) -> str:
    words = {"in": "Any of these, parted by commas", "not_in": "None of these, parted by commas"}
    return (words | {"isnull": "Whether it is empty"}).get(lookup, "")
