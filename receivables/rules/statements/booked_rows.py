"""The rows of a table as entries of accounts. What is not booked or neither in nor out is left out and counted."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.statements import cells, headers
from receivables.rules.statements.layout import Layout, complete
from receivables.rules.statements.narrative import squeezed
from receivables.rules.statements.running import check_balances
from receivables.rules.statements.shape import (
    Entry,
    MappingAsked,
    Problems,
    Statement,
    StatementFile,
    Unreadable,
)
from receivables.rules.statements.tables import Row, Table
from receivables.rules.statements.values import known_currency

NAME_AND_NUMBER = re.compile(r"^(?P<name>.*?[^\W\d_].*?)\s*(?P<number>\d[\d*]{8,})$")
NOTHING = frozenset({"", "/", "-", "--", "无", "null", "none", "n/a"})


@dataclass(frozen=True)
class Given:
    """What is known besides the file: the currencies there are, those of the account and the company, the account."""

    currencies: Collection[str]
    currency: str
    account: str = ""


@dataclass(slots=True)
class _Booked:
    """A row with money, before its amount is known: digits of the columns as written, with their signs."""

    row: Row
    amount: tuple[str, int] | None
    credit: tuple[str, int] | None
    debit: tuple[str, int] | None
    balance: tuple[str, int] | None
    direction: str


def read(table: Table, layout: Layout, given: Given) -> StatementFile:
    """The statements in a table, one for each account and currency.

    Raises MappingAsked where the layout and the cells leave something open, Unreadable with line for a bad cell.
    """
    reader = _Reader(table, layout, given)
    statements = reader.statements()
    reader.problems.sort(key=lambda problem: problem.line)
    return StatementFile(statements, reader.problems, table.format, table.encoding, layout.bank)


class _Reader:
    def __init__(self, table: Table, layout: Layout, given: Given):
        self.table, self.layout, self.given = table, layout, given
        self.at = complete(layout, table)
        self.problems = Problems()
        self.left_out: dict[str, list[int]] = {}
        self.has_balance = False

    def one(self, row: Row, role: str) -> str:
        """The cell of a role; empty where there is no such column."""
        return row.cell(self.at[role][0]) if role in self.at else ""

    def statements(self) -> list[Statement]:
        booked = [one for row in self.table.rows if (one := self._booked(row)) is not None]
        mark, order = self._decimal_mark(booked), self._day_order(booked)
        self.readable_balances = self._balances_are_numbers(booked)
        found: dict[tuple, Statement] = {}
        balances: dict[int, list] = {}
        for one, amount in zip(booked, self._amounts(booked, mark), strict=True):
            if amount is None:
                continue
            statement = self._statement_of(one.row, found)
            entry = self._entry(one, amount, order)
            statement.entries.append(entry)
            entry.order = len(statement.entries)
            balance = self._number(one.balance, mark, one.row.line) if self.readable_balances else None
            balances.setdefault(id(statement), []).append(balance)
        self._note_left_out()
        if not found:
            found[()] = self._empty()
        for statement in found.values():
            check_balances(statement, balances.get(id(statement), []), self.problems)
        return list(found.values())

    # --- rows -----------------------------------------------------------------------------------------------------

    def _booked(self, row: Row) -> _Booked | None:
        """A row with money that moved; None for footers, notes and what is not booked. Raises Unreadable."""
        day = self.one(row, "booked_on") or self.one(row, "value_on")
        has_day = bool(day) and cells.has_day(day)
        if not has_day and self._is_footer(row, day):
            return None
        if headers.NOT_BOOKED.search(self.one(row, "status")):
            self.left_out.setdefault("unbooked", []).append(row.line)
            return None
        money = {role: self._written(row, role) for role in ("amount", "credit", "debit")}
        if not any(money.values()):
            self._without_money(row, has_day)
            return None
        if not has_day:
            raise Unreadable(row.line, _("“{text}” is not a date.").format(text=day[:40]))
        direction = headers.word(self.one(row, "direction"))
        if direction in headers.NEUTRAL_WORDS or (not direction and "direction" in self.at):
            if not headers.REFUNDED.search(self.one(row, "status")):
                self.left_out.setdefault("neutral", []).append(row.line)
                return None
            direction = "+"
        return _Booked(row, **money, balance=self._balance(row), direction=direction)

    def _is_footer(self, row: Row, day: str) -> bool:
        """A total, a closing line or a note: no day, and a word that says so or nearly nothing else in the row."""
        filled = [cell for cell in row.cells if cell]
        return any(headers.FOOTER.search(cell) for cell in filled[:3]) or (len(filled) <= 1 and not day)

    def _without_money(self, row: Row, has_day: bool) -> None:
        last = max(at for role in ("amount", "credit", "debit") for at in self.at.get(role, [0]))
        if has_day and self.table.format == "csv" and len(row.cells) <= last:
            text = _("The row is cut off: it has {have} cells, the header has {need}.")
            raise Unreadable(row.line, text.format(have=len(row.cells), need=len(self.table.header)))
        if has_day and not any(headers.FOOTER.search(cell) for cell in row.cells[:5]):
            self.left_out.setdefault("empty", []).append(row.line)

    def _written(self, row: Row, role: str) -> tuple[str, int] | None:
        if role not in self.at:
            return None
        cell = self.one(row, role)
        try:
            return cells.written(cell)
        except ValueError as error:
            raise Unreadable(row.line, _("“{text}” is no amount.").format(text=cell[:40])) from error

    def _balance(self, row: Row) -> tuple[str, int] | None:
        cell = self.one(row, "balance")
        try:
            found = cells.written(cell) if cell else None
        except ValueError:
            return ("", 0)
        self.has_balance = self.has_balance or found is not None
        return found

    def _balances_are_numbers(self, booked) -> bool:
        """Is there a balance to check by? A column that holds no number at all is left alone, noted."""
        bad = [one.row.line for one in booked if one.balance == ("", 0)]
        if bad and self.has_balance:
            raise Unreadable(bad[0], _("The balance of this row is no amount."))
        if bad:
            self.problems.note(bad[0], _("The column of balances holds no amounts; it was not checked."))
        return self.has_balance

    def _note_left_out(self) -> None:
        words = {
            "unbooked": _("Rows that are not booked (closed, failed, pending), left out: {count}."),
            "neutral": _("Rows that neither came in nor went out, left out: {count}."),
            "empty": _("Rows without an amount, left out: {count}."),
        }
        for kind, lines in self.left_out.items():
            self.problems.note(lines[0], words[kind].format(count=len(lines)))

    # --- money ----------------------------------------------------------------------------------------------------

    def _decimal_mark(self, booked) -> str:
        if self.layout.decimal_mark:
            return self.layout.decimal_mark
        numbers = ((one.row.line, digits[0]) for one in booked
                   for digits in (one.amount, one.credit, one.debit, one.balance) if digits and digits[0])  # fmt: skip
        mark = cells.decimal_mark(numbers)
        if not mark:
            text = _("It can't be told whether 1,234 is a thousand or a decimal number in this file. Say it.")
            raise MappingAsked(self.table.header_line, text, self.table, ["decimal_mark"])
        return mark

    def _number(self, digits: tuple[str, int] | None, mark: str, line: int) -> Decimal | None:
        return None if digits is None else cells.number(digits[0], mark, line) * digits[1]

    def _amounts(self, booked, mark: str) -> list[Decimal | None]:
        """The signed amounts; None for a row of zero in both columns."""
        read = [
            (self._number(one.amount, mark, one.row.line), self._number(one.credit, mark, one.row.line),
             self._number(one.debit, mark, one.row.line))
            for one in booked
        ]  # fmt: skip
        if "credit" in self.at or "debit" in self.at:
            return self._of_columns(booked, read)
        amounts = [amount for amount, _c, _d in read]
        if "direction" in self.at and self.layout.sign in ("", "direction"):
            return self._of_words(booked, amounts)
        sign = -1 if self.layout.sign == "reversed" else 1
        self._note_unsigned(booked, amounts)
        return [None if amount is None else amount * sign for amount in amounts]

    def _of_columns(self, booked, read) -> list[Decimal | None]:
        """Credit less debit. Debits written with a minus are meant so where most of them are."""
        debits = [debit for _a, _c, debit in read if debit]
        minus = -1 if sum(debit < 0 for debit in debits) * 2 > len(debits) else 1
        found = []
        for one, (_amount, credit, debit) in zip(booked, read, strict=True):
            if credit and debit:
                text = _("The row has money in both columns, in and out.")
                raise Unreadable(one.row.line, text)
            found.append((credit or Decimal(0)) - (debit or Decimal(0)) * minus)
        return found

    def _of_words(self, booked, amounts) -> list[Decimal | None]:
        """The word says which way; a minus is a reversal, unless most of what went out is written with one."""
        ways = [self._way(one) for one in booked]
        out = [amount for amount, way in zip(amounts, ways, strict=True) if way < 0 and amount]
        signed = sum(amount < 0 for amount in out) * 2 > len(out)
        return [
            amount if signed and way < 0 else amount * way for amount, way in zip(amounts, ways, strict=True)
        ]

    def _way(self, one: _Booked) -> int:
        """1 in, -1 out. Raises MappingAsked for a word that nobody has explained."""
        if one.direction in headers.IN_WORDS or one.direction in map(headers.word, self.layout.in_words):
            return 1
        if one.direction in headers.OUT_WORDS or one.direction in map(headers.word, self.layout.out_words):
            return -1
        text = _(
            "Line {line}: it is not known whether “{word}” means money that came in or went out. Say it."
        )
        told = text.format(line=one.row.line, word=self.one(one.row, "direction")[:30])
        raise MappingAsked(one.row.line, told, self.table, ["direction"])

    def _note_unsigned(self, booked, amounts) -> None:
        if (
            self.layout.sign
            or len(amounts) < 2
            or any(amount is not None and amount < 0 for amount in amounts)
        ):
            return
        text = _("No amount has a minus: all are read as money that came in.")
        self.problems.note(booked[0].row.line, text)

    # --- entries --------------------------------------------------------------------------------------------------

    def _day_order(self, booked) -> str:
        if self.layout.date_order:
            return self.layout.date_order
        days = ((one.row.line, cell) for one in booked for role in ("booked_on", "value_on")
                if (cell := self.one(one.row, role)) and cells.has_day(cell))  # fmt: skip
        orders = cells.day_order(days)
        if len(orders) > 1:
            text = _("It can't be told whether the day or the month comes first in this file. Say it.")
            raise MappingAsked(self.table.header_line, text, self.table, ["date_order"])
        return orders[0]

    def _statement_of(self, row: Row, found: dict) -> Statement:
        account = (
            "".join(self.one(row, "account").split()) or self.table.account(row.section) or self.given.account
        )
        currency = self._currency(row)
        key = (account, currency)
        if key not in found:
            found[key] = Statement(row.line, account[:60], "", currency, must_add_up=False)
        return found[key]

    def _empty(self) -> Statement:
        account = self.table.account(0) or self.given.account
        currency = self._currency(Row(self.table.header_line, []))
        return Statement(self.table.header_line, account[:60], "", currency, must_add_up=False)

    def _currency(self, row: Row) -> str:
        """By the column, the title lines, the amount's header, the mapping or the bank; else the account's own."""
        told = _told(self.one(row, "currency"))
        if told:
            found = headers.currency_word(told, self.given.currencies)
            return found or known_currency(told, self.given.currencies, row.line)
        title = self.table.currency_word(row.section)
        if title and (found := headers.currency_word(title, self.given.currencies)):
            return found
        for role in ("amount", "credit"):
            for at in self.at.get(role, []):
                inside = headers.MONEY_IN_HEADER.search(self.table.header[at])
                code = (inside[1] or inside[2] or "").upper() if inside else ""
                if code in self.given.currencies:
                    return code
        if self.layout.currency:
            return known_currency(self.layout.currency, self.given.currencies, row.line)
        return self.given.currency

    def _entry(self, one: _Booked, amount: Decimal, order: str) -> Entry:
        row = one.row
        booked, value = self.one(row, "booked_on"), self.one(row, "value_on")
        booked_on = cells.day(booked or value, order, row.line, self.problems)
        value_on = cells.day(value, order, row.line, self.problems) if cells.has_day(value) else booked_on
        payer, account = self._other_side(row, amount)
        texts = dict.fromkeys(text for at in self.at.get("text", []) if (text := _told(row.cell(at))))
        text = " · ".join(texts)
        return Entry(
            amount=amount,
            value_on=value_on,
            booked_on=booked_on,
            code="",
            customer_reference=_told(self.one(row, "customer_reference")),
            bank_reference=_told(self.one(row, "bank_reference")),
            line=row.line,
            # The time of day parts lines of one day that are equal else.
            supplement=" ".join(filter(None, (_time_in(booked), self.one(row, "time")))),
            narrative="\x1f".join((payer, account, text)),
            payer=payer,
            payer_account=account,
            text=text,
        )

    def _other_side(self, row: Row, amount: Decimal) -> tuple[str, str]:
        """(name, account) of whom the money came from or went to."""
        side = "from" if amount >= 0 else "to"
        name = _told(self.one(row, "payer")) or _told(self.one(row, f"{side}_name"))
        account = _told(self.one(row, "payer_account")) or _told(self.one(row, f"{side}_account"))
        glued = NAME_AND_NUMBER.match(name)
        if glued and not account:
            name, account = glued["name"].strip(), glued["number"]
        return name[:200], "".join(account.split())[:60]


def _told(cell: str) -> str:
    text = squeezed(cell)
    return "" if text.casefold() in NOTHING else text


def _time_in(cell: str) -> str:
    found = re.search(r"\d{1,2}:\d{2}(?::\d{2})?", cell)
    return found[0] if found else ""
