"""A bank's file, whatever it is: the format is found by the content, then its reader is asked."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from receivables.rules.statements import booked_rows, camt, layout, mt940, ofx, presets, tables
from receivables.rules.statements.booked_rows import Given
from receivables.rules.statements.layout import Layout
from receivables.rules.statements.shape import StatementFile, Unreadable
from receivables.rules.statements.text import refuse_other_files, text_of
from receivables.rules.statements.xml import text_of_xml

# What may be asked for, and the reader that takes it. CAMT's and MT's kinds show in the file.
FORMATS = {
    "mt940": "mt", "mt942": "mt", "camt052": "camt", "camt053": "camt", "camt054": "camt", "camt": "camt", "ofx": "ofx",
    "qfx": "ofx", "csv": "table", "xlsx": "table",
}  # fmt: skip
NAMES = {"mt940": "MT940", "mt942": "MT942", "camt052": "CAMT.052", "camt053": "CAMT.053", "camt054": "CAMT.054",
         "ofx": "OFX", "csv": "CSV", "xlsx": "XLSX"}  # fmt: skip


def _nothing_kept(_fingerprint: str) -> Layout | None:
    return None


@dataclass(frozen=True)
class Asked:
    """What was said with the file, and what is known besides it.

    kept(fingerprint): the mapping that is remembered for tables with these headers.
    """

    currencies: Collection[str]
    currency: str
    account: str = ""
    format: str = ""
    encoding: str = ""
    mapping: Layout | None = None
    kept: Callable[[str], Layout | None] = field(default=_nothing_kept)


def read(raw: bytes, asked: Asked) -> StatementFile:
    """The statements in a file. Raises Unreadable with line or path, EncodingAsked, MappingAsked."""
    kind = FORMATS[asked.format] if asked.format else kind_of(raw, asked.encoding)
    if kind == "camt":
        return camt.read(raw, asked.currencies, asked.encoding)
    if kind == "ofx":
        return ofx.read(raw, asked.currencies, asked.encoding)
    if kind == "mt":
        text, encoding = text_of(raw, asked.encoding)
        found = mt940.read(text, asked.currencies)
        found.encoding = encoding
        return found
    return _table(raw, asked)


def kind_of(raw: bytes, encoding: str = "") -> str:
    """mt, camt, ofx or table. Raises Unreadable for what is none of them."""
    if tables.is_workbook(raw):
        return "table"
    refuse_other_files(raw)
    if ofx.looks_like_one(raw):
        return "ofx"
    head = raw[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if head.startswith((b"<?xml", b"<!DOCTYPE", b"<!doctype")) or re.match(rb"<[A-Za-z][\w:.-]*[\s>]", head):
        if not camt.looks_like_one(text_of_xml(raw, encoding)[:20000]) and b"<!" not in head:
            raise Unreadable(1, _("This XML is no CAMT.052, .053 or .054 and no OFX file."))
        return "camt"
    text, _name = text_of(raw, encoding)
    return "mt" if mt940.looks_like_one(text) else "table"


def _table(raw: bytes, asked: Asked) -> StatementFile:
    if not tables.is_workbook(raw):
        refuse_other_files(raw)

    def is_header(cells) -> bool:
        if asked.mapping is not None and asked.mapping.columns:
            return layout.is_header_of(asked.mapping)(cells)
        return asked.kept(layout.fingerprint(cells)) is not None

    table = tables.read(raw, asked.encoding, is_header)
    chosen, name = layout_of(table, asked)
    given = Given(asked.currencies, asked.currency, asked.account)
    found = booked_rows.read(table, chosen, given)
    found.layout = name
    return found


def layout_of(table: tables.Table, asked: Asked) -> tuple[Layout, str]:
    """(how to read it, whence that is known: given, kept, a bank's code or words)."""
    said = asked.mapping
    if said is not None and said.columns:
        return said, "given"
    kept = asked.kept(layout.fingerprint(table.header))
    if kept is not None:
        return _with(kept, said), "kept"
    found, preset = layout.proposed(table), presets.preset_of(table)
    if preset is not None:
        return _with(presets.applied(preset, found, table), said), preset.code
    return _with(found, said), "words"


def _with(found: Layout, said: Layout | None) -> Layout:
    """The layout with the options that were said, where only options were."""
    if said is None:
        return found
    changed = {name: value for name, value in said.as_json().items() if name != "columns"}
    return Layout(**(vars(found) | changed))
