"""Record numbers in the free text of a payment, whole, shortened or broken by a line's end."""

import re
import unicodedata
from dataclasses import dataclass

# A payer writes CT-2026-000176, CT2026000176, ct 2026 176; a bank breaks it at the end of a line.
WHOLE = re.compile(r"(?<![A-Z])(AR|IV|CT)[\s\-_./#:：]{0,2}(20\d\d)[\s\-_./]{0,2}(\d[\d ]{0,6})(?!\d)")
SHORT = re.compile(r"(?<![A-Z])(AR|IV|CT)[\s\-_./#:：]{0,2}(\d{2,6})(?!\d)")
NUMBER = re.compile(r"^([A-Z]{2})-(\d{4})-(\d+)$")


@dataclass(frozen=True)
class Reference:
    """A record's number as its parts; a short one has no year."""

    series: str
    year: int | None
    serial: int

    def names(self, number: "Reference") -> bool:
        """Does this reference from a text mean that number?"""
        same = self.series == number.series and self.serial == number.serial
        return same and self.year in (None, number.year)


def plain(text: str) -> str:
    """Full-width characters as plain ones, capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def number_parts(number: str) -> Reference | None:
    """`CT-2026-000176` as its parts; None for a number of another shape."""
    found = NUMBER.match(number)
    return Reference(found[1], int(found[2]), int(found[3])) if found else None


def whole_references(text: str) -> frozenset[Reference]:
    """The complete numbers a text names."""
    found = set()
    for series, year, serial in WHOLE.findall(plain(text)):
        digits = serial.replace(" ", "")
        found.add(
            Reference(series, int(year), int((digits if len(digits) <= 6 else serial.split(" ")[0])[:6]))
        )
    return frozenset(found)


def short_references(text: str) -> frozenset[Reference]:
    """Numbers written without their year; never enough to post by themselves."""
    return frozenset(
        Reference(series, None, int(serial)) for series, serial in SHORT.findall(WHOLE.sub(" ", plain(text)))
    )
