"""Reading OFX and QFX: SGML of version 1 with its unclosed tags and XML of version 2, bank accounts and credit cards.

OFX tells a closing balance of the moment of the download and no opening one, so a file alone can't be checked; the
service compares the balance with what the books know.
"""

import html
import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.statements.narrative import squeezed
from receivables.rules.statements.shape import (
    Balance,
    EncodingAsked,
    Entry,
    Problems,
    Statement,
    StatementFile,
    Unreadable,
    check,
    counted,
)
from receivables.rules.statements.text import text_of
from receivables.rules.statements.values import bounded, known_currency, possible_day

TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9._]*)\s*/?>(?P<text>(?:<!\[CDATA\[.*?\]\]>|[^<])*)", re.DOTALL
)
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
DAY = re.compile(r"\s*(\d{4})(\d{2})(\d{2})", re.ASCII)
AMOUNT = re.compile(r"[+-]?(\d[\d.,]*|[.,]\d+)", re.ASCII)
STATEMENTS = ("STMTRS", "CCSTMTRS")
TRANSACTION, PENDING = "STMTTRN", "BANKTRANLISTP"
# Parts whose own fields must not be taken for those of what is around them.
INNER = ("LEDGERBAL", "AVAILBAL", "BANKACCTFROM", "CCACCTFROM", "BANKACCTTO", "CCACCTTO", "PAYEE", "CURRENCY",
         "ORIGCURRENCY", "BAL", "IMAGEDATA")  # fmt: skip


def looks_like_one(raw: bytes) -> bool:
    """Does the file begin as OFX does?"""
    head = raw[:4000].replace(b"\0", b"")
    return re.search(rb"OFXHEADER|<OFX>|<\?OFX", head, re.IGNORECASE) is not None


def read(raw: bytes, currencies: Collection[str], encoding: str = "") -> StatementFile:
    """The statements of an OFX file. Raises Unreadable with line."""
    text, name = _text(raw, encoding)
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Unreadable(1, _("Document types and entities are not accepted in bank files."))
    reader = _Reader(text, currencies)
    for found in TAG.finditer(text):
        reader.take(found)
    reader.end()
    for statement in reader.statements:
        check(statement, reader.problems)
    reader.problems.sort(key=lambda problem: problem.line)
    return StatementFile(reader.statements, reader.problems, "ofx", name)


def _text(raw: bytes, encoding: str) -> tuple[str, str]:
    """The text by the encoding that the header names, where the file keeps to it."""
    head = raw[:600].decode("ascii", "replace")
    charset = re.search(r"CHARSET\s*[:=]\s*\"?([\w-]+)", head, re.IGNORECASE)
    named = {"1252": "cp1252", "936": "gb18030", "GBK": "gb18030", "8859-1": "cp1252", "ISO-8859-1": "cp1252",
             "1250": "cp1250", "1251": "cp1251", "950": "big5hkscs", "932": "cp932"}  # fmt: skip
    try:
        return text_of(raw, encoding)
    except EncodingAsked:
        name = named.get(charset[1].upper(), "") if charset and not encoding else ""
        if not name:
            raise
        return text_of(raw, name)


class _Reader:
    """Walks over the tags; knows the statement, the transaction and the inner part it is in."""

    def __init__(self, text, currencies):
        self.text, self.currencies, self.problems = text, currencies, Problems()
        self.statements: list[Statement] = []
        self.transaction: dict[str, tuple[str, int]] | None = None
        self.inner, self.pending, self.closed = "", False, False
        self.at, self.line_at, self.count = 0, 1, 0
        self.balance: dict[str, tuple[str, int]] = {}
        self.account: dict[str, str] = {}

    def line(self, position: int) -> int:
        """The line of a position; positions come in order."""
        self.line_at += self.text.count("\n", self.at, position)
        self.at = position
        return self.line_at

    def take(self, found) -> None:
        name, line = found["name"].upper(), self.line(found.start())
        if found["close"]:
            self._close(name)
            return
        value = _value(found["text"])
        if name in STATEMENTS:
            self.statements.append(Statement(line=line, must_add_up=False))
            self.account, self.balance, self.inner = {}, {}, ""
        elif name == TRANSACTION:
            self._end_transaction()
            self.transaction, self.inner = {"": ("", line)}, ""
        elif name == PENDING:
            self.pending = True
        elif name in INNER and not value:
            if name in ("LEDGERBAL", "AVAILBAL"):
                self._end_transaction()
            self.inner = name
        elif value:
            self._put(name, value, line)

    def _close(self, name: str) -> None:
        if name == TRANSACTION or name in ("BANKTRANLIST", PENDING):
            self._end_transaction()
        if name == PENDING:
            self.pending = False
        if name == self.inner:
            self.inner = ""
        if name in STATEMENTS:
            self._end_statement()
        if name == "OFX":
            self.closed = True

    def _put(self, name: str, value: str, line: int) -> None:
        if self.transaction is not None:
            self.transaction.setdefault(f"{self.inner}.{name}" if self.inner else name, (value, line))
        elif not self.statements:
            return
        elif name == "CURDEF":
            self.statements[-1].named_currency = known_currency(value, self.currencies, line)
        elif self.inner in ("BANKACCTFROM", "CCACCTFROM"):
            self.account.setdefault(name, value)
        elif self.inner == "LEDGERBAL":
            self.balance.setdefault(name, (value, line))

    # --- what is complete -----------------------------------------------------------------------------------------

    def _end_transaction(self) -> None:
        told, self.transaction = self.transaction, None
        if told is None or not self.statements:
            return
        line = told[""][1]
        if self.pending:
            self.problems.note(line, _("This transaction is not booked yet; it is left out."))
            return
        if told.get("CORRECTACTION", ("", 0))[0].upper() == "DELETE":
            self.problems.note(line, _("The bank takes back an earlier transaction; look at it yourself."))
            return
        self.count += 1
        counted(self.count, line)
        statement = self.statements[-1]
        entry = _entry(told, line, statement, self.currencies, self.problems)
        statement.entries.append(entry)
        entry.order = len(statement.entries)

    def _end_statement(self) -> None:
        self._end_transaction()
        if not self.statements:
            return
        statement = self.statements[-1]
        statement.account = "".join(self.account.get("ACCTID", "").split())[:60]
        if not statement.named_currency:
            raise Unreadable(statement.line, _("Nothing names the currency of this statement."))
        if "BALAMT" in self.balance:
            text, line = self.balance["BALAMT"]
            when, when_line = self.balance.get("DTASOF", ("", line))
            on = day_of(when, when_line, self.problems) if when else _last_day(statement, line)
            statement.closing = Balance(amount_of(text, line), statement.named_currency, on, line)
        self.account, self.balance = {}, {}

    def end(self) -> None:
        """Raises Unreadable for a file that is cut off or holds no statement."""
        if not self.closed:
            raise Unreadable(self.text.count("\n") + 1, _("The file is cut off: </OFX> is missing."))
        if not self.statements:
            raise Unreadable(1, _("The file holds no statement of an account or a credit card."))
        if self.account or self.balance:
            self._end_statement()  # SGML without the closing tag of its last statement
        for statement in self.statements:
            if not statement.named_currency:
                raise Unreadable(statement.line, _("Nothing names the currency of this statement."))


def _value(text: str) -> str:
    return html.unescape(CDATA.sub(lambda found: found[1], text)).strip()


def _last_day(statement: Statement, line: int) -> date:
    if not statement.entries:
        raise Unreadable(line, _("The balance has no date."))
    return max(entry.booked_on for entry in statement.entries)


def day_of(text: str, line: int, problems: Problems) -> date:
    """The day of `20261123120000.000[-5:EST]` as the bank wrote it, not moved to another zone."""
    found = DAY.match(text)
    if not found:
        raise Unreadable(line, _("“{text}” is not a date.").format(text=text[:40]))
    year, month, day = (int(part) for part in found.groups())
    return possible_day(year, month, day, found[0].strip(), line, problems)


def amount_of(text: str, line: int) -> Decimal:
    """`-6.60`, `1234,5`: one mark is the decimal one (OFX parts no thousands); of two kinds the last is."""
    plain = text.replace(" ", "").replace("\xa0", "").replace("'", "")
    if not AMOUNT.fullmatch(plain):
        raise Unreadable(line, _("“{text}” is no amount.").format(text=text[:40]))
    mark = max(plain.rfind(","), plain.rfind("."))
    if mark >= 0:
        kinds = {letter for letter in plain if letter in ",."}
        if len(kinds) == 1 and plain.count(plain[mark]) > 1:
            plain = re.sub("[.,]", "", plain)
        else:
            plain = f"{re.sub('[.,]', '', plain[:mark])}.{plain[mark + 1 :]}"
    return bounded(Decimal(plain), text, line)


def _entry(told: dict, line: int, statement: Statement, currencies, problems) -> Entry:
    def text(*names) -> str:
        return next((squeezed(told[name][0]) for name in names if name in told), "")

    if "TRNAMT" not in told:
        raise Unreadable(line, _("The amount is missing."))
    if "DTPOSTED" not in told:
        raise Unreadable(line, _("The transaction has no date (DTPOSTED)."))
    booked_on = day_of(told["DTPOSTED"][0], told["DTPOSTED"][1], problems)
    value_on = day_of(told["DTAVAIL"][0], told["DTAVAIL"][1], problems) if "DTAVAIL" in told else booked_on
    name, memo = text("NAME", "PAYEE.NAME", "EXTDNAME"), text("MEMO")
    if text("CORRECTACTION").upper() == "REPLACE":
        problems.note(line, _("The bank replaces an earlier transaction by this one; look at both."))
    currency = text("CURRENCY.CURSYM").upper()
    other = currency not in ("", statement.named_currency)
    return Entry(
        amount=amount_of(*told["TRNAMT"]),
        value_on=value_on,
        booked_on=booked_on,
        code=text("TRNTYPE")[:4].upper(),
        customer_reference=text("REFNUM", "CHECKNUM"),
        bank_reference=text("FITID"),
        line=line,
        narrative="\x1f".join((name, memo, text("PAYEE.NAME"))),
        payer=name[:200],
        payer_account=text("BANKACCTTO.ACCTID", "CCACCTTO.ACCTID")[:60],
        text=memo or name,
        currency=known_currency(currency, currencies, line) if other else "",
        details=_details(told),
    )


def _details(told: dict) -> dict | None:
    """The currency and rate of a payment that was made in another one."""
    found = {
        name: told[key][0][:40]
        for name, key in (("instructed", "ORIGCURRENCY.CURSYM"), ("rate", "ORIGCURRENCY.CURRATE"))
        if key in told
    }
    return found or None
