"""Rows out of files: CSV in the encodings and separators people have, and workbooks. No database.

Every reader yields (number of the line or row, cells as text); a row that can't be read comes as `Broken`.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

ENCODINGS = {
    "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
    "gb18030": "GB18030", "cp1252": "Windows-1252",
}  # fmt: skip
DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
LONGEST_CELL = 32_000
# A quotation mark that is not closed for so long was never meant to be one.
MOST_LINES_OF_A_CELL = 200
PIECE = 1024 * 256
# A byte that could not be read, as the decoder hands it on.
_NO_CHARACTER = re.compile(r"[\udc80-\udcff]")


class Unreadable(Exception):
    """The file can't be read as rows; the text says why and what to do."""


@dataclass(frozen=True)
class Broken:
    """A row that is damaged: why."""

    reason: str


def encoding_of(file) -> str:
    """The encoding of a text file, judged on all of it; a few damaged lines don't change it.

    Raises Unreadable where none fits.
    """
    file.seek(0)
    head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(file, "utf-16")
    if head.startswith(codecs.BOM_UTF8) and _is_mostly(file, "utf-8-sig"):
        return "utf-8-sig"
    # A stray NUL is no letter of a text that can be read without it.
    if b"\0" in head and not (head.count(0) * 10 < len(head) and _decodes(file, "utf-8-sig")):
        return _checked(file, _wide_encoding_of(head))
    if _decodes(file, "utf-8-sig"):
        return "utf-8-sig"
    if _decodes(file, "gb18030") and _looks_chinese(file):
        return "gb18030"
    if _is_mostly(file, "utf-8-sig"):
        return "utf-8-sig"
    if _looks_chinese(file) and _is_mostly(file, "gb18030"):
        return "gb18030"
    return _checked(file, "cp1252")


def _wide_encoding_of(head: bytes) -> str:
    """Two bytes a character without a mark: the order in which more of them are plain ones. Raises Unreadable."""
    whole = head[: len(head) // 2 * 2]
    texts = {order: whole.decode(order, "ignore") for order in ("utf-16-le", "utf-16-be")}
    order = max(texts, key=lambda one: sum(char.isascii() for char in texts[one]))
    readable = sum(char.isprintable() or char in "\r\n\t" for char in texts[order])
    if readable < 0.95 * len(texts[order]):
        raise Unreadable(_("This is no text file. Save it as CSV (UTF-8) or as a workbook (.xlsx)."))
    return order


def _checked(file, encoding: str) -> str:
    if not _decodes(file, encoding):
        raise Unreadable(_("The characters can't be read. Save the file as CSV (UTF-8)."))
    return encoding


def _decodes(file, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in iter(lambda: file.read(PIECE), b""):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly(file, encoding: str) -> bool:
    """Can the lines be read, but for a few? One that is written in plain letters alone says nothing."""
    damaged = fine = 0
    for _number, line in lines_of(file, encoding):
        if is_damaged(line):
            damaged += 1
        elif not line.isascii():
            fine += 1
    return damaged * 3 <= fine


def is_damaged(text: str) -> bool:
    """Does it hold bytes that are no characters in the file's encoding?"""
    return _NO_CHARACTER.search(text) is not None


def _looks_chinese(file) -> bool:
    """Chinese characters are pairs of high bytes; an accented Western letter is a high byte before a plain one."""
    file.seek(0)
    pairs = alone = 0
    for piece in iter(lambda: file.read(PIECE), b""):
        pairs += len(re.findall(rb"[\x81-\xfe][\x80-\xfe]", piece))
        alone += len(re.findall(rb"(?<![\x81-\xfe])[\x81-\xfe][\x00-\x7f]", piece))
    return pairs >= alone


def lines_of(file, encoding: str) -> Iterator[tuple[int, str]]:
    """(number, line) without line ends, whatever they are; of damaged ones with what `is_damaged` finds."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    rest, number = "", 0
    for piece in iter(lambda: file.read(PIECE), b""):
        # A carriage return that ends the piece may have its line feed in the next one.
        lines = re.split(r"\r\n|\n|\r(?!$)", rest + decoder.decode(piece))
        rest = lines.pop()
        if len(rest) > MOST_COLUMNS * LONGEST_CELL:
            raise Unreadable(_("A line has no end. Save the file as CSV (UTF-8)."))
        for line in lines:
            number += 1
            yield number, line
    for line in re.split(r"\r\n|\n|\r", rest + decoder.decode(b"", final=True)) if rest else ():
        number += 1
        yield number, line


def delimiter_of(lines: list[str]) -> str:
    """The separator by which most of these lines have the same number of cells, and more than one."""

    def fitness(delimiter):
        counts = [
            len(cells) for _n, cells in csv_rows(enumerate(lines, 1), delimiter) if isinstance(cells, list)
        ]
        usual = max(set(counts), key=counts.count) if counts else 1
        return (usual > 1, counts.count(usual) / max(len(counts), 1), usual)

    return max(DELIMITERS, key=fitness)


def csv_rows(lines: Iterable[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list | Broken]]:
    """The rows of lines; a quotation mark that is never closed breaks its own line alone."""
    waiting: list[tuple[int, str]] = []
    lines = iter(lines)
    while True:
        number, line = waiting.pop(0) if waiting else next(lines, (0, ""))
        if not number:
            return
        if '"' not in line:
            yield number, bounded(line.split(delimiter))
            continue
        cells, used = _quoted(line, waiting, lines, delimiter)
        del waiting[:used]
        yield number, cells


def _quoted(line, waiting, lines, delimiter) -> tuple[list | Broken, int]:
    """The cells of a record that begins on `line`, and how many of the waiting lines it takes."""
    text, used = line, 0
    while True:
        try:
            return bounded(next(csv.reader([text], delimiter=delimiter, strict=True), [])), used
        except csv.Error as error:
            if "unexpected end" not in str(error):
                # A quotation mark within a word: read it as the letter it is.
                return bounded([cell.strip().strip('"') for cell in line.split(delimiter)]), 0
        if used == len(waiting):
            waiting += islice(lines, 1)
        if used == len(waiting) or used >= MOST_LINES_OF_A_CELL or len(text) > LONGEST_CELL:
            return Broken(_("A quotation mark is opened and never closed.")), 0
        text += "\n" + waiting[used][1]
        used += 1


def bounded(cells: list[str]) -> list[str] | Broken:
    """The cells tidied; broken where there are too many of them or one is no cell any more."""
    if len(cells) > MOST_COLUMNS:
        return Broken(
            _("The row has {have} cells; at most {most} are read.").format(have=len(cells), most=MOST_COLUMNS)
        )
    if any(is_damaged(cell) for cell in cells):
        return Broken(_("Some characters of this row can't be read. Write them again."))
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return Broken(_("A cell has more than {most} characters.").format(most=LONGEST_CELL))
    return [tidy(cell) for cell in cells]


_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def tidy(cell: str) -> str:
    """Without invisible characters and the mark that keeps a spreadsheet from running a cell."""
    text = _UNSEEN.sub("", cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] and text[1:2] in "=+-@" else text


def header_among(rows: list[list[str]], known) -> int:
    """Which of the first rows is the header: the one with most headers that are known, else the first wide one.

    known(header): whether it is one. Answers the position in `rows`.
    """
    wide = max((sum(bool(cell) for cell in row) for row in rows), default=0)
    best = max(
        range(len(rows)), key=lambda at: (sum(known(cell) for cell in rows[at] if cell), -at), default=0
    )
    if rows and any(known(cell) for cell in rows[best] if cell):
        return best
    return next((at for at, row in enumerate(rows) if sum(bool(cell) for cell in row) * 2 >= wide), 0)
