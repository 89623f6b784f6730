"""Who paid and what for, out of the free text of an entry (MT940 field 86 in its many habits)."""

import re
from dataclasses import dataclass
from itertools import pairwise

# German, Austrian, Polish, Czech banks: a business code and numbered subfields after a mark of the bank's choice.
NUMBERED = re.compile(r"^\s*(?:\d{3,4}(?P<mark>[?^~>'+@|<*#§])|(?P<bare>[?~<^]))(?=\d{2})", re.ASCII)
# Dutch, SWIFT and others: code words between slashes.
SLASHED = re.compile(
    r"/(NAME|ORDP|BENM|CNTP|REMI|EREF|KREF|PREF|IREF|IBAN|BIC|ACC|ACCT|MARF|CSID|PURP|ADDR|TRTP|RTRN|ULTD|ULTB|ULTC"
    r"|OCMT|CHGS|EXCH|ISDT|SVCL|CUST|BUSP|TRCD|INST)(?=/)"
)
# Citi's short words, only where the text begins with them.
SHORT_WORDS = re.compile(r"/(PT|FT|PY|BO|BN|BI|CT|OB|ID|OM|AB|SB|RN)(?=/)")
# SEPA's words within the purpose, each glued to what it says.
GLUED = re.compile(
    r"(?:(?<=^)|(?<=[\s/?])|(?<=[^A-Z]))(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|ABSN)\+"
)
WRITTEN = re.compile(
    r"(?:付款(?:人|方|单位)(?:名称|户名|全称)?|对方(?:户名|单位|名称|单位名称|账户名称)|交易对手|汇款人(?:名称)?|户名"
    r"|PAYER(?: NAME)?|ORDERING PARTY|ORDERED BY|BY ORDER OF|ORDERING CUSTOMER|REMITTER|SENDER|AUFTRAGGEBER"
    r"|DEBTOR(?: NAME)?|DONNEUR D'ORDRE)"
    r"\s*[:：]\s*(?P<name>[^:：/;；,，|]+?)(?=\s*(?:$|[/;；,，|])|\s{2,}|\s+\S{2,8}[:：])",
    re.IGNORECASE,
)
WRITTEN_ACCOUNT = re.compile(
    r"(?:付款(?:人|方)?账号|付款(?:人|方)?帐号|对方[账帐]号|IBAN|ACCOUNT)\s*[:：]\s*(?P<account>[A-Z0-9 -]{6,40})",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PURPOSE_FIELDS = (*range(20, 30), *range(60, 66))
# Banks wrap free text at 65 characters; a full line goes on without a space. Numbered fields hold 27.
FULL_LINE, FULL_FIELD = 60, 27
NOTHING = {"NOTPROVIDED", "NONREF", "NOTAVAILABLE", "NOT PROVIDED"}


@dataclass(frozen=True)
class Narrative:
    """payer, the payer's own account, the text that says what the money is for; empty where not told.

    end_to_end: the payer's reference. details: {charges, instructed, rate} as the bank wrote them.
    """

    payer: str
    account: str
    purpose: str
    end_to_end: str = ""
    details: dict | None = None


def joined(lines: list[str]) -> str:
    """The lines of a field as one text: structured fields run on, free text gets a space after a short line."""
    if not lines:
        return ""
    runs_on = bool(NUMBERED.match(lines[0]) or SLASHED.search(lines[0]))
    text = lines[0].strip("\r\n")
    for before, line in pairwise(lines):
        text += ("" if runs_on or len(before) >= FULL_LINE else " ") + line.strip("\r\n")
    return text.strip()


def read(text: str) -> Narrative:
    """The payer, account and purpose named in an entry's text."""
    numbered = NUMBERED.match(text)
    if numbered:
        return _numbered(text, numbered["mark"] or numbered["bare"])
    if SLASHED.search(text):
        return _slashed(text, SLASHED)
    if SHORT_WORDS.match(text):
        return _slashed(text, SHORT_WORDS)
    return _free(text)


def _free(text: str) -> Narrative:
    name, account = WRITTEN.search(text), WRITTEN_ACCOUNT.search(text)
    glued = _glued(text)
    return Narrative(
        payer=_name(name["name"]) if name else squeezed(glued.get("ABWA", "")),
        account=_number(account["account"]) if account else _number(glued.get("IBAN", "")),
        purpose=_purpose(text, glued),
        end_to_end=_reference(glued.get("EREF", "")),
    )


def _name(text: str) -> str:
    """A Chinese name ends at a space, a Latin one may hold some."""
    return text.split()[0] if CHINESE.search(text) and text.strip() else text.strip()


# --- numbered subfields -------------------------------------------------------------------------------------------


def _numbered(text: str, mark: str) -> Narrative:
    fields = _subfields(text, mark)
    raw = _in_fields(fields, PURPOSE_FIELDS)
    glued = _glued(raw)
    payer = squeezed(fields.get(32, "") + fields.get(33, "")) or squeezed(glued.get("ABWA", ""))
    return Narrative(
        payer=payer,
        account=_number(fields.get(38, "") or fields.get(31, "") or glued.get("IBAN", "")),
        purpose=_purpose(raw, glued) or squeezed(fields.get(0, "")),
        end_to_end=_reference(glued.get("EREF", "")),
        details=_details(instructed=glued.get("OAMT"), charges=glued.get("COAM")),
    )


def _subfields(text: str, mark: str) -> dict[int, str]:
    """{number: text}; a mark that no number follows is a letter of the text."""
    fields: dict[int, str] = {}
    last = None
    for part in text.split(mark)[1:]:
        if part[:2].isdecimal() and part[:2].isascii():
            last = int(part[:2])
            fields[last] = fields.get(last, "") + part[2:]
        elif last is not None:
            fields[last] += mark + part
    return fields


def _in_fields(fields: dict[int, str], numbers) -> str:
    """The texts of fields one after the other: a full one goes on, after a shorter one comes a space."""
    text = ""
    for number in numbers:
        part = fields.get(number, "")
        text += part if len(part) >= FULL_FIELD else f"{part} " if part else ""
    return text.strip()


def _glued(text: str) -> dict[str, str]:
    """{word: what it says} of EREF+…SVWZ+…; empty where none is used."""
    parts = GLUED.split(text)
    found: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=False):
        found.setdefault(word, value.strip())
    return found


def _purpose(text: str, glued: dict[str, str]) -> str:
    """What the money is for: SVWZ's text, the text before the words, and the payer's reference."""
    if not glued:
        return squeezed(text)
    before = GLUED.split(text)[0]
    reference = _reference(glued.get("EREF", ""))
    return squeezed(" ".join(filter(None, (before, glued.get("SVWZ"), reference)))) or squeezed(text)


# --- words between slashes ----------------------------------------------------------------------------------------


def _slashed(text: str, words) -> Narrative:
    parts = words.split(text)
    named: dict[str, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=False):
        named.setdefault(code, value[1:])
    # Counterparty: account / bank / name / town.
    counterparty = (named.get("CNTP", "") + "///").split("/")
    names = (named.get("NAME"), counterparty[2], named.get("ORDP"), named.get("BO"), named.get("BENM"))
    payer = next((squeezed(one.strip("/ ")) for one in names if one and one.strip("/ ")), "")
    accounts = (named.get("IBAN"), named.get("ACC"), named.get("ACCT"), counterparty[0])
    account = next((one.strip("/ ") for one in accounts if one and one.strip("/ ")), "")
    end_to_end = _reference(named.get("EREF", "").strip("/ "))
    told = (
        _remittance(named.get("REMI", "")),
        named.get("PY", "").strip("/ "),
        end_to_end,
        parts[0].strip("/ "),
    )
    purpose = squeezed(" ".join(filter(None, told)))
    return Narrative(
        payer,
        _number(account),
        purpose or squeezed(text),
        end_to_end,
        _details(instructed=named.get("OCMT"), charges=named.get("CHGS"), rate=named.get("EXCH")),
    )


def _remittance(text: str) -> str:
    """The text of /REMI/, without the words that say how it is built (USTD//, STRD/CUR/)."""
    text = re.sub(r"^/?(?:USTD/+|STRD/(?:CUR/|ISO/)?)", "", text.lstrip("/"))
    return text.strip("/ ")


# --- both ---------------------------------------------------------------------------------------------------------


def _reference(text: str) -> str:
    found = squeezed(text)
    return "" if found.upper() in NOTHING else found


def _number(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _details(**found) -> dict | None:
    kept = {
        name: squeezed(text.strip("/ "))[:60] for name, text in found.items() if text and text.strip("/ ")
    }
    return kept or None


def squeezed(text: str) -> str:
    """Runs of white space as one space."""
    return " ".join(text.split())
