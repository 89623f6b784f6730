"""Small writers of bank files, one a format, of the same lines: what is written is what must be read back."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl import Workbook

ACCOUNT = "6222000011112222"


@dataclass(frozen=True)
class Paid:
    """One booked line: positive came in."""

    amount: Decimal
    on: date
    payer: str = "ACME GMBH"
    text: str = "Invoice 1"
    reference: str = ""


def mt940(lines, opening=Decimal(1000), currency="EUR", account=ACCOUNT, end="\r\n") -> bytes:
    """An MT940 statement with structured field 86, lines unwrapped at 65."""
    days = [line.on for line in lines] or [date(2026, 11, 20)]
    rows = [":20:ST1", f":25:{account}", ":28C:1/1", f":60F:{_balance(opening, min(days), currency)}"]
    for line in lines:
        mark = "C" if line.amount >= 0 else "D"
        rows.append(
            f":61:{line.on:%y%m%d}{line.on:%m%d}{mark}{_comma(abs(line.amount))}NTRFNONREF//{line.reference}"
        )
        told = f":86:/NAME/{line.payer}/REMI/{line.text}/"
        rows += [told[at : at + 65] for at in range(0, len(told), 65)]
    total = opening + sum((line.amount for line in lines), Decimal(0))
    rows.append(f":62F:{_balance(total, max(days), currency)}")
    return end.join([*rows, "-", ""]).encode()


def _balance(amount, on, currency) -> str:
    return f"{'C' if amount >= 0 else 'D'}{on:%y%m%d}{currency}{_comma(abs(amount))}"


def _comma(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.replace(".", ",") if "." in text else f"{text},"


def camt053(lines, opening=Decimal(1000), currency="EUR", account=ACCOUNT, version="08", prefix="") -> bytes:
    """A CAMT.053 of a version, with or without a prefix on its names."""
    p = f"{prefix}:" if prefix else ""
    space = f"xmlns{':' + prefix if prefix else ''}"
    days = [line.on for line in lines] or [date(2026, 11, 20)]
    total = opening + sum((line.amount for line in lines), Decimal(0))
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{p}Document {space}="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><{p}BkToCstmrStmt>',
        f"<{p}Stmt><{p}Id>1</{p}Id><{p}Acct><{p}Id><{p}Othr><{p}Id>{account}</{p}Id></{p}Othr></{p}Id></{p}Acct>",
        *(_camt_balance(p, code, amount, on, currency)
          for code, amount, on in (("OPBD", opening, min(days)), ("CLBD", total, max(days)))),
        *(_camt_entry(p, line, currency, version) for line in lines),
        f"</{p}Stmt></{p}BkToCstmrStmt></{p}Document>",
    ]  # fmt: skip
    return "\n".join(out).encode()


def _camt_balance(p, code, amount, on, currency) -> str:
    return (
        f"<{p}Bal><{p}Tp><{p}CdOrPrtry><{p}Cd>{code}</{p}Cd></{p}CdOrPrtry></{p}Tp>"
        f'<{p}Amt Ccy="{currency}">{abs(amount):f}</{p}Amt><{p}CdtDbtInd>{_mark(amount)}</{p}CdtDbtInd>'
        f"<{p}Dt><{p}Dt>{on}</{p}Dt></{p}Dt></{p}Bal>"
    )


def _mark(amount) -> str:
    return "CRDT" if amount >= 0 else "DBIT"


def _camt_entry(p, line, currency, version) -> str:
    side = "Dbtr" if line.amount >= 0 else "Cdtr"
    name = f"<{p}Nm>{escape(line.payer)}</{p}Nm>"
    party = f"<{p}Pty>{name}</{p}Pty>" if version >= "08" else name
    status = f"<{p}Cd>BOOK</{p}Cd>" if version >= "08" else "BOOK"
    return (
        f'<{p}Ntry><{p}Amt Ccy="{currency}">{abs(line.amount):f}</{p}Amt><{p}CdtDbtInd>{_mark(line.amount)}'
        f"</{p}CdtDbtInd><{p}Sts>{status}</{p}Sts><{p}BookgDt><{p}Dt>{line.on}</{p}Dt></{p}BookgDt>"
        f"<{p}ValDt><{p}Dt>{line.on}</{p}Dt></{p}ValDt>"
        f"<{p}AcctSvcrRef>{escape(line.reference)}</{p}AcctSvcrRef><{p}NtryDtls><{p}TxDtls>"
        f"<{p}RltdPties><{p}{side}>{party}</{p}{side}></{p}RltdPties>"
        f"<{p}RmtInf><{p}Ustrd>{escape(line.text)}</{p}Ustrd></{p}RmtInf></{p}TxDtls></{p}NtryDtls></{p}Ntry>"
    )


def ofx(lines, opening=Decimal(1000), currency="EUR", account=ACCOUNT, closed=False) -> bytes:
    """OFX: SGML with unclosed leaves, or XML."""
    total = opening + sum((line.amount for line in lines), Decimal(0))

    def leaf(name, value):
        return f"<{name}>{escape(str(value))}" + (f"</{name}>" if closed else "")

    head = (
        '<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?>'
        if closed
        else "OFXHEADER:100\nVERSION:102\n"
    )
    rows = [
        head, "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>", leaf("CURDEF", currency), "<BANKACCTFROM>",
        leaf("ACCTID", account), "</BANKACCTFROM><BANKTRANLIST>",
    ]  # fmt: skip
    for at, line in enumerate(lines):
        rows += ["<STMTTRN>", leaf("TRNTYPE", "CREDIT"), leaf("DTPOSTED", f"{line.on:%Y%m%d}120000[+8:CST]"),
                 leaf("TRNAMT", f"{line.amount:f}"), leaf("FITID", line.reference or at), leaf("NAME", line.payer),
                 leaf("MEMO", line.text), "</STMTTRN>"]  # fmt: skip
    last = max((line.on for line in lines), default=date(2026, 11, 20))
    rows += ["</BANKTRANLIST><LEDGERBAL>", leaf("BALAMT", f"{total:f}"), leaf("DTASOF", f"{last:%Y%m%d}"),
             "</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"]  # fmt: skip
    return "\n".join(rows).encode()


HEADER = ["交易日期", "收入金额", "支出金额", "余额", "对方户名", "摘要", "交易流水号"]


def table(lines, opening=Decimal(1000)) -> list[list[str]]:
    """The rows of a Chinese bank's table, title and footer included."""
    rows = [[f"账号: {ACCOUNT}"], HEADER]
    balance = opening
    for line in lines:
        balance += line.amount
        money = f"{abs(line.amount):,.2f}"
        rows.append([line.on.isoformat(), money if line.amount >= 0 else "", money if line.amount < 0 else "",
                     f"{balance:,.2f}", line.payer, line.text, line.reference])  # fmt: skip
    return [*rows, ["合计", "", "", "", "", "", ""]]


def as_csv(rows, encoding="utf-8", delimiter=",") -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows) -> bytes:
    """Rows as a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
