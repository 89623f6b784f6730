"""XML as a stream of small trees, safe against what XML can do: no document types, no entities, nothing fetched.

Only one child of a container is held in memory at a time. Element names are told without prefix, whatever namespace
they stand in.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise
from xml.parsers import expat

from django.utils.translation import gettext as _

from receivables.rules.statements.shape import EncodingAsked, Unreadable
from receivables.rules.statements.text import BOMS, ENCODINGS, refuse_other_files

PIECE = 64 * 1024
DEEPEST, LONGEST_TEXT, MOST_NODES = 60, 200_000, 2_000_000
DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?>")
DECLARED = re.compile(r"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# A second document in the same file, as some banks put several statements one after the other.
NEXT_DOCUMENT = re.compile(r"<\?xml\s")


class Node:
    """An element: its name, the line it begins on, its text, its children."""

    __slots__ = ("attributes", "children", "line", "name", "path", "pieces")

    def __init__(self, name: str, line: int, attributes: dict, path: str):
        self.name, self.line, self.attributes, self.path = name, line, attributes, path
        self.children: list[Node] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def all(self, *path: str) -> "list[Node]":
        """The elements that a path of names leads to."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def one(self, *path: str) -> "Node | None":
        """The first of them."""
        return next(iter(self.all(*path)), None)

    def told(self, *path: str) -> str:
        """The text of the first of them that has any; empty for none."""
        return next((node.text for node in self.all(*path) if node.text), "")


class _Builder:
    """Makes nodes of expat's events; children of a container are handed over as soon as they end."""

    def __init__(self, parser, containers: frozenset[str], line_before: int):
        self.parser, self.containers, self.before = parser, containers, line_before
        self.stack: list[Node] = []
        self.ready: list[tuple[str, Node]] = []
        self.count = 0

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.before

    def start(self, name, attributes):
        self.count += 1
        if len(self.stack) >= DEEPEST or self.count > MOST_NODES:
            raise Unreadable(self.line, _("The document is nested too deeply or has too many elements."))
        local = name.rpartition(":")[2]
        path = f"{self.stack[-1].path}/{local}" if self.stack else f"/{local}"
        node = Node(local, self.line, {k.rpartition(":")[2]: v for k, v in attributes.items()}, path)
        self.stack.append(node)
        if local in self.containers:
            self.ready.append(("start", node))

    def end(self, _name):
        node = self.stack.pop()
        if node.name in self.containers:
            self.ready.append(("end", node))
        elif self.stack and self.stack[-1].name in self.containers:
            self.ready.append(("child", node))
        elif self.stack and any(one.name in self.containers for one in self.stack):
            self.stack[-1].children.append(node)

    def data(self, text):
        if self.stack:
            pieces = self.stack[-1].pieces
            pieces.append(text)
            if len(text) > LONGEST_TEXT or len(pieces) > LONGEST_TEXT // 8:
                raise Unreadable(self.line, _("The text of an element is too long."), self.stack[-1].path)

    def refuse_type(self, *_told):
        raise Unreadable(self.line, _("Document types and entities are not accepted in bank files."))


def events(raw: bytes, containers: frozenset[str], encoding: str = "") -> Iterator[tuple[str, Node]]:
    """("start" | "child" | "end", node) of the containers and their children.

    Raises Unreadable with line for XML that is cut off, damaged or carries a document type.
    """
    text = text_of_xml(raw, encoding)
    starts = [found.start() for found in NEXT_DOCUMENT.finditer(text)]
    cuts = [0, *(at for at in starts if text[:at].strip()), len(text)]
    for start, end in pairwise(cuts):
        yield from _document(text[start:end], containers, text.count("\n", 0, start))


def _document(text: str, containers, line_before: int):
    parser = expat.ParserCreate("utf-8")
    builder = _Builder(parser, containers, line_before)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = builder.refuse_type
    parser.UnparsedEntityDeclHandler = parser.ExternalEntityRefHandler = builder.refuse_type
    text = text.strip()
    try:
        for at in range(0, len(text), PIECE):
            parser.Parse(text[at : at + PIECE].encode(), at + PIECE >= len(text))
            yield from builder.ready
            builder.ready.clear()
    except expat.ExpatError as error:
        path = builder.stack[-1].path if builder.stack else ""
        text = _("The XML is damaged or cut off: {reason}.")
        reason = expat.ErrorString(error.code)
        raise Unreadable(error.lineno + line_before, text.format(reason=reason), path) from error


def text_of_xml(raw: bytes, encoding: str = "") -> str:
    """The document as text. Raises EncodingAsked where it is not written as it says."""
    refuse_other_files(raw)
    name = encoding_of_xml(raw, encoding)
    try:
        return raw.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = _("The characters can't be read as {encoding} (byte {at}). Choose the file's encoding.")
        told = text.format(encoding=ENCODINGS.get(name, name), at=error.start + 1)
        raise EncodingAsked(line, told) from error


def encoding_of_xml(raw: bytes, chosen: str = "") -> str:
    """What the person chose, else the byte order mark's, else what the document declares, else UTF-8."""
    return (
        chosen or next((name for mark, name in BOMS if name and raw.startswith(mark)), "") or _declared(raw)
    )


def _declared(raw: bytes) -> str:
    """The encoding that the document declares, under the name we know it by. Raises Unreadable for an unknown one."""
    if raw[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if raw[:1] == b"<" else "utf-16-be"
    head = DECLARATION.match(raw)
    declared = DECLARED.search(head[0].decode("ascii", "replace")) if head else None
    if not declared:
        return "utf-8"
    try:
        name = codecs.lookup(declared[1]).name
    except LookupError:
        name = ""
    # GB 2312 and GBK are parts of GB 18030; plain ASCII of UTF-8; Latin-1 of what banks take for it.
    name = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8", "iso8859-1": "cp1252", "big5": "big5hkscs",
            "utf-16": "utf-16-le", "shift_jis": "cp932", "euc_kr": "cp949", "utf-8-sig": "utf-8"}.get(
        name, name
    )  # fmt: skip
    if name not in ENCODINGS:
        raise Unreadable(1, _("The encoding {encoding} is not known.").format(encoding=declared[1]))
    return name
