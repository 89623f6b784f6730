"""The text of a bank's file and the encoding it was found in: never a wrong letter in silence.

A byte order mark and UTF-8 are certain. UTF-16 shows by its zero bytes, Chinese (GB 18030) by pairs of high bytes in
the range of everyday characters, Western European by single letters among plain ones. What fits two of these, or
none, is asked for (EncodingAsked).
"""

import codecs
import re
from itertools import islice

from django.utils.translation import gettext as _

from receivables.rules.statements.shape import EncodingAsked, Unreadable

# What a person may choose, with the name that people know it by.
ENCODINGS = {
    "utf-8": "UTF-8", "gb18030": "GB18030 (GBK)", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252 (Latin-1)", "iso8859-15": "ISO 8859-15 (Latin-9)", "cp1250": "Windows-1250",
    "iso8859-2": "ISO 8859-2 (Latin-2)", "cp850": "DOS 850", "cp852": "DOS 852", "cp1251": "Windows-1251",
    "big5hkscs": "Big5", "cp932": "Shift JIS", "cp949": "EUC-KR",
}  # fmt: skip
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"Rar!", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
CONTROL = re.compile(r"[\x00\x02\x04-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# Bytes in which everyday Chinese is written: the characters of GB 2312, its punctuation and full-width forms.
EVERYDAY = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]")
GB_CHARACTER = re.compile(rb"[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\x7e\x80-\xfe])")
LATIN_LETTERS = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ")
LATIN_SIGNS = frozenset("€£¥§°´–—‘’“”„…·«»½¼¹²³ºª®©™\xa0¡¿¨¸×")
ENOUGH = 5000


def text_of(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """(text with plain line ends, the encoding's name). encoding: what the person chose, tried alone.

    Raises Unreadable for what is no text, EncodingAsked where the letters can't be told.
    """
    refuse_other_files(raw)
    text, name = _chosen(raw, encoding) if encoding else _found(raw)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = CONTROL.search(text)
    if found:
        raise Unreadable(text.count("\n", 0, found.start()) + 1, _("This is not a text file."))
    return text, name


def refuse_other_files(raw: bytes) -> None:
    """Raises Unreadable for an empty, compressed or old office file."""
    if not raw.strip():
        raise Unreadable(1, _("The file is empty."))
    if raw.startswith(ARCHIVES):
        raise Unreadable(1, _("This is a compressed file. Unpack it and import the statement itself."))
    if raw.startswith(OLD_OFFICE):
        raise Unreadable(1, _("This is a workbook of the old kind (.xls). Save it as .xlsx or CSV."))


def _chosen(raw: bytes, encoding: str) -> tuple[str, str]:
    if encoding not in ENCODINGS:
        raise Unreadable(1, _("The encoding {encoding} is not known.").format(encoding=encoding[:20]))
    return _strictly(raw, encoding), encoding


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = _("The characters can't be read as {encoding} (byte {at}). Choose the file's encoding.")
        raise EncodingAsked(line, text.format(encoding=ENCODINGS[encoding], at=error.start + 1)) from error


def _found(raw: bytes) -> tuple[str, str]:
    for mark, name in BOMS:
        if raw.startswith(mark):
            if not name:
                raise Unreadable(1, _("UTF-32 is not read. Save the file as UTF-8."))
            return _strictly(raw, name), name
    if b"\0" in raw:
        name = _wide(raw)
        return _strictly(raw, name), name
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        name = _by_letters(raw, error)
        return _strictly(raw, name), name


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: plain letters and line ends put their zero byte second or first. Raises Unreadable."""
    first, second = raw[::2].count(0), raw[1::2].count(0)
    if len(raw) % 2 or min(first, second) * 10 > max(first, second):
        raise Unreadable(1, _("This is not a text file."))
    return "utf-16-le" if second > first else "utf-16-be"


def _by_letters(raw: bytes, error: UnicodeDecodeError) -> str:
    """GB 18030 or Western European. Raises EncodingAsked where both or neither read well."""
    runs = HIGH_RUN.findall(raw)[:ENOUGH]
    chinese = _reads_as_chinese(raw)
    latin = _reads_as_latin(raw, runs)
    if chinese != latin:
        return "gb18030" if chinese else "cp1252"
    line = raw.count(b"\n", 0, error.start) + 1
    text = _("It can't be told in which encoding this file is written (byte {at}). Choose it.")
    raise EncodingAsked(line, text.format(at=error.start + 1))


def _reads_as_chinese(raw: bytes) -> bool:
    """Nearly all high bytes stand in pairs of everyday characters."""
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    found = [one[0] for one in islice(GB_CHARACTER.finditer(raw), ENOUGH)]
    return sum(EVERYDAY.fullmatch(one) is not None for one in found) * 4 >= len(found) * 3


def _reads_as_latin(raw: bytes, runs: list[bytes]) -> bool:
    """High bytes are letters, mostly one at a time, and the usual signs."""
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = "".join(run.decode("cp1252", "replace") for run in runs)
    if any(letter not in LATIN_LETTERS and letter not in LATIN_SIGNS for letter in letters):
        return False
    signs = sum(letter in LATIN_SIGNS for letter in letters)
    long_runs = sum(len(run) > 2 for run in runs)
    return signs * 4 <= len(letters) + 3 and long_runs * 10 <= len(runs) and _stand_in_words(raw)


def _stand_in_words(raw: bytes) -> bool:
    """Does a high byte stand next to a plain letter at least half of the time?"""
    all_runs = len(HIGH_RUN.findall(raw))
    in_words = len(re.findall(rb"(?:[A-Za-z][\x80-\xff]{1,2}|[\x80-\xff]{1,2}[A-Za-z])", raw))
    return in_words * 2 >= all_runs
