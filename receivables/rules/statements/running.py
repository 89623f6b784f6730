"""The running balance of a table, checked line by line: each balance is the one before it and the amount."""

from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from receivables.rules.statements.shape import Balance, Entry, Problems, Statement

MOST_BREAKS = 5
Pair = tuple[Entry, Decimal | None]


def check_balances(statement: Statement, balances: list[Decimal | None], problems: Problems) -> None:
    """Give the statement its opening and closing balance and note where the chain breaks; then it is held."""
    pairs = list(zip(statement.entries, balances, strict=False))
    known = [pair for pair in pairs if pair[1] is not None]
    if not known:
        return
    ordered, breaks = _best(pairs)
    first = next(at for at, pair in enumerate(ordered) if pair[1] is not None)
    before = sum((entry.amount for entry, _b in ordered[: first + 1]), Decimal(0))
    opening = (ordered[first][1] or Decimal(0)) - before
    last = max(at for at, pair in enumerate(ordered) if pair[1] is not None)
    after = sum((entry.amount for entry, _b in ordered[last + 1 :]), Decimal(0))
    closing = (ordered[last][1] or Decimal(0)) + after
    currency, first_entry, last_entry = statement.currency, ordered[0][0], ordered[-1][0]
    statement.opening = Balance(opening, currency, first_entry.booked_on, first_entry.line)
    statement.closing = Balance(closing, currency, last_entry.booked_on, last_entry.line)
    statement.broken_chain = bool(breaks)
    for entry, told, expected in breaks[:MOST_BREAKS]:
        text = _(
            "The balance after this line is {told}, but {expected} follows from the line before: {difference} apart."
        )
        shown = {"told": f"{told:f}", "expected": f"{expected:f}", "difference": f"{told - expected:f}"}
        problems.note(entry.line, text.format(**shown))


def _best(pairs: list[Pair]) -> tuple[list[Pair], list]:
    """The order in which the chain breaks least: as written, the other way round, or turned within single days."""
    found = []
    for ordered in (pairs, pairs[::-1]):
        breaks = _breaks(ordered)
        if not breaks:
            return ordered, []
        found.append((len(breaks), ordered, breaks))
    rises = pairs[0][0].booked_on <= pairs[-1][0].booked_on
    by_day = _turned_within_days(pairs if rises else pairs[::-1])
    found.append((len(_breaks(by_day)), by_day, _breaks(by_day)))
    _count, ordered, breaks = min(found, key=lambda one: one[0])
    return ordered, breaks


def _breaks(ordered: list[Pair]) -> list[tuple[Entry, Decimal, Decimal]]:
    """[(entry, balance told, balance expected)] where they differ."""
    found, running = [], None
    for entry, told in ordered:
        expected = None if running is None else running + entry.amount
        if told is not None and expected is not None and told != expected:
            found.append((entry, told, expected))
        running = told if told is not None else expected
    return found


def _turned_within_days(pairs: list[Pair]) -> list[Pair]:
    """Days in order; each day's lines as they are or the other way round, as the chain goes on."""
    result: list[Pair] = []
    running: Decimal | None = None
    for _day, group in groupby(pairs, key=lambda pair: pair[0].booked_on):
        rows = list(group)
        if running is not None and _starts_with(rows[-1], running) and not _starts_with(rows[0], running):
            rows.reverse()
        result += rows
        last = rows[-1][1]
        running = last if last is not None else None
    return result


def _starts_with(pair: Pair, running: Decimal) -> bool:
    entry, told = pair
    return told is not None and told == running + entry.amount
