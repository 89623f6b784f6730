"""Who paid and what for, out of the free text of an entry (MT940 field 86 in its many habits)."""

import re
from dataclasses import dataclass
from itertools import pairwise

GERMAN = re.compile(r"^\s*\d{3}(?P<mark>[?^~>'+@|])(?=\d{2})")
SLASHED = re.compile(
    r"/(NAME|ORDP|BENM|CNTP|REMI|EREF|KREF|IBAN|BIC|ACC|ACCT|MARF|CSID|PURP|ADDR|PY|BO|ID|CUST)/"
)
WRITTEN = re.compile(
    r"(?:付款(?:人|方|单位)(?:名称|户名)?|对方(?:户名|单位|名称|单位名称)|交易对手|汇款人|户名"
    r"|PAYER|ORDERING PARTY|ORDERED BY)"
    r"\s*[:：]\s*(?P<name>[^:：/;；,，|]+?)(?=\s*(?:$|[/;；,，|])|\s{2,}|\s+\S{2,8}[:：])",
    re.IGNORECASE,
)
WRITTEN_ACCOUNT = re.compile(
    r"(?:付款(?:人|方)?账号|付款(?:人|方)?帐号|对方[账帐]号|ACCOUNT)\s*[:：]\s*(?P<account>[A-Z0-9 -]{6,40})",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PURPOSE_FIELDS = (*range(20, 30), *range(60, 64))
# Banks wrap free text at 65 characters; a full line goes on without a space.
FULL_LINE = 60


@dataclass(frozen=True)
class Narrative:
    """payer, the payer's own account and the text that says what the money is for; empty where not told."""

    payer: str
    account: str
    purpose: str


def joined(lines: list[str]) -> str:
    """The lines of a field as one text: structured fields run on, free text gets a space after a short line."""
    if not lines:
        return ""
    runs_on = bool(GERMAN.match(lines[0]) or SLASHED.search(lines[0]))
    text = lines[0].strip("\r\n")
    for before, line in pairwise(lines):
        text += ("" if runs_on or len(before) >= FULL_LINE else " ") + line.strip("\r\n")
    return text.strip()


def read(text: str) -> Narrative:
    """The payer, account and purpose named in an entry's text."""
    german = GERMAN.match(text)
    if german:
        return _german(text, german["mark"])
    if SLASHED.search(text):
        return _slashed(text)
    name, account = WRITTEN.search(text), WRITTEN_ACCOUNT.search(text)
    return Narrative(
        payer=_name(name["name"]) if name else "",
        account=re.sub(r"[\s-]", "", account["account"]) if account else "",
        purpose=squeezed(text),
    )


def _name(text: str) -> str:
    """A Chinese name ends at a space, a Latin one may hold some."""
    return text.split()[0] if CHINESE.search(text) and text.strip() else text.strip()


def _german(text: str, mark: str) -> Narrative:
    fields = {int(part[:2]): part[2:] for part in text.split(mark)[1:] if part[:2].isdigit()}
    purpose = "".join(fields.get(number, "") for number in PURPOSE_FIELDS) or fields.get(0, "")
    return Narrative(
        payer=squeezed(fields.get(32, "") + fields.get(33, "")),
        account=re.sub(r"\s", "", fields.get(38, "") or fields.get(31, "")),
        purpose=squeezed(purpose),
    )


def _slashed(text: str) -> Narrative:
    parts = SLASHED.split(text)
    named: dict[str, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=False):
        named.setdefault(code, value.strip("/ "))
    counterparty = (named.get("CNTP", "") + "///").split("/")
    payer = (
        named.get("NAME")
        or counterparty[2]
        or named.get("ORDP")
        or named.get("BO")
        or named.get("BENM")
        or ""
    )
    account = named.get("IBAN") or named.get("ACC") or named.get("ACCT") or counterparty[0]
    purpose = " ".join(
        filter(None, (named.get("REMI"), named.get("PY"), named.get("EREF"), parts[0].strip("/ ")))
    )
    return Narrative(squeezed(payer), re.sub(r"\s", "", account), squeezed(purpose) or squeezed(text))


def squeezed(text: str) -> str:
    """Runs of white space as one space."""
    return " ".join(text.split())
