"""Amounts, days and currencies as banks write them: read strictly about money, tolerantly about days (decision 28)."""

import calendar
import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from receivables.rules.statements.shape import Problems, Unreadable

MAX_DECIMALS = 5
MAX_DIGITS = 15
CENTURY_PIVOT = 80
EARLIEST, LATEST = 1980, 2199
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def bounded(amount: Decimal, text: str, line: int, path: str = "") -> Decimal:
    """The amount with at least two decimals. Raises Unreadable beyond 15 digits or 5 decimals."""
    whole, _sep, decimals = f"{abs(amount):f}".partition(".")
    if len(whole.lstrip("0")) > MAX_DIGITS or len(decimals.rstrip("0")) > MAX_DECIMALS:
        detail = _("The amount {amount} has more than {digits} digits or {decimals} decimals.")
        raise Unreadable(
            line, detail.format(amount=text[:60], digits=MAX_DIGITS, decimals=MAX_DECIMALS), path
        )
    return amount.normalize() + Decimal("0.00")


def plain_amount(text: str, line: int, path: str = "") -> Decimal:
    """`1234.50` as XML writes it, no other marks. Raises Unreadable for NaN and the like."""
    text = text.strip()
    if not text.isascii() or not PLAIN.fullmatch(text):
        raise Unreadable(line, _("“{text}” is no amount.").format(text=text[:40]), path)
    try:
        return bounded(Decimal(text), text, line, path)
    except InvalidOperation as error:
        raise Unreadable(line, _("“{text}” is no amount.").format(text=text[:40]), path) from error


def known_currency(code: str, currencies: Collection[str], line: int, path: str = "") -> str:
    """The code in capitals. Raises Unreadable for one that does not exist."""
    found = code.strip().upper()
    if found not in currencies:
        raise Unreadable(line, _("There is no currency {currency}.").format(currency=code.strip()[:10]), path)
    return found


def possible_day(
    year: int, month: int, day: int, text: str, line: int, problems: Problems, path: str = ""
) -> date:
    """A day that is too late in its month is the last of it, noted. Raises Unreadable for month 13 or day 0 or 99."""
    if not 1 <= month <= 12:
        detail = _("{text} is not a date: there is no month {month}.").format(text=text[:40], month=month)
        raise Unreadable(line, detail, path)
    if not EARLIEST <= year <= LATEST or day > 99:
        raise Unreadable(line, _("“{text}” is not a date.").format(text=text[:40]), path)
    last = calendar.monthrange(year, month)[1]
    if 1 <= day <= last:
        return date(year, month, day)
    read_as = date(year, month, last)
    problems.note(line, _("{text} does not exist; read as {day}.").format(text=text, day=read_as.isoformat()))
    return read_as


def full_year(two_digits: int) -> int:
    """26 is 2026, 99 is 1999."""
    return two_digits + (1900 if two_digits >= CENTURY_PIVOT else 2000)


ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[T\s Z+].*)", re.DOTALL)


def iso_day(text: str, line: int, problems: Problems, path: str = "") -> date:
    """The day of `2026-11-23` or `2026-11-23T23:30:00+08:00`, as the bank wrote it, not moved to another zone."""
    found = ISO.fullmatch(text)
    if not found or not text.isascii():
        raise Unreadable(line, _("“{text}” is not a date.").format(text=text.strip()[:40]), path)
    year, month, day = (int(part) for part in found.groups())
    return possible_day(year, month, day, text.strip()[:10], line, problems, path)
