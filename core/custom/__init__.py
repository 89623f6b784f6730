"""Custom fields of customers, leads, opportunities and contracts (ADR 0014)."""

from core.custom.entry import ENTRY, CustomFields, gather, spread
from core.custom.fields import KINDS, asked_by, fields_of, forget, join
from core.custom.shown import cell_of, entered, facts, shown, words_of
from core.custom.values import carried, changes, index, patched, stored

__all__ = [
    "ENTRY", "KINDS", "CustomFields", "asked_by", "carried", "cell_of", "changes", "entered", "facts", "fields_of", "forget",
    "gather", "index", "join", "patched", "shown", "spread", "stored", "words_of",
]  # fmt: skip
