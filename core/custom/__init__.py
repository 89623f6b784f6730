"""Custom fields of customers, leads, opportunities and contracts (ADR 0014)."""

from core.custom.entry import ENTRY, CustomFields, from_file, gather, spread
from core.custom.fields import KINDS, asked_by, fields_of, forget, join
from core.custom.shown import cell_of, entered, facts, shown, texts, words_of
from core.custom.values import carried, changes, index, news, patched, stored

__all__ = [
    "ENTRY", "KINDS", "CustomFields", "asked_by", "carried", "cell_of", "changes", "entered", "facts", "fields_of",
    "forget", "from_file", "gather", "index", "join", "news", "patched", "shown", "spread", "stored", "texts",
    "words_of",
]  # fmt: skip
