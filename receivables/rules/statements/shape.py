"""What any statement file is read into: statements of accounts with balances and entries, and what was odd."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

# A file with more is no statement of an account that people look at.
MOST_ENTRIES = 100_000
# Beyond these a list of remarks helps nobody; what is left out is said.
MOST_PROBLEMS = 200


class Unreadable(ValueError):
    """A file that cannot be read; `line` (from 1) and, for XML, `path` say where, `detail` why."""

    code = "unreadable"

    def __init__(self, line: int, detail: str, path: str = ""):
        self.line, self.detail, self.path = line, str(detail), path
        super().__init__(f"{line}: {detail}")

    @property
    def where(self) -> str:
        """The place in words: a line, and the path within an XML document."""
        text = _("Line {line}").format(line=self.line)
        return f"{text} ({self.path})" if self.path else text

    @property
    def sentence(self) -> str:
        """Where and why, in one."""
        return _("{where}: {detail}").format(where=self.where, detail=self.detail)


class EncodingAsked(Unreadable):
    """The characters could be read in more than one way: the person is asked which."""

    code = "encoding_needed"


class MappingAsked(Unreadable):
    """A table that nobody has said how to read. `table`: its header and first rows; `missing`: what has to be said."""

    code = "mapping_needed"

    def __init__(self, line: int, detail: str, table=None, missing: Iterable[str] = ()):
        super().__init__(line, detail)
        self.table, self.missing = table, tuple(missing)


@dataclass(slots=True)
class Problem:
    """Something odd that did not stop the reading; `line` counts from 1."""

    line: int
    detail: str


class Problems(list):
    """The problems of a file; of more than MOST_PROBLEMS the first are kept and the others counted."""

    left_out = 0

    def append(self, problem: Problem) -> None:
        if len(self) < MOST_PROBLEMS:
            super().append(problem)
        else:
            self.left_out += 1

    def note(self, line: int, detail: str) -> None:
        """Add one by line and text."""
        self.append(Problem(line, detail))


@dataclass(slots=True)
class Balance:
    """An opening or closing balance; negative when the account is overdrawn."""

    amount: Decimal
    currency: str
    on: date
    line: int
    intermediate: bool = False


@dataclass(slots=True)
class Entry:
    """A booked line: positive came in, negative went out.

    text: what the money is for. narrative and supplement: the bank's own texts as they stood, by which a line is known
    again. whole: what the bank booked in one sum of which this is a part (order counts these sums), else the amount.
    currency: where it is not the statement's. details: charges, instructed amount, rate, written out.
    """

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
    payer: str = ""
    payer_account: str = ""
    text: str = ""
    whole: Decimal | None = None
    order: int = 0
    currency: str = ""
    details: dict | None = None

    @property
    def sum(self) -> Decimal:
        return self.amount if self.whole is None else self.whole


@dataclass
class Statement:
    """One statement of one account.

    adds_up is None when a balance is missing, else opening + entries = closing. interim: of entries during the day,
    which come again in the day's statement. must_add_up: a format that carries both balances; without them nothing
    can be said and a person looks.
    """

    line: int
    account: str = ""
    number: str = ""
    named_currency: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    entries: list[Entry] = field(default_factory=list)
    interim: bool = False
    must_add_up: bool = True
    broken_chain: bool = False

    @property
    def currency(self) -> str:
        balance = self.opening or self.closing
        return balance.currency if balance else self.named_currency

    @property
    def total(self) -> Decimal:
        """The sum of the entries in the statement's currency."""
        mine = self.currency
        return sum((e.amount for e in self.entries if e.currency in ("", mine)), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """closing − opening − entries: zero when the statement adds up."""
        return self.closing.amount - self.opening.amount - self.total

    @property
    def has_other_currencies(self) -> bool:
        return any(e.currency not in ("", self.currency) for e in self.entries)

    @property
    def adds_up(self) -> bool | None:
        if self.opening is None or self.closing is None:
            return None
        same = self.opening.currency == self.closing.currency and not self.has_other_currencies
        return same and self.difference == 0 and not self.broken_chain

    @property
    def is_held(self) -> bool:
        """Does a person have to look before the lines are used?"""
        if self.interim:
            return False
        return not self.adds_up if self.must_add_up else self.adds_up is False

    @property
    def last_line(self) -> int:
        if self.closing is not None:
            return self.closing.line
        return self.entries[-1].line if self.entries else self.line


@dataclass
class StatementFile:
    """What a file holds; encoding, bank and layout (the name of the mapping) are empty where they say nothing."""

    statements: list[Statement]
    problems: Problems
    format: str
    encoding: str = ""
    bank: str = ""
    layout: str = ""


def check(statement: Statement, problems: Problems) -> None:
    """Note what keeps a statement from adding up, with the difference."""
    if statement.adds_up or statement.interim:
        return
    line, opening, closing = statement.last_line, statement.opening, statement.closing
    if opening is None or closing is None:
        _note_missing(statement, problems)
    elif opening.currency != closing.currency:
        text = _("The opening balance is in {opening}, the closing balance in {closing}.")
        problems.note(line, text.format(opening=opening.currency, closing=closing.currency))
    elif statement.has_other_currencies:
        other = next(e for e in statement.entries if e.currency not in ("", statement.currency))
        text = _("The entry is in {entry}, the statement in {statement}: it can't be added up.")
        problems.note(other.line, text.format(entry=other.currency, statement=statement.currency))
    elif statement.difference:
        text = _(
            "Opening balance and entries don't add up to the closing balance: {difference} {currency} apart."
        )
        problems.note(line, text.format(difference=f"{statement.difference:f}", currency=statement.currency))


def _note_missing(statement: Statement, problems: Problems) -> None:
    if not statement.must_add_up:
        return
    if statement.opening is None and statement.closing is None:
        text = _("The opening and the closing balance are missing, so the statement can't be checked.")
    elif statement.opening is None:
        text = _("The opening balance is missing, so the statement can't be checked.")
    else:
        text = _("The closing balance is missing, so the statement can't be checked.")
    problems.note(statement.line, text)


def counted(entries: int, line: int) -> None:
    """Raises Unreadable beyond what a file may hold."""
    if entries > MOST_ENTRIES:
        raise Unreadable(
            line, _("The file has more than {most} entries. Split it.").format(most=MOST_ENTRIES)
        )
