"""The files of the demo's two banks: MT940 of one, CAMT.053 of the other, both adding up."""

from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>{number}</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{number}</Id><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
{rows}
</Stmt></BkToCstmrStmt></Document>
"""
BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    '<Amt Ccy="CNY">{amount:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>'
)
ENTRY = (
    '<Ntry><Amt Ccy="CNY">{amount:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    "<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
    "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties>"
    "<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
)


def closing_of(lines, opening: Decimal) -> Decimal:
    """What is on the account after these lines."""
    return opening + sum((line["amount"] for line in lines), Decimal(0))


def mt940(account: str, day: date, lines, opening: Decimal) -> bytes:
    """The week's lines as SWIFT has them."""
    rows = [
        f":20:{day:%Y%m%d}",
        f":25:{account}",
        f":28C:{day:%j}/1",
        f":60F:C{day:%y%m%d}CNY{_comma(opening)}",
    ]
    for line in lines:
        rows += [f":61:{day:%y%m%d}C{_comma(line['amount'])}NTRFNONREF", f":86:{line['text']}"]
    rows.append(f":62F:C{day:%y%m%d}CNY{_comma(closing_of(lines, opening))}")
    return "\r\n".join([*rows, "-", ""]).encode()


def _comma(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def camt053(account: str, day: date, lines, opening: Decimal) -> bytes:
    """The same as ISO 20022 has them, the payer in a field of its own."""
    entries = [
        ENTRY.format(
            amount=line["amount"], day=day, reference=f"{day:%Y%m%d}-{number}",
            payer=escape(line["text"].split(" ")[0]), text=escape(line["text"]),
        )
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    first = BALANCE.format(code="OPBD", amount=opening, day=day)
    last = BALANCE.format(code="CLBD", amount=closing_of(lines, opening), day=day)
    rows = "\n".join([first, last, *entries])
    return CAMT.format(number=f"CMB-{day:%Y%m%d}", day=day, account=account, rows=rows).encode()
