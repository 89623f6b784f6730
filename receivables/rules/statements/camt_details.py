"""What a CAMT entry tells of one payment: payer, references, purpose, charges, instructed amount."""

from datetime import date
from decimal import Decimal

from receivables.rules.statements.narrative import NOTHING, squeezed
from receivables.rules.statements.shape import Entry
from receivables.rules.statements.xml import Node

REFERENCES = ("EndToEndId", "InstrId", "PmtInfId", "MndtId", "ChqNb", "TxId", "MsgId")
MOST_TEXT = 4000


def entry_of(
    node: Node, parts: list[Node], amount: Decimal, *, value_on: date, booked_on: date, currency: str
) -> Entry:
    """An entry of these transactions (none, one, or all of a sum that can't be split)."""
    incoming = amount >= 0
    payer, account = _counterparty(parts, incoming)
    text = _purpose(node, parts)
    customer_reference = next((told for part in parts[:1] for told in [_reference(part)] if told), "")
    return Entry(
        amount=amount,
        value_on=value_on,
        booked_on=booked_on,
        code=_code(node, parts),
        customer_reference=customer_reference,
        bank_reference=_bank_reference(node, parts),
        line=parts[0].line if len(parts) == 1 else node.line,
        # What a line is known by again; the layout of the file and the order of its elements don't matter.
        narrative="\x1f".join((payer, account, text)),
        reversal=node.told("RvslInd").lower() in ("true", "1"),
        payer=payer,
        payer_account=account,
        text=text,
        currency=currency,
        details=_details(node, parts),
    )


def amount_node(part: Node, currency: str) -> Node | None:
    """The amount of a transaction in the entry's currency; None where none is told in it."""
    found = [*part.all("AmtDtls", "TxAmt", "Amt"), *part.all("Amt"), *part.all("AmtDtls", "CntrValAmt", "Amt"),
             *part.all("AmtDtls", "InstdAmt", "Amt")]  # fmt: skip
    return next((one for one in found if one.attributes.get("Ccy", currency).upper() == currency), None)


def _counterparty(parts: list[Node], incoming: bool) -> tuple[str, str]:
    """(name, account) of the other side: the debtor of money that comes in; where only the other one is told, that."""
    if len(parts) != 1:
        return "", ""
    related = parts[0]
    order = (
        ("Dbtr", "UltmtDbtr", "Cdtr", "UltmtCdtr") if incoming else ("Cdtr", "UltmtCdtr", "Dbtr", "UltmtDbtr")
    )
    name = next((told for side in order for told in [_name(related, side)] if told), "")
    accounts = ("DbtrAcct", "CdtrAcct") if incoming else ("CdtrAcct", "DbtrAcct")
    account = ""
    for side in accounts:
        if side[:4] == accounts[0][:4] or not _name(related, accounts[0][:4]):
            account = account or _account(related, side)
    return name, account


def _name(part: Node, side: str) -> str:
    """Since version 8 the name stands in a wrapper (Pty, or Agt for a bank)."""
    for path in (("Nm",), ("Pty", "Nm"), ("Agt", "FinInstnId", "Nm"), ("FinInstnId", "Nm")):
        told = part.told("RltdPties", side, *path)
        if told:
            return squeezed(told)[:200]
    return ""


def _account(part: Node, side: str) -> str:
    told = part.told("RltdPties", side, "Id", "IBAN") or part.told("RltdPties", side, "Id", "Othr", "Id")
    told = told or part.told("RltdPties", side, "Id", "BBAN") or part.told("RltdPties", side, "Prxy", "Id")
    return "".join(told.split())[:60]


def _reference(part: Node) -> str:
    for name in REFERENCES:
        told = squeezed(part.told("Refs", name))
        if told and told.upper() not in NOTHING:
            return told
    return ""


def _bank_reference(node: Node, parts: list[Node]) -> str:
    own = parts[0].told("Refs", "AcctSvcrRef") if len(parts) == 1 else ""
    told = own or node.told("AcctSvcrRef") or node.told("NtryRef")
    return "" if told.upper() in NOTHING else squeezed(told)


def _code(node: Node, parts: list[Node]) -> str:
    """The kind of payment: the bank's own code where it is short, else the family (RCDT, ICDT…)."""
    for one in (*parts[:1], node):
        told = one.told("BkTxCd", "Domn", "Fmly", "Cd") or one.told("BkTxCd", "Prtry", "Cd")
        if told:
            return told[:4].upper()
    return ""


def _purpose(node: Node, parts: list[Node]) -> str:
    """What the payments are for: free texts, structured references, and what the bank adds."""
    told: dict[str, None] = {}
    for part in parts:
        for text in _remittance(part):
            told.setdefault(squeezed(text), None)
        ultimate = _name(part, "UltmtDbtr")
        if ultimate and ultimate != _name(part, "Dbtr"):
            told.setdefault(ultimate, None)
        told.setdefault(squeezed(part.told("AddtlTxInf")), None)
    if not any(told):
        told.setdefault(squeezed(node.told("AddtlNtryInf")), None)
    return " · ".join(filter(None, told))[:MOST_TEXT]


def _remittance(part: Node):
    # The lines of a free text break where the bank's 140 characters end, not where a word does.
    free = [one.text for one in part.all("RmtInf", "Ustrd")]
    yield "".join(one if len(one) >= 140 else f"{one} " for one in free)
    for structured in part.all("RmtInf", "Strd"):
        yield structured.told("CdtrRefInf", "Ref") or structured.told("CdtrRefInf", "CdtrRef")
        for document in structured.all("RfrdDocInf"):
            yield document.told("Nb") or document.told("RfrdDocNb")
        yield " ".join(one.text for one in structured.all("AddtlRmtInf"))
    end_to_end = squeezed(part.told("Refs", "EndToEndId"))
    if end_to_end.upper() not in NOTHING:
        yield end_to_end


def _details(node: Node, parts: list[Node]) -> dict | None:
    """{charges, instructed, rate, end_to_end}, as amounts with their currencies in one text each."""
    found: dict[str, str] = {}
    for one in (*parts, node) if len(parts) < 2 else (node,):
        for name, told in _told_of(one):
            found.setdefault(name, told)
    return found or None


def _told_of(one: Node):
    charges = [
        *one.all("Chrgs", "Rcrd", "Amt"),
        *one.all("Chrgs", "TtlChrgsAndTaxAmt"),
        *one.all("Chrgs", "Amt"),
    ]
    if charges:
        yield "charges", _money(charges[0])
    instructed = one.one("AmtDtls", "InstdAmt", "Amt")
    if instructed is not None:
        yield "instructed", _money(instructed)
    rate = next((told for kind in ("InstdAmt", "TxAmt", "CntrValAmt")
                 for told in [one.told("AmtDtls", kind, "CcyXchg", "XchgRate")] if told), "")  # fmt: skip
    if rate:
        yield "rate", rate[:40]


def _money(node: Node) -> str:
    return f"{node.text} {node.attributes.get('Ccy', '')}".strip()[:60]
