"""The fields of an MT940 message: balances, entry lines, amounts and days, read tolerantly (decision 28)."""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.text import Unreadable

MAX_DECIMALS = 5
MAX_DIGITS = 15
CENTURY_PIVOT = 80

BALANCE = re.compile(
    r"^\s*(?P<mark>[CD])\s*(?P<day>\d{6})\s*(?P<currency>[A-Za-z]{3})\s*(?P<amount>[\d.,']+)\s*$"
)
ENTRY = re.compile(
    r"^\s*(?P<day>\d{6})(?P<booked>\d{4})?\s*(?P<mark>E?[CD]|R[CD])(?P<funds>[A-Z])?\s*(?P<amount>\d[\d.,']*|,\d+)"
    r"(?P<code>[A-Za-z][A-Za-z0-9]{3})?(?P<rest>.*)$"
)


@dataclass
class Problem:
    """Something odd that did not stop the reading; `line` counts from 1."""

    line: int
    detail: str


@dataclass
class Balance:
    """An opening or closing balance; negative when the account is overdrawn."""

    amount: Decimal
    currency: str
    on: date
    line: int
    intermediate: bool = False


@dataclass
class Entry:
    """A booked line: positive came in, negative went out."""

    amount: Decimal
    value_on: date
    booked_on: date
    code: str
    customer_reference: str
    bank_reference: str
    line: int
    supplement: str = ""
    narrative: str = ""
    reversal: bool = False


def amount_of(text: str, line: int) -> Decimal:
    """`1.234,50`, `1234,5`, `6800,` or `1234.50` as a Decimal. Raises Unreadable beyond 15 digits or 5 decimals."""
    plain = text.replace("'", "")
    mark = max(plain.rfind(","), plain.rfind("."))
    one_kind = len({character for character in plain if character in ",."}) == 1
    if mark >= 0 and one_kind and plain.count(plain[mark]) > 1:
        mark = len(plain)
    whole, decimals = re.sub(r"[.,]", "", plain[: max(mark, 0)] if mark >= 0 else plain), plain[mark + 1 :]
    decimals = decimals if 0 <= mark < len(plain) else ""
    if len(whole) > MAX_DIGITS or len(decimals) > MAX_DECIMALS:
        detail = _("The amount {amount} has more than {digits} digits or {decimals} decimals.")
        raise Unreadable(line, detail.format(amount=text, digits=MAX_DIGITS, decimals=MAX_DECIMALS))
    return Decimal(f"{whole or '0'}.{decimals or '0'}").normalize() + Decimal("0.00")


def day_of(text: str, line: int, problems: list[Problem]) -> date:
    """YYMMDD as a date; an impossible day is the last of its month and is noted. Raises Unreadable for month 13."""
    year = int(text[:2]) + (1900 if int(text[:2]) >= CENTURY_PIVOT else 2000)
    return _possible(year, int(text[2:4]), int(text[4:6]), text, line, problems)


def _possible(year, month, day, text, line, problems) -> date:
    if not 1 <= month <= 12:
        raise Unreadable(
            line, _("{text} is not a date: there is no month {month}.").format(text=text, month=month)
        )
    last = calendar.monthrange(year, month)[1]
    if 1 <= day <= last:
        return date(year, month, day)
    read_as = date(year, month, last)
    problems.append(
        Problem(line, _("{text} does not exist; read as {day}.").format(text=text, day=read_as.isoformat()))
    )
    return read_as


def booking_day(text: str, value_on: date, line: int, problems: list[Problem]) -> date:
    """MMDD of the year nearest to the value date; a month that does not exist leaves the value date, noted."""
    month, day = int(text[:2]), int(text[2:])
    if not 1 <= month <= 12:
        problems.append(
            Problem(
                line, _("The booking day {text} does not exist; read as the value date.").format(text=text)
            )
        )
        return value_on
    distance = month - value_on.month
    year = value_on.year + (1 if distance < -6 else -1 if distance > 6 else 0)
    return _possible(year, month, day, text, line, problems)


def balance_of(
    text: str, line: int, problems: list[Problem], currencies: Collection[str], tag: str
) -> Balance:
    """`C240312USD17376,67`. Raises Unreadable for another shape or a currency that does not exist."""
    found = BALANCE.match(text)
    if not found:
        raise Unreadable(line, _("The balance “{text}” can't be read.").format(text=text[:40]))
    currency = found["currency"].upper()
    if currency not in currencies:
        raise Unreadable(line, _("There is no currency {currency}.").format(currency=currency))
    amount = amount_of(found["amount"], line)
    return Balance(
        amount=-amount if found["mark"] == "D" else amount,
        currency=currency,
        on=day_of(found["day"], line, problems),
        line=line,
        intermediate=tag.endswith("M"),
    )


def entry_of(text: str, line: int, problems: list[Problem]) -> Entry:
    """`2403120312CD212,39NTRFREF//BANK`. A reversed credit (RC) takes money, a reversed debit (RD) brings it back."""
    found = ENTRY.match(text)
    if not found:
        raise Unreadable(line, _("The entry “{text}” can't be read.").format(text=text[:60]))
    mark = found["mark"]
    incoming = mark in ("C", "EC", "RD")
    amount = amount_of(found["amount"], line)
    value_on = day_of(found["day"], line, problems)
    customer_reference, _sep, bank_reference = found["rest"].partition("//")
    return Entry(
        amount=amount if incoming else -amount,
        value_on=value_on,
        booked_on=booking_day(found["booked"], value_on, line, problems) if found["booked"] else value_on,
        code=(found["code"] or "").upper(),
        customer_reference="" if customer_reference.strip() == "NONREF" else customer_reference.strip(),
        bank_reference=bank_reference.strip(),
        line=line,
        reversal=mark.startswith("R"),
    )
