"""Reading MT940 statement files (decision 28): tolerant of banks' habits, strict about money.

A file that can't be read raises Unreadable with its line; oddities are collected as problems beside the statements.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.mt940_fields import Balance, Entry, Problem, balance_of, entry_of
from receivables.rules.narrative import joined
from receivables.rules.text import Unreadable, decoded

TAG = re.compile(r"^:(?P<tag>\d{2}[A-Z]?|NS[A-Z]?):(?P<text>.*)$")
START_OF_BLOCK = re.compile(r"^.*\{4:\s*")
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"Rar!", b"7z\xbc\xaf")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass
class Statement:
    """One statement of one account. `adds_up` is None when a balance is missing, else opening + entries = closing."""

    line: int
    account: str = ""
    number: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def currency(self) -> str:
        return (self.opening or self.closing).currency

    @property
    def difference(self) -> Decimal:
        """closing − opening − entries: zero when the statement adds up."""
        return self.closing.amount - self.opening.amount - sum((e.amount for e in self.entries), Decimal(0))

    @property
    def adds_up(self) -> bool | None:
        if self.opening is None or self.closing is None:
            return None
        return self.opening.currency == self.closing.currency and self.difference == 0


@dataclass
class StatementFile:
    """What a file holds."""

    statements: list[Statement]
    problems: list[Problem]


@dataclass
class _Field:
    tag: str
    line: int
    lines: list[str]


def read(raw: bytes, currencies: Collection[str]) -> StatementFile:
    """The statements of an MT940 file. Raises Unreadable with line and reason."""
    text = _text(raw)
    problems: list[Problem] = []
    statements: list[Statement] = []
    for item in _fields(text):
        _take(item, statements, problems, currencies)
    if not statements:
        raise Unreadable(1, _("This is not an MT940 file: it has no field :20:."))
    for statement in statements:
        _check(statement, problems)
    statements = _pages_joined(statements)
    problems.sort(key=lambda problem: problem.line)
    return StatementFile(statements, problems)


def _text(raw: bytes) -> str:
    if not raw.strip():
        raise Unreadable(1, _("The file is empty."))
    if raw.startswith(ARCHIVES):
        raise Unreadable(1, _("This is a compressed file. Unpack it and import the statement itself."))
    text = decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    found = CONTROL.search(text.replace("\x01", "").replace("\x03", ""))
    if found:
        raise Unreadable(text.count("\n", 0, found.start()) + 1, _("This is not a text file."))
    return text


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
        elif line.rstrip() in ("-", "-}", "--") or line.startswith("-}"):
            if current:
                yield current
            current = None
        elif current and line.strip():
            current.lines.append(line)
    if current:
        yield current


def _take(item: _Field, statements, problems, currencies) -> None:
    if item.tag == "20":
        statements.append(Statement(line=item.line))
        return
    if item.tag not in ("25", "25P", "28", "28C", "60F", "60M", "61", "86", "62F", "62M"):
        return
    if not statements:
        raise Unreadable(item.line, _("Field :{tag}: stands before the first :20:.").format(tag=item.tag))
    statement, text = statements[-1], item.lines[0].strip()
    if item.tag.startswith("25"):
        statement.account = text.replace(" ", "").strip("/")
    elif item.tag.startswith("28"):
        statement.number = text
    elif item.tag.startswith("60"):
        statement.opening = balance_of(text, item.line, problems, currencies, item.tag)
    elif item.tag.startswith("62"):
        statement.closing = balance_of(text, item.line, problems, currencies, item.tag)
    elif item.tag == "61":
        entry = entry_of(item.lines[0], item.line, problems)
        entry.supplement = joined(item.lines[1:])
        statement.entries.append(entry)
    elif statement.entries and statement.closing is None:
        # A second :86: of the same entry carries on; one after the closing balance speaks of the whole statement.
        last = statement.entries[-1]
        last.narrative = f"{last.narrative} {joined(item.lines)}".strip()


def _check(statement: Statement, problems) -> None:
    """Note what keeps a statement from adding up. Raises Unreadable where nothing names its currency."""
    if statement.opening is None and statement.closing is None:
        raise Unreadable(statement.line, _("The statement has neither an opening nor a closing balance."))
    if statement.adds_up is None:
        missing = ":60F:" if statement.opening is None else ":62F:"
        detail = _("The balance {field} is missing, so the statement can't be checked.").format(field=missing)
        problems.append(Problem(statement.line, detail))
    elif statement.opening.currency != statement.closing.currency:
        detail = _("The opening balance is in {opening}, the closing balance in {closing}.")
        values = {"opening": statement.opening.currency, "closing": statement.closing.currency}
        problems.append(Problem(statement.closing.line, detail.format(**values)))
    elif not statement.adds_up:
        detail = _(
            "Opening balance and entries don't add up to the closing balance: {difference} {currency} apart."
        )
        values = {"difference": f"{statement.difference:f}", "currency": statement.currency}
        problems.append(Problem(statement.closing.line, detail.format(**values)))


def _pages_joined(statements: list[Statement]) -> list[Statement]:
    """A statement sent in several messages (closing 62M, going on with 60M) as one."""
    result: list[Statement] = []
    for page in statements:
        last = result[-1] if result else None
        if last and _goes_on(last, page):
            last.entries += page.entries
            last.closing = page.closing
        else:
            result.append(page)
    return result


def _goes_on(last: Statement, page: Statement) -> bool:
    return bool(
        last.closing
        and page.opening
        and last.closing.intermediate
        and page.opening.intermediate
        and last.account == page.account
        and last.adds_up
        and last.closing.amount == page.opening.amount
    )
