"""Record numbers in the free text of a payment: whole, loosely written, shortened, damaged or cut to a tail."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

# A payer writes CT-2026-000176, CT2026000176, ct 2026 176; a bank breaks it at the end of a line.
WHOLE = re.compile(
    r"(?<![A-Z])(AR|IV|CT)[\s\-_./#:：]{0,2}(20\d\d)[\s\-_./]{0,2}(\d[\d ]{0,7})(?![\dOQL]|I(?!V))"
)
# A year with something behind it is the beginning of a number, not a short one.
SHORT = re.compile(r"(?<![A-Z])(AR|IV|CT)[\s\-_./#:：]{0,2}(?!20\d\d[\s\-_./]{0,2}[\dOQIL])(\d{2,6})(?!\d)")
# Other words for what our prefixes mean, or none at all before year and serial.
LOOSE = re.compile(
    r"(?<![A-Z\d])(?:(?P<ct>CT|TC|HT|合同编?号?|订单号?)|(?P<ar>AR|YS|应收单?号?)|(?P<iv>IV|INV|FP|发票号?码?)|)"
    r"[\s\-_./#:：NO№号]{0,3}(?P<year>20\d\d)[\s\-_./年]{0,2}(?P<serial>\d{4,7})(?!\d)"
)
BROKEN = re.compile(r"(?<![A-Z])(AR|IV|CT)(20\d\d)(0\d{5}|\d{6}(?!\d))")
NUMBER = re.compile(r"^([A-Z]{2})-(\d{4})-(\d+)$")
RUN = re.compile(r"\d+")
SEPARATORS = re.compile(r"[\s\-_./#:]+")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－~～", "-"))
# Letters that scanners and tired people write for digits.
MISREAD = re.compile(r"(?<=[\d\-])[OQIL]+(?=\d|\b)|(?<=\d)[OQIL]+(?=-)")
AS_DIGIT = str.maketrans("OQIL", "0011")
DIGITS = 6
SERIES = ("AR", "IV", "CT")
# Tails of fewer digits are found in any text by chance.
SHORTEST_TAIL, LONGEST_TAIL = 3, 7
SHORTEST_FISCAL = 8


@dataclass(frozen=True)
class Reference:
    """A record's number as its parts; a short one has no year, a loose one perhaps no series."""

    series: str | None
    year: int | None
    serial: int

    def names(self, number: "Reference") -> bool:
        """Does this reference from a text mean that number?"""
        same = self.serial == number.serial and self.series in (None, number.series)
        return same and self.year in (None, number.year)

    @property
    def digits(self) -> str:
        """Year and serial as they are written one after the other."""
        return f"{self.year}{self.serial:0{DIGITS}d}"


@dataclass(frozen=True)
class Found:
    """What a text names: complete numbers; others that say year and serial; short ones; and its runs of digits."""

    whole: frozenset[Reference] = frozenset()
    loose: frozenset[Reference] = frozenset()
    short: frozenset[Reference] = frozenset()
    runs: tuple[str, ...] = field(default=())

    @property
    def tails(self) -> set[int]:
        """Runs of digits that may be the end of a number."""
        return {int(run) for run in self.runs if SHORTEST_TAIL <= len(run) <= LONGEST_TAIL}

    @property
    def fiscal(self) -> set[str]:
        """Runs of digits that may be the tax system's number of an invoice."""
        return {run for run in self.runs if len(run) >= SHORTEST_FISCAL}


def plain(text: str) -> str:
    """Full-width characters as plain ones, capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


@lru_cache(maxsize=4096)
def number_parts(number: str) -> Reference | None:
    """`CT-2026-000176` as its parts; None for a number of another shape."""
    found = NUMBER.match(number)
    return Reference(found[1], int(found[2]), int(found[3])) if found else None


@lru_cache(maxsize=4096)
def references(text: str) -> Found:
    """Everything in a text that may be a record's number."""
    if not any(character.isdigit() for character in text):
        return Found()
    shown = plain(text).translate(DASHES)
    mended = MISREAD.sub(lambda letters: letters[0].translate(AS_DIGIT), shown)
    whole, unclear, rest = _whole(shown)
    short = frozenset(Reference(series, None, int(serial)) for series, serial in SHORT.findall(rest))
    loose = (_loose(mended) | unclear) - whole
    return Found(
        whole, loose, short - {Reference(r.series, None, r.serial) for r in loose}, _runs(shown, mended)
    )


def whole_references(text: str) -> frozenset[Reference]:
    """The complete numbers a text names."""
    return references(text).whole


def short_references(text: str) -> frozenset[Reference]:
    """Numbers written without their year; never enough to post by themselves."""
    return references(text).short


def _whole(shown: str) -> tuple[frozenset[Reference], frozenset[Reference], str]:
    """The complete numbers, those that can be read in two ways, and the text without the complete ones."""
    whole, unclear, rest = set(), set(), shown
    for match in WHOLE.finditer(shown):
        clear, serials = _serials(match[3])
        (whole if clear else unclear).update(Reference(match[1], int(match[2]), serial) for serial in serials)
        if clear:
            rest = rest.replace(match[0], " ", 1)
    return frozenset(whole), frozenset(unclear), rest


def _serials(written: str) -> tuple[bool, list[int]]:
    """Is it clear what serial is meant, and which it may be: its digits may be broken by a space or cut short."""
    first, *more = written.split()
    if len(first) >= DIGITS or (not more and not first.startswith("0")):
        return True, [int(first)]
    joined = "".join([first, *more])
    if more and len(joined) == DIGITS:
        return True, [int(joined)]
    return False, [int(first), *([int(first + more[0])] if more else [])]


def _loose(mended: str) -> frozenset[Reference]:
    """Numbers under another prefix or none, with letters for digits, or broken in any place."""
    found = set()
    for match in LOOSE.finditer(mended):
        series = "CT" if match["ct"] else "AR" if match["ar"] else "IV" if match["iv"] else None
        if series or not _is_day(match["year"] + match["serial"]):
            found.add(Reference(series, int(match["year"]), int(match["serial"])))
    for series, year, serial in BROKEN.findall(SEPARATORS.sub("", mended)):
        found.add(Reference(series, int(year), int(serial)))
    return frozenset(found)


def _is_day(digits: str) -> bool:
    """20261120 is a day, whatever number it might be."""
    if len(digits) != len("20261120"):
        return False
    try:
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False


def _runs(shown: str, mended: str) -> tuple[str, ...]:
    runs = dict.fromkeys([*RUN.findall(shown), *RUN.findall(SEPARATORS.sub("", mended))])
    return tuple(run for run in runs if len(run) >= SHORTEST_TAIL and not _is_day(run))
