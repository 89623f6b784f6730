"""The same days brought twice in two formats: a line is known again by the bank's texts, and two formats of one bank
write different ones. What both tell is the day and the sum, so a file whose lines another format has told is held.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.models import BankLine, BankStatement

# Booking and value date lie no further apart; the index is by value date.
VALUED_WITHIN = timedelta(days=31)


@dataclass(frozen=True)
class Twins:
    """count of the `of` new lines on days that files in other formats tell too are there already, as in `file`."""

    count: int
    of: int
    file: BankStatement

    def sentence(self) -> str:
        """Why the file is held."""
        text = _(
            "{count} of {of} new lines have the day and the sum of lines in “{file}” ({format}): the same days may "
            "have been brought twice. Release this file only if these are other payments."
        )
        shown = {"file": self.file.file_name, "format": self.file.format.upper()}
        return text.format(count=self.count, of=self.of, **shown)


def twins_of(account, format: str, known: list[BankLine], new: list[BankLine]) -> Twins | None:
    """Lines of a part that files in other formats seem to have told already: at least half of those on the days which
    both tell, by day and sum, or a whole day whose sums agree (one format tells a batch, the other its payments).

    known: the part's lines that the books have recognised; theirs are no twins of the new ones.
    """
    told = _told(account, format, {line.booked_on for line in new})
    there = Counter(map(_key, told)) - Counter(map(_key, known))
    before, mine = _by_day(there.elements()), _by_day(map(_key, new))
    shared = {day: lines for day, lines in mine.items() if day in before}
    of = sum(map(len, shared.values()))
    count = sum(_alike(lines, before[day]) for day, lines in shared.items())
    if not count or count * 2 < of:
        return None
    files = [line.statement for line in told if line.statement is not None]
    return Twins(count, of, max(files, key=lambda file: file.pk))


def _told(account, format, days: set) -> list[BankLine]:
    """The account's lines booked on these days by files in other formats."""
    if not days:
        return []
    rows = BankLine.objects.told().filter(
        account=account,
        statement__isnull=False,
        booked_on__in=days,
        value_on__range=(min(days) - VALUED_WITHIN, max(days) + VALUED_WITHIN),
    )
    rows = rows.exclude(statement__format=format).select_related("statement")
    return list(rows.only("booked_on", "amount", "currency", "statement__format", "statement__file_name"))


def _key(line) -> tuple:
    return line.booked_on, line.amount, line.currency


def _by_day(keys) -> dict:
    found = defaultdict(list)
    for key in keys:
        found[key[0]].append(key)
    return found


def _alike(mine: list, before: list) -> int:
    """How many of a day's lines were told: all where the day's money in and out is the same, else those of one sum."""
    if _sums(mine) == _sums(before):
        return len(mine)
    return (Counter(mine) & Counter(before)).total()


def _sums(keys) -> dict:
    """{(currency, in or out): sum}."""
    found: dict = defaultdict(Decimal)
    for _day, amount, currency in keys:
        found[currency, amount > 0] += amount
    return found
