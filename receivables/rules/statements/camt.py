"""Reading CAMT.052, .053 and .054 (ISO 20022) of any version, prefix and bank (decision 28).

A booked sum with several transactions whose amounts add up to it becomes one line each (the payers differ); where
they don't add up it stays one line and that is noted. Pending and informative entries are not booked.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.statements import camt_details as details
from receivables.rules.statements.shape import (
    Balance,
    Entry,
    Problems,
    Statement,
    StatementFile,
    Unreadable,
    check,
    counted,
)
from receivables.rules.statements.values import iso_day, known_currency, plain_amount
from receivables.rules.statements.xml import Node, encoding_of_xml, events

# What holds entries in each kind of message.
HOLDERS = {"Rpt": "camt052", "Stmt": "camt053", "Ntfctn": "camt054"}
INCOMING, OUTGOING = "CRDT", "DBIT"
OPENING, CLOSING, INTERIM = ("OPBD", "PRCD"), ("CLBD",), "ITBD"


def looks_like_one(text: str) -> bool:
    """Does the start of an XML document speak of a bank's message to its customer?"""
    return "camt.05" in text or "BkToCstmr" in text


def read(raw: bytes, currencies: Collection[str], encoding: str = "") -> StatementFile:
    """The statements of a CAMT file. Raises Unreadable with line and path."""
    reader = _Reader(currencies)
    for kind, node in events(raw, frozenset(HOLDERS), encoding):
        reader.take(kind, node)
    if not reader.statements:
        raise Unreadable(1, _("The document holds no statement (Stmt, Rpt or Ntfctn)."))
    statements = _pages_joined(reader.statements)
    for statement in statements:
        check(statement, reader.problems)
    reader.problems.sort(key=lambda problem: problem.line)
    return StatementFile(statements, reader.problems, reader.format, encoding_of_xml(raw, encoding))


def _pages_joined(statements: list[Statement]) -> list[Statement]:
    """A statement whose first page has no closing balance and whose next page has no opening one is one."""
    result: list[Statement] = []
    for page in statements:
        last = result[-1] if result else None
        if last and not last.closing and not page.opening and _same(last, page) and not page.interim:
            for entry in page.entries:
                entry.order += len(last.entries)
            last.entries += page.entries
            last.closing = page.closing
        else:
            result.append(page)
    return result


def _same(last: Statement, page: Statement) -> bool:
    return (last.account, last.currency, last.interim) == (page.account, page.currency, page.interim)


class _Reader:
    """The statements met so far; the last one is filled child by child."""

    def __init__(self, currencies):
        self.currencies, self.problems = currencies, Problems()
        self.statements: list[Statement] = []
        self.format = ""
        self.balances: list[tuple[str, Balance]] = []
        self.unbooked = self.lines = 0

    def take(self, kind: str, node: Node) -> None:
        if kind == "start":
            self._begin(node)
        elif kind == "end":
            self._finish(node)
        elif node.name == "Acct":
            self._account(node)
        elif node.name == "Bal":
            self._balance(node)
        elif node.name == "Ntry":
            self._entry(node)
        elif node.name in ("LglSeqNb", "ElctrncSeqNb"):
            self.statements[-1].number = node.text[:40]
        elif node.name == "Id":
            self.statements[-1].number = self.statements[-1].number or node.text[:40]

    def _begin(self, node: Node) -> None:
        self.format = self.format or HOLDERS[node.name]
        interim = node.name != "Stmt"
        self.statements.append(Statement(line=node.line, interim=interim, must_add_up=not interim))
        self.balances, self.unbooked = [], 0

    def _account(self, node: Node) -> None:
        statement = self.statements[-1]
        other = node.one("Id", "Othr", "Id")
        statement.account = (node.told("Id", "IBAN") or (other.text if other else "")).replace(" ", "")
        statement.account = statement.account or node.told("Id", "BBAN") or node.told("Id", "PrtryAcct", "Id")
        currency = node.told("Ccy")
        if currency:
            statement.named_currency = known_currency(
                currency, self.currencies, node.line, f"{node.path}/Ccy"
            )

    # --- balances -------------------------------------------------------------------------------------------------

    def _balance(self, node: Node) -> None:
        code = (
            node.told("Tp", "CdOrPrtry", "Cd")
            or node.told("Tp", "CdOrPrtry", "Prtry")
            or node.told("Tp", "Cd")
        )
        if code not in (*OPENING, *CLOSING, INTERIM):
            return
        amount, currency = self._amount(node)
        when = node.one("Dt", "Dt") or node.one("Dt", "DtTm") or node.one("Dt")
        if when is None or not when.text:
            raise Unreadable(node.line, _("The balance has no date."), node.path)
        on = iso_day(when.text, when.line, self.problems, when.path)
        signed = amount if self._incoming(node) else -amount
        self.balances.append((code, Balance(signed, currency, on, node.line, code == INTERIM)))

    def _finish(self, node: Node) -> None:
        statement = self.statements[-1]
        statement.opening = self._first(*OPENING) or self._interim_opening()
        statement.closing = self._first(*CLOSING) or self._interim_closing()
        if not statement.currency and statement.entries:
            statement.named_currency = statement.entries[0].currency
        if not statement.currency:
            raise Unreadable(statement.line, _("Nothing names the currency of this statement."), node.path)
        for entry in statement.entries:
            if entry.currency == statement.currency:
                entry.currency = ""
        if self.unbooked:
            text = _("Entries that are not booked yet, left out: {count}.")
            self.problems.note(statement.line, text.format(count=self.unbooked))

    def _first(self, *codes) -> Balance | None:
        """The balance of the first of these kinds that there is, the earliest of several."""
        for code in codes:
            found = [balance for kind, balance in self.balances if kind == code]
            if found:
                return (
                    min(found, key=lambda one: one.on)
                    if code in OPENING
                    else max(found, key=lambda one: one.on)
                )
        return None

    def _interims(self) -> list[Balance]:
        return [balance for kind, balance in self.balances if kind == INTERIM]

    def _interim_opening(self) -> Balance | None:
        """A page that opens in the middle: the first of two balances in between."""
        found = self._interims()
        return found[0] if len(found) > 1 or (found and self._first(*CLOSING)) else None

    def _interim_closing(self) -> Balance | None:
        found = self._interims()
        return found[-1] if found and (len(found) > 1 or self._first(*OPENING)) else None

    # --- entries --------------------------------------------------------------------------------------------------

    def _entry(self, node: Node) -> None:
        status = node.told("Sts", "Cd") or node.told("Sts") or "BOOK"
        if status not in ("BOOK", "Booked"):
            self.unbooked += 1
            return
        statement = self.statements[-1]
        order = len(statement.entries) + 1
        for entry in self._lines_of(node, statement):
            self.lines += 1
            counted(self.lines, node.line)
            entry.order = order
            statement.entries.append(entry)

    def _lines_of(self, node: Node, statement: Statement) -> Iterator[Entry]:
        """The entry as one line, or one for each of its transactions where these add up."""
        amount, currency = self._amount(node)
        whole = amount if self._incoming(node) else -amount
        value_on, booked_on = self._days(node, statement)
        common = {"value_on": value_on, "booked_on": booked_on, "currency": currency}
        parts = node.all("NtryDtls", "TxDtls")
        amounts = self._amounts_of(parts, node, whole, currency) if len(parts) > 1 else None
        if amounts is None:
            yield details.entry_of(node, parts, whole, **common)
            return
        for part, own in zip(parts, amounts, strict=True):
            entry = details.entry_of(node, [part], own, **common)
            entry.whole = whole
            yield entry

    def _amounts_of(self, parts, node: Node, whole: Decimal, currency: str) -> list[Decimal] | None:
        """The transactions' signed amounts; None where one is missing, in another currency, or they don't add up."""
        found = []
        for part in parts:
            told = details.amount_node(part, currency)
            if told is None:
                self._not_split(node)
                return None
            amount = plain_amount(told.text, told.line, told.path)
            mark = part.told("CdtDbtInd")
            incoming = mark == INCOMING if mark in (INCOMING, OUTGOING) else whole >= 0
            found.append(amount if incoming else -amount)
        if sum(found, Decimal(0)) != whole:
            self._not_split(node)
            return None
        return found

    def _not_split(self, node: Node) -> None:
        self.problems.note(
            node.line, _("The transactions of this entry don't add up to it; it is taken as one line.")
        )

    def _days(self, node: Node, statement: Statement):
        """(value date, booking date): one stands for the other where it is missing."""
        found = {}
        for name in ("ValDt", "BookgDt"):
            when = node.one(name, "Dt") or node.one(name, "DtTm") or node.one(name)
            if when is not None and when.text:
                found[name] = iso_day(when.text, when.line, self.problems, when.path)
        if not found:
            known = self._first(*CLOSING) or self._first(*OPENING)
            if known is None:
                raise Unreadable(node.line, _("The entry has neither a booking nor a value date."), node.path)
            self.problems.note(node.line, _("The entry has no date; read as the day of the balance."))
            found["ValDt"] = known.on
        booked = found.get("BookgDt", found.get("ValDt"))
        return found.get("ValDt", booked), booked

    def _amount(self, node: Node) -> tuple[Decimal, str]:
        """(amount, currency) of an entry or a balance. Raises Unreadable for what is missing, negative or no number."""
        told = node.one("Amt")
        if told is None:
            raise Unreadable(node.line, _("The amount is missing."), node.path)
        amount = plain_amount(told.text, told.line, told.path)
        currency = told.attributes.get("Ccy") or self.statements[-1].named_currency
        return amount, known_currency(currency, self.currencies, told.line, f"{told.path}/@Ccy")

    def _incoming(self, node: Node) -> bool:
        """Does money come in? A reversal says so itself: CRDT gives back a debit."""
        mark = node.told("CdtDbtInd")
        if mark not in (INCOMING, OUTGOING):
            text = _("“{mark}” says neither credit (CRDT) nor debit (DBIT).").format(mark=mark[:20])
            raise Unreadable(node.line, text, f"{node.path}/CdtDbtInd")
        return mark == INCOMING
