"""Amounts and days in the cells of tables: which mark is the decimal one and which part is the day is decided for the
whole file, by all of its cells together; what they leave open is asked, never guessed row by row.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.statements.shape import Problems, Unreadable
from receivables.rules.statements.values import bounded, full_year, possible_day

# --- amounts ------------------------------------------------------------------------------------------------------

NO_AMOUNT = frozenset({"", "-", "--", "---", "–", "—", "/", "n/a", "无"})
MINUS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "—": "-",
        "﹣": "-",
        "‐": "-",
        "‑": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "’": "'",
        "`": "'",
        "´": "'",
    }
)
SIGN = r"(?:人民币|rmb|us\$|hk\$|[¥$€£元]|\b[a-z]{3}\b)"
SIGNS = re.compile(rf"^([+-]?)\s*{SIGN}\s*|\s*{SIGN}$")
MARKED = re.compile(r"(?P<body>.*?)\s*(?P<mark>cr|dr|c|d|s|h|\+|-|贷|借)\.?$", re.ASCII)
OUT_MARKS = frozenset({"dr", "d", "s", "-", "借"})
DIGITS = re.compile(r"\d[\d.,]*|[.,]\d+|\d{1,3}(?:[' ]\d{3})+(?:[.,]\d*)?", re.ASCII)


def written(cell: str) -> tuple[str, int] | None:
    """(digits with their marks, sign) of a cell with an amount; None for an empty one. Raises ValueError."""
    text = unicodedata.normalize("NFKC", cell).casefold().translate(MINUS).strip().strip("'").strip()
    if text in NO_AMOUNT:
        return None
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
    marked = MARKED.fullmatch(text)
    if marked and any(letter.isdigit() for letter in marked["body"]):
        text = marked["body"]
        sign = -sign if marked["mark"] in OUT_MARKS else sign
    text = SIGNS.sub(r"\1", text).strip()
    while text[:1] in ("+", "-") and text:
        sign, text = (-sign if text[0] == "-" else sign), text[1:].strip()
    if not DIGITS.fullmatch(text):
        raise ValueError(cell)
    return text, sign


def marks_in(digits: str) -> set[str]:
    """Which decimal marks a number allows: {"."}, {","}, or both where it could be read either way."""
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return {".", ","}
    if points and commas:
        last = max(".,", key=digits.rfind)
        return {last} if digits.count(last) == 1 else set()
    mark, other = (".", ",") if points else (",", ".")
    if digits.count(mark) > 1:
        return {other}
    before, after = re.split(r"[.,]", digits)
    before = re.sub(r"[' ]", "", before)
    if len(after) != 3 or len(before) > 3 or before in ("", "0") or before.startswith("0"):
        return {mark}
    return {".", ","}


def decimal_mark(numbers: Iterable[tuple[int, str]]) -> str:
    """The decimal mark of these (line, digits), "" where it stays open. Raises Unreadable where they contradict."""
    allowed, needed = {".", ","}, False
    for line, digits in numbers:
        found = marks_in(digits)
        needed = needed or any(mark in digits for mark in ".,")
        if not allowed & found:
            text = _(
                "“{text}” is written in another way than the amounts before it: which mark is the decimal one?"
            )
            raise Unreadable(line, text.format(text=digits[:40]))
        allowed &= found
    if len(allowed) == 1:
        return allowed.pop()
    return "" if needed else "."


def number(digits: str, mark: str, line: int) -> Decimal:
    """The amount by its decimal mark. Raises Unreadable where its thousands are no thousands."""
    plain = re.sub(r"[' ]", "", digits)
    whole, _mark, decimals = plain.partition(mark)
    thousands = "," if mark == "." else "."
    groups = whole.split(thousands)
    # Indian thousands are parted by twos.
    fine = len(groups) == 1 or (len(groups[-1]) == 3 and all(len(one) in (2, 3) for one in groups[1:-1]))
    if not fine or thousands in decimals or mark in decimals or (not groups[0].isdigit() and whole):
        raise Unreadable(line, _("“{text}” is no amount.").format(text=digits[:40]))
    return bounded(Decimal(f"{whole.replace(thousands, '') or '0'}.{decimals or '0'}"), digits, line)


# --- days ---------------------------------------------------------------------------------------------------------

ORDERS = ("ymd", "dmy", "mdy")
PARTED = re.compile(r"(\d{1,4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?(?![\d/.])", re.ASCII)
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6}|\d{9})?(?!\d)", re.ASCII)
NAMED = re.compile(r"(\d{1,2})[\s.\-/]*([^\W\d_]{3,9})\.?[\s.,\-/]*(\d{4}|\d{2})(?!\d)")
NAMED_FIRST = re.compile(r"([^\W\d_]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})(?!\d)")
SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?", re.ASCII)
_MONTHS = (
    "jan janv ene gen sty", "feb fév fev fevr févr lut", "mar mär mrz maa mrt mars", "apr avr abr kwi avril",
    "may mai mei maj mag maio", "jun juin giu cze juni", "jul juil lug lip juli", "aug aoû aou ago sie août",
    "sep sept set wrz", "oct okt out ott paź paz", "nov lis", "dec dez dic déc gru",
)  # fmt: skip
MONTHS = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names.split()}


def day_orders(cell: str) -> set[str] | None:
    """In which orders a day can be read; all three where the order is not in question; None where it is no day."""
    text = _plain_day(cell)
    parts = _three(text)
    if parts is None:
        return set(ORDERS) if _unordered(text) else None
    first, mark, second, third = parts
    if len(first) == 4 or mark == "年":
        return set(ORDERS)
    if len(third) == 3:
        return None
    if mark == ".":
        return {"dmy"} if int(second) <= 12 else None
    found = set()
    if int(second) <= 12 and 1 <= int(first) <= 31:
        found.add("dmy")
    if int(first) <= 12 and 1 <= int(second) <= 31:
        found.add("mdy")
    if len(third) == 2 and len(first) == 2 and int(second) <= 12 and 1 <= int(third) <= 31:
        found.add("ymd")
    return found or None


def day_order(cells: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """The orders in which all of these (line, cell) can be read, one where they agree on it.

    Raises Unreadable for a cell that is no day, or that contradicts those before it.
    """
    allowed, matters = set(ORDERS), False
    for line, cell in cells:
        found = day_orders(cell)
        if found is None:
            raise Unreadable(line, _("“{text}” is not a date.").format(text=cell[:40]))
        if not allowed & found:
            text = _("“{text}” has day, month and year in another order than the days before it.")
            raise Unreadable(line, text.format(text=cell[:40]))
        allowed &= found
        matters = matters or len({_in_order(cell, order) for order in found}) > 1
    return tuple(order for order in ORDERS if order in allowed) if matters or len(allowed) == 1 else ("ymd",)


def _in_order(cell: str, order: str):
    parts = _three(_plain_day(cell))
    if parts is None or len(parts[0]) == 4:
        return None
    values = dict(zip(order, (int(parts[0]), int(parts[2]), int(parts[3])), strict=True))
    return values["y"] % 100, values["m"], values["d"]


def day(cell: str, order: str, line: int, problems: Problems) -> date:
    """The day in a cell. Raises Unreadable."""
    text = _plain_day(cell)
    parts = _three(text)
    if parts is None:
        found = _unordered(text)
        if found is None:
            raise Unreadable(line, _("“{text}” is not a date.").format(text=cell[:40]))
        if isinstance(found, date):
            return found
        year, month, on = found
        return possible_day(year, month, on, cell[:40], line, problems)
    first, _mark, second, third = parts
    if len(first) == 4:
        order = "ymd"
    elif _mark == ".":
        order = "dmy"
    values = dict(zip(order, (int(first), int(second), int(third)), strict=True))
    year = values["y"] if values["y"] > 99 else full_year(values["y"])
    return possible_day(year, values["m"], values["d"], cell[:40], line, problems)


def has_day(cell: str) -> bool:
    """Is there a day in the cell?"""
    return day_orders(cell) is not None


def _plain_day(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().strip("'`\"").strip()


def _three(text: str) -> tuple[str, str, str, str] | None:
    """(first, mark, second, third) of `23/11/2026 12:00`, also of `23112026`; None for another shape."""
    found = PARTED.match(text)
    if found:
        return found[1], found[2], found[3], found[4]
    found = TOGETHER.match(text)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if 1900 <= year <= 2199 and 1 <= month <= 12:
        return found[1], "-", found[2], found[3]
    # Eight digits that begin with no year end with one.
    digits = text[:8]
    return (digits[:2], "-", digits[2:4], digits[4:]) if 1900 <= int(digits[4:]) <= 2199 else None


def _unordered(text: str):
    """A day whose order is told by a month's name, or a workbook's count of days; (year, month, day) or a date."""
    found = NAMED.match(text)
    if found and (month := _month(found[2])):
        year = int(found[3])
        return (year if year > 99 else full_year(year), month, int(found[1]))
    found = NAMED_FIRST.match(text)
    if found and (month := _month(found[1])):
        return int(found[3]), month, int(found[2])
    found = SERIAL.fullmatch(text)
    return date(1899, 12, 30) + timedelta(days=int(found[1])) if found else None


def _month(name: str) -> int | None:
    text = name.casefold()
    return next((MONTHS[text[:length]] for length in (4, 3) if text[:length] in MONTHS), None)
