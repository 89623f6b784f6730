"""What people write in cells, as values: amounts, days, yes and no. Pure functions; ValueError says what is wrong."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from core.currencies import CURRENCIES

UNITS = {"亿": Decimal(100_000_000), "千万": Decimal(10_000_000), "百万": Decimal(1_000_000), "万": Decimal(10_000),
         "w": Decimal(10_000), "千": Decimal(1000), "k": Decimal(1000), "m": Decimal(1_000_000),
         "mn": Decimal(1_000_000), "bn": Decimal(1_000_000_000)}  # fmt: skip
CURRENCY_SIGNS = {"¥": "CNY", "元": "CNY", "人民币": "CNY", "rmb": "CNY", "€": "EUR", "$": "USD", "us$": "USD",
                  "美元": "USD", "欧元": "EUR", "£": "GBP", "hk$": "HKD", "港币": "HKD", "日元": "JPY"}  # fmt: skip
_NUMBER = r"\d[\d.,' ]*\d|\d"
_AMOUNT = re.compile(rf"^({_NUMBER})\s*(千万|百万|亿|万|千|bn|mn|[wkm])?$")
_RANGE = re.compile(
    rf"^({_NUMBER})\s*(千万|百万|亿|万|千|bn|mn|[wkm])?\s*(?:-|–|—|~|至|到|to)\s*({_NUMBER}.*)$"
)
_ABOUT = re.compile(
    r"^(约|大约|大概|近|about|approx\.?|ca\.?|~|>|≥|>=|<|≤|<=)\s*|\s*(左右|以上|以下|上下|\+)$"
)
_TRUE = {"1", "y", "yes", "true", "是", "对", "有", "√", "✓", "x"}
_FALSE = {"0", "n", "no", "false", "否", "无", "×", "-"}
_MONTHS = {name: month for month, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}  # fmt: skip


def plain(text: str) -> str:
    """Full-width digits and letters as the plain ones, spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def unit_in(header: str) -> Decimal:
    """What a header such as “预算（万）” or “Amount (k)” multiplies by; 1 where it names no unit."""
    found = re.search(r"[(（\[]\s*(千万|百万|亿|万|千|k|m|mn|bn)", plain(header).casefold())
    return UNITS[found[1]] if found else Decimal(1)


def amount(text: str, unit: Decimal = Decimal(1)) -> tuple[Decimal, str]:
    """(amount, currency or "") of "3.5万", "¥1,200.00", "约 300", "120-150" (the lower), "1.200,50".

    Raises ValueError.
    """
    left, currency = _without_currency(plain(text).casefold())
    left = _ABOUT.sub("", left).strip()
    between = _RANGE.match(left)
    if between:
        lower, lower_unit, upper = between.groups()
        upper_unit = re.search(r"(千万|百万|亿|万|千|bn|mn|[wkm])\s*$", upper)
        left = f"{lower}{lower_unit or (upper_unit[1] if upper_unit else '')}"
    found = _AMOUNT.match(left)
    if not found:
        raise ValueError(_("This is no amount. It may be left empty."))
    return _number(found[1]) * (UNITS[found[2]] if found[2] else unit), currency


def _without_currency(text: str) -> tuple[str, str]:
    """Text and currency; one that is named twice, as in ¥3,000 元, is one."""
    currency = ""
    code = re.search(r"\b([a-z]{3})\b", text)
    if code and code[1].upper() in CURRENCIES:
        text, currency = text.replace(code[1], "").strip(), code[1].upper()
    for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True):
        if sign in text and currency in ("", CURRENCY_SIGNS[sign]):
            text, currency = text.replace(sign, "").strip(), CURRENCY_SIGNS[sign]
    return text, currency


def _number(text: str) -> Decimal:
    """A number whichever mark is its decimal one: the last of two kinds; a single kind parts thousands by threes."""
    text = re.sub(r"[' ]", "", text)
    if "," in text and "." in text:
        decimal = max(text.rfind(","), text.rfind("."))
        return Decimal(re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :])
    for mark in ",.":
        if re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+", text) and (mark == "," or text.count(mark) > 1):
            return Decimal(text.replace(mark, ""))
    if sum(text.count(mark) for mark in ",.") > 1:
        raise ValueError(_("This is no amount. It may be left empty."))
    return Decimal(text.replace(",", "."))


def day(text: str, *, today: date, day_first: bool | None) -> date:
    """The day of "2026/11/3", "11月3日" (of today's year), "20261103", "3 Nov 2026", "3/11/2026". Raises ValueError.

    day_first: whether day or month comes first where both orders exist ("9.25" too); None: it was not said, so such a
    day is not guessed. A bare five-figure number is a workbook's own count of days.
    """
    left = re.sub(r"[t\s]\d{1,2}:\d{2}.*$", "", plain(text).casefold())
    for pattern, order in _PATTERNS:
        found = pattern.match(left)
        if found:
            return _made(dict(zip(order, found.groups(), strict=True)), today)
    if re.fullmatch(r"[3-6]\d{4}", left):
        return date(1899, 12, 30) + timedelta(days=int(left))
    found = _TWO_ORDERS.match(left)
    if not found:
        raise ValueError(_("This is no day. Write it as 2026-11-03."))
    first, second, year = found.groups()
    if day_first is None and int(first) != int(second):
        raise ValueError(_("Say whether the day or the month comes first in this file."))
    return _made(
        {"y": year or today.year, "m": second if day_first else first, "d": first if day_first else second},
        today,
    )


_PATTERNS = [
    (re.compile(r"^(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?号?$"), "ymd"),
    (re.compile(r"^(\d{4})(\d{2})(\d{2})$"), "ymd"),
    (re.compile(r"^(\d{2})年(\d{1,2})月(\d{1,2})[日号]?$"), "ymd"),
    (re.compile(r"^(\d{1,2})月(\d{1,2})[日号]?$"), "md"),
    (re.compile(r"^(\d{4})[-/.年](\d{1,2})月?$"), "ym"),
    (re.compile(r"^(\d{1,2})[. -]?([a-z]{3})[a-z]*\.?,?[ -](\d{4})$"), "dby"),
    (re.compile(r"^([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$"), "bdy"),
]  # fmt: skip
_TWO_ORDERS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?$")


def has_two_orders(text: str) -> bool:
    """Is this a day that means another one where months come first?"""
    found = _TWO_ORDERS.match(plain(text).split(" ")[0])
    return found is not None and int(found[1]) != int(found[2])


def order_shown(texts) -> bool | None:
    """Whether these days have the day first; None where none of them shows it (no part above 12), or both do."""
    shown = set()
    for text in texts:
        found = _TWO_ORDERS.match(plain(text).split(" ")[0])
        if found and max(int(found[1]), int(found[2])) > 12:
            shown.add(int(found[1]) > 12)
    return shown.pop() if len(shown) == 1 else None


def _made(parts: dict, today: date) -> date:
    year = int(parts.get("y", today.year))
    month = _MONTHS.get(parts["b"], 0) if "b" in parts else int(parts["m"])
    try:
        made = datetime(year + 2000 if year < 100 else year, month, int(parts.get("d", 1))).date()
    except ValueError as error:
        raise ValueError(_("This day does not exist.")) from error
    if not 1970 <= made.year <= 2199:
        raise ValueError(_("Enter a day between {first} and {last}.").format(first=1970, last=2199))
    return made


def flag(text: str) -> bool:
    """Yes or no. Raises ValueError."""
    word = plain(text).casefold()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(_("Write yes or no."))
