"""The fields of MT940 and MT942 messages: balances, entry lines, amounts and days, read tolerantly (decision 28)."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.statements.shape import Balance, Entry, Problems, Unreadable
from receivables.rules.statements.values import bounded, full_year, known_currency, possible_day

BALANCE = re.compile(
    r"^\s*(?P<mark>[CD])\s*(?P<day>\d{6})\s*(?P<currency>[A-Za-z]{3})\s*(?P<amount>[\d.,']+)\s*$", re.ASCII
)
# A second letter after the mark is the third of the currency (funds code).
ENTRY = re.compile(
    r"^\s*(?P<day>\d{6})\s*(?P<booked>\d{4})?\s*(?P<mark>E?[CD]|R[CD])(?P<funds>[A-Z])?\s*"
    r"(?P<amount>\d[\d.,']*|,\d+)(?P<code>[A-Za-z][A-Za-z0-9]{3})?(?P<rest>.*)$",
    re.ASCII,
)
# The smallest amount reported: `EUR0,` or `EURD100,00`; it names the currency of an interim report.
FLOOR = re.compile(r"^\s*(?P<currency>[A-Za-z]{3})\s*[CD]?\s*(?P<amount>[\d.,']+)\s*$", re.ASCII)
TOTAL = re.compile(r"^\s*(?P<count>\d{0,5})\s*(?P<currency>[A-Za-z]{3})\s*(?P<amount>[\d.,']+)\s*$", re.ASCII)
NO_REFERENCE = {"NONREF", "NOREF", "NOTPROVIDED", "KREF+"}


def amount_of(text: str, line: int) -> Decimal:
    """`1.234,50`, `1234,5`, `6800,` or `1234.50` as a Decimal. Raises Unreadable beyond 15 digits or 5 decimals."""
    plain = text.replace("'", "")
    mark = max(plain.rfind(","), plain.rfind("."))
    one_kind = len({character for character in plain if character in ",."}) == 1
    if mark >= 0 and one_kind and plain.count(plain[mark]) > 1:
        mark = len(plain)
    whole, decimals = re.sub(r"[.,]", "", plain[: max(mark, 0)] if mark >= 0 else plain), plain[mark + 1 :]
    decimals = decimals if 0 <= mark < len(plain) else ""
    return bounded(Decimal(f"{whole or '0'}.{decimals or '0'}"), text, line)


def day_of(text: str, line: int, problems: Problems) -> date:
    """YYMMDD as a date; an impossible day is the last of its month and is noted. Raises Unreadable for month 13."""
    return possible_day(full_year(int(text[:2])), int(text[2:4]), int(text[4:6]), text, line, problems)


def booking_day(text: str, value_on: date, line: int, problems: Problems) -> date:
    """MMDD of the year nearest to the value date; a month that does not exist leaves the value date, noted."""
    month, day = int(text[:2]), int(text[2:])
    if not 1 <= month <= 12:
        told = _("The booking day {text} does not exist; read as the value date.")
        problems.note(line, told.format(text=text))
        return value_on
    distance = month - value_on.month
    year = value_on.year + (1 if distance < -6 else -1 if distance > 6 else 0)
    return possible_day(year, month, day, text, line, problems)


def balance_of(text: str, line: int, problems: Problems, currencies: Collection[str], tag: str) -> Balance:
    """`C240312USD17376,67`. Raises Unreadable for another shape or a currency that does not exist."""
    found = BALANCE.match(text)
    if not found:
        raise Unreadable(line, _("The balance “{text}” can't be read.").format(text=text[:40]))
    currency = known_currency(found["currency"], currencies, line)
    amount = amount_of(found["amount"], line)
    return Balance(
        amount=-amount if found["mark"] == "D" else amount,
        currency=currency,
        on=day_of(found["day"], line, problems),
        line=line,
        intermediate=tag.endswith("M"),
    )


def currency_of(text: str, line: int, currencies: Collection[str]) -> str:
    """The currency that a floor limit (:34F:) or a total (:90D:, :90C:) names; empty where it has another shape."""
    found = FLOOR.match(text) or TOTAL.match(text)
    return known_currency(found["currency"], currencies, line) if found else ""


def total_of(text: str, line: int) -> Decimal | None:
    """The amount of `:90C:2EUR100,00`; None where it has another shape."""
    found = TOTAL.match(text)
    return amount_of(found["amount"], line) if found else None


def entry_of(text: str, line: int, problems: Problems) -> Entry:
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
        customer_reference=reference(customer_reference),
        bank_reference=reference(bank_reference),
        line=line,
        reversal=mark.startswith("R"),
    )


def reference(text: str) -> str:
    """A reference, empty where the bank says that there is none."""
    found = text.strip()
    return "" if found.upper() in NO_REFERENCE else found
