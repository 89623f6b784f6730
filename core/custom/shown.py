"""Values of custom fields as they are read: by programs, and by people."""

from core.custom.fields import fields_of
from core.custom.types import TYPES


def shown(record) -> dict:
    """{code: value} of the fields in use, null where nothing was entered: what the API shows."""
    return {field.code: record.custom.get(field.code) for field in fields_of(type(record))}


def words_of(record, column: str) -> str:
    """A cell of a list, in words; empty where nothing was entered."""
    found = _field(record, column)
    return _words(record, found) if found is not None else ""


def facts(record) -> list[tuple[str, str, str]]:
    """[(name, label, value in words)] of the fields in use: what a record's page shows."""
    return [(field.name, field.words, _words(record, field)) for field in fields_of(type(record))]


def cell_of(record, column: str):
    """A cell of a file: Decimal, int, date or words; None where nothing was entered."""
    found = _field(record, column)
    kept = None if found is None else record.custom.get(found.code)
    if kept is None:
        return None
    kind = TYPES[found.type]
    return kind.entered(kept) if kind.column in ("number", "day") else kind.words(found, kept)


def entered(record) -> dict:
    """{name: value in the shape of its form field} of the fields in use."""
    found = {field.name: (field, record.custom.get(field.code)) for field in fields_of(type(record))}
    return {
        name: None if kept is None else TYPES[field.type].entered(kept)
        for name, (field, kept) in found.items()
    }


def texts(record) -> list[str]:
    """What of a record's values the search finds: texts, and the words of choices in the company's language."""
    fields = fields_of(type(record)) if record.custom else []
    kept = [(field, record.custom[field.code]) for field in fields if field.code in record.custom]
    found = [value for field, value in kept if field.type in ("text", "long_text")]
    for field, value in kept:
        codes = value if isinstance(value, list) else [value]
        found += [one["label"] for one in field.options if one["code"] in codes]
    return found


def _field(record, column: str):
    return next((field for field in fields_of(type(record)) if field.column == column), None)


def _words(record, field) -> str:
    kept = record.custom.get(field.code)
    return "" if kept is None else TYPES[field.type].words(field, kept)
