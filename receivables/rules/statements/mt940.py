"""Reading MT940 statements and MT942 interim reports: tolerant of banks' habits, strict about money (decision 28).

A file that can't be read raises Unreadable with its line; oddities are collected as problems beside the statements.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.statements.mt940_fields import balance_of, currency_of, entry_of, total_of
from receivables.rules.statements.narrative import joined, squeezed
from receivables.rules.statements.narrative import read as told_in
from receivables.rules.statements.shape import Problems, Statement, StatementFile, Unreadable, check, counted

TAG = re.compile(r"^:(?P<tag>\d{2}[A-Z]?|NS[A-Z]?):(?P<text>.*)$", re.ASCII)
START_OF_BLOCK = re.compile(r"^.*\{4:\s*")
ENDS = ("-", "-}", "--")
# Fields of an interim report: floor limit, time of the report, totals.
INTERIM = ("34F", "13D", "13", "90D", "90C")
READ = ("25", "25P", "28", "28C", "60F", "60M", "61", "86", "62F", "62M", *INTERIM)


@dataclass(slots=True)
class _Field:
    tag: str
    line: int
    lines: list[str]


def looks_like_one(text: str) -> bool:
    """Does a field :20: or :25: begin a line near the start, within SWIFT's envelope or without?"""
    return re.search(r"(?:^|\n|\{4:)\s*:(?:20|25):", text[:4000]) is not None


def read(text: str, currencies: Collection[str]) -> StatementFile:
    """The statements of an MT940 or MT942 file. Raises Unreadable with line and reason."""
    reader = _Reader(currencies)
    for item in _fields(text):
        reader.take(item)
    if not reader.statements:
        raise Unreadable(1, _("This is not an MT940 file: it has no field :20:."))
    statements = _pages_joined(reader.statements)
    for statement in statements:
        reader.finish(statement)
        check(statement, reader.problems)
    reader.problems.sort(key=lambda problem: problem.line)
    interim = all(statement.interim for statement in statements)
    return StatementFile(statements, reader.problems, "mt942" if interim else "mt940")


def _fields(text: str):
    """The tagged fields, each with the lines that continue it; envelopes and end marks are left out."""
    current = None
    for number, line in enumerate(text.split("\n"), start=1):
        line = START_OF_BLOCK.sub("", line.lstrip("\ufeff\x01"))
        found = TAG.match(line)
        if found:
            if current:
                yield current
            current = _Field(found["tag"], number, [found["text"]])
        elif line.rstrip() in ENDS or line.startswith(("-}", "\x03")):
            if current:
                yield current
            current = None
        elif current and line.strip():
            current.lines.append(line)
    if current:
        yield current


class _Reader:
    """The statements met so far, the last one still growing."""

    def __init__(self, currencies):
        self.currencies, self.problems = currencies, Problems()
        self.statements: list[Statement] = []
        self.totals: dict[int, dict[str, Decimal]] = {}
        self.narrated = self.entries = 0

    def take(self, item: _Field) -> None:
        if item.tag == "20":
            self.statements.append(Statement(line=item.line))
            return
        if item.tag not in READ:
            return
        if not self.statements:
            raise Unreadable(item.line, _("Field :{tag}: stands before the first :20:.").format(tag=item.tag))
        self._put(self.statements[-1], item, item.lines[0].strip())

    def _put(self, statement: Statement, item: _Field, text: str) -> None:
        if item.tag.startswith("25"):
            statement.account, statement.named_currency = self._account(text)
        elif item.tag.startswith("28"):
            statement.number = text
        elif item.tag.startswith("60"):
            statement.opening = balance_of(text, item.line, self.problems, self.currencies, item.tag)
        elif item.tag.startswith("62"):
            statement.closing = balance_of(text, item.line, self.problems, self.currencies, item.tag)
        elif item.tag in INTERIM:
            self._interim(statement, item, text)
        elif item.tag == "61":
            self._entry(statement, item)
        elif statement.entries and statement.closing is None:
            # A second :86: of the same entry carries on; one after the closing balance speaks of the whole statement.
            last = statement.entries[-1]
            last.narrative = f"{last.narrative} {joined(item.lines)}".strip()

    def _account(self, text: str) -> tuple[str, str]:
        """(number, currency): some banks write the currency after the number."""
        number, _gap, last = text.rpartition(" ")
        if number and last.upper() in self.currencies:
            return number.replace(" ", "").strip("/"), last.upper()
        return text.replace(" ", "").strip("/"), ""

    def _entry(self, statement: Statement, item: _Field) -> None:
        self.entries += 1
        counted(self.entries, item.line)
        entry = entry_of(item.lines[0], item.line, self.problems)
        entry.supplement = joined(item.lines[1:])
        statement.entries.append(entry)
        entry.order = len(statement.entries)

    def _interim(self, statement: Statement, item: _Field, text: str) -> None:
        statement.interim = True
        currency = currency_of(text, item.line, self.currencies) if item.tag in ("34F", "90D", "90C") else ""
        statement.named_currency = currency or statement.named_currency
        if item.tag in ("90D", "90C"):
            total = total_of(text, item.line)
            if total is not None:
                self.totals.setdefault(id(statement), {})[item.tag] = total

    def finish(self, statement: Statement) -> None:
        """What can only be said at the end of a statement. Raises Unreadable where nothing names its currency."""
        if statement.opening or statement.closing:
            # With balances it is a statement, whatever other fields the bank adds.
            statement.interim = False
        if not statement.currency:
            if not statement.interim:
                raise Unreadable(
                    statement.line, _("The statement has neither an opening nor a closing balance.")
                )
            raise Unreadable(statement.line, _("Nothing names the currency of this report."))
        for entry in statement.entries:
            self._tell(entry)
        if statement.interim:
            self._check_totals(statement)

    def _tell(self, entry) -> None:
        """Who paid and what for, out of the texts of an entry."""
        told = told_in(entry.narrative)
        entry.payer, entry.payer_account = told.payer, told.account
        entry.text = " · ".join(filter(None, (told.purpose, squeezed(entry.supplement))))
        if told.details:
            entry.details = told.details
        if told.end_to_end and not entry.customer_reference:
            entry.customer_reference = told.end_to_end

    def _check_totals(self, statement: Statement) -> None:
        told = self.totals.get(id(statement), {})
        for tag, sign in (("90D", -1), ("90C", 1)):
            mine = sum((abs(e.amount) for e in statement.entries if e.amount * sign > 0), Decimal(0))
            if tag in told and told[tag] != mine:
                text = _("The report says {told} in field :{tag}:, its entries make {mine}.")
                shown = {"told": f"{told[tag]:f}", "tag": tag, "mine": f"{mine:f}"}
                self.problems.note(statement.line, text.format(**shown))


def _pages_joined(statements: list[Statement]) -> list[Statement]:
    """A statement sent in several messages (closing 62M, going on with 60M) as one."""
    result: list[Statement] = []
    for page in statements:
        last = next((one for one in reversed(result) if one.account == page.account), None)
        if last and _goes_on(last, page):
            for entry in page.entries:
                entry.order += len(last.entries)
            last.entries += page.entries
            last.closing = page.closing
        else:
            result.append(page)
    return result


def _goes_on(last: Statement, page: Statement) -> bool:
    """Is this the next page of the statement? Its first balance repeats the last one, or both leave it out."""
    if last.closing is None and page.opening is None:
        return _pages_of_one(last.number, page.number)
    return bool(
        last.closing
        and page.opening
        and last.closing.intermediate
        and page.opening.intermediate
        and last.adds_up
        and last.closing.currency == page.opening.currency
        and last.closing.amount == page.opening.amount
    )


def _pages_of_one(last: str, page: str) -> bool:
    """`27/1` and `27/2`: the same statement, the page after."""
    one, _slash, first = last.partition("/")
    other, _slash, second = page.partition("/")
    return one == other and first.isdecimal() and second.isdecimal() and int(second) == int(first) + 1
