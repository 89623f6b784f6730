"""What the columns of banks' tables are called, and what they hold: words of many banks in several languages.

A header names a role only by its whole text; where several columns could be one role, the earlier word wins.
"""

import re
import unicodedata
from functools import lru_cache

from receivables.rules.statements.header_words import WORDS

# Roles in the order in which a mapping page lists them. `text` and `reference` may be several columns.
ROLES = (
    "booked_on", "time", "value_on", "amount", "credit", "debit", "direction", "balance", "currency", "payer",
    "payer_account", "from_name", "from_account", "to_name", "to_account", "text", "bank_reference",
    "customer_reference", "status", "account",
)  # fmt: skip
SEVERAL = ("text",)
LONGEST = 60

# What a header adds in brackets that says nothing about its role: units, and English beside Chinese.
UNIT = re.compile(
    r"[(\[（【](?:[+-]?元|人民币|rmb|cny|usd|eur|gbp|hkd|chf|pln|sek|nok|dkk|¥|€|\$|£|本币|原币|单位:?元)[)\]）】]"
)
DOUBLE = re.compile(r"\[[^\[\]]*[a-z][^\[\]]*\]")
MONEY_IN_HEADER = re.compile(r"[(\[（]([A-Za-z]{3})[)\]）]|\b([A-Z]{3})$")


def _alternatives(words: str) -> list[re.Pattern]:
    """The words of a role, each a pattern; a bar within brackets is part of one."""
    found, depth, start = [], 0, 0
    for at, letter in enumerate(words):
        if words[at - 1 : at] == "\\":
            continue
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            found.append(words[start:at])
            start = at + 1
    return [re.compile(one.strip()) for one in (*found, words[start:])]


ALTERNATIVES = {role: _alternatives(words) for role, words in WORDS.items()}


def bare(header: str) -> str:
    """A header made comparable: full width as plain, small letters, single spaces, no units."""
    text = " ".join(unicodedata.normalize("NFKC", header).casefold().split()).strip("*:. ")
    text = DOUBLE.sub("", UNIT.sub("", text)).strip()
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)


def rank(role: str, header: str) -> int | None:
    """How well a header names a role: 0 is best; None where it does not."""
    return roles_of(header).get(role)


def roles_of(header: str) -> dict[str, int]:
    """{role: how well the header names it}."""
    short = len(header) <= LONGEST and any(letter.isalpha() or letter == "/" for letter in header)
    return _roles_of(bare(header)) if short else {}


@lru_cache(maxsize=4096)
def _roles_of(text: str) -> dict[str, int]:
    found = {
        role: next((at for at, word in enumerate(words) if word.fullmatch(text)), None)
        for role, words in ALTERNATIVES.items()
    }
    return {role: at for role, at in found.items() if at is not None} if text else {}


def is_known(header: str) -> bool:
    """Does a header name any role?"""
    return bool(roles_of(header))


# --- words in cells -----------------------------------------------------------------------------------------------

_IN = (
    "贷 贷方 收入 收 入 转入 存入 来账 来帐 入账 贷记 收款 进 进账 c cr credit in + h haben bij plus crdt deposit"
    " receive received incoming uznanie gutschrift crédit abono"
)  # fmt: skip
_OUT = (
    "借 借方 支出 支 付 出 转出 支取 往账 往帐 出账 借记 付款 d dr debit out - s soll af minus dbit withdrawal sent"
    " outgoing obciążenie lastschrift débit cargo"
)  # fmt: skip
IN_WORDS, OUT_WORDS = frozenset(_IN.split()), frozenset(_OUT.split())
NEUTRAL_WORDS = frozenset({"/", "不计收支", "中性交易", "其他", "neutral", "-/-"})
# States in which a row moved no money (yet).
NOT_BOOKED = re.compile(
    r"关闭|失败|撤销|撤单|取消|等待|待支付|待付款|处理中|未支付|未到账|冻结|冲正作废|reverted|failed|pending|declined|cancell?ed|rejected"
    r"|returned\ to\ sender|unpaid|in\ progress|vorgemerkt|oczekuj",
    re.IGNORECASE,
)
REFUNDED = re.compile(r"退款成功|refunded|refund success", re.IGNORECASE)
FOOTER = re.compile(
    r"合计|总计|小计|共\s*\d+\s*笔|总笔数|笔数|总交易单数|期初余额|期末余额|上期结余|上日余额|承前页|过次页|导出时间|打印时间"
    r"|列表结束|账单结束|^#|^-{3,}|\*{3,}"
    r"|\b(?:total|totals|subtotal|opening balance|closing balance|balance (?:brought|carried) forward|end of)\b"
    r"|anfangssaldo|endsaldo|saldo alt|saldo neu|summe",
    re.IGNORECASE,
)
_CURRENCIES = {
    "CNY": "人民币 人民币元 rmb 元 ¥ ￥ cnh 01 10 156",
    "USD": "美元 美金 us$ $",
    "EUR": "欧元 € euro",
    "GBP": "英镑 £",
    "HKD": "港币 港元 hk$",
    "JPY": "日元 日圆",
    "CHF": "瑞士法郎",
    "CAD": "加元 加拿大元",
    "AUD": "澳元 澳大利亚元",
    "SGD": "新加坡元 新加坡币",
    "KRW": "韩元",
    "RUB": "卢布",
    "THB": "泰铢",
    "TWD": "新台币",
    "MOP": "澳门元",
    "SEK": "瑞典克朗",
    "DKK": "丹麦克朗",
    "NOK": "挪威克朗",
    "NZD": "新西兰元",
}
CURRENCY_WORDS = {word: code for code, words in _CURRENCIES.items() for word in words.split()}


def word(cell: str) -> str:
    """A cell's word made comparable."""
    return unicodedata.normalize("NFKC", cell).casefold().strip().strip("[]【】()")


def currency_word(cell: str, currencies) -> str:
    """The currency that a cell names; empty where it names none that exists."""
    text = word(cell)
    if text.upper() in currencies:
        return text.upper()
    if text in CURRENCY_WORDS:
        return CURRENCY_WORDS[text]
    found = re.search(r"\b([a-z]{3})\b", text)
    if found and found[1].upper() in currencies:
        return found[1].upper()
    return next(
        (code for name, code in CURRENCY_WORDS.items() if len(name) > 1 and text.startswith(name)), ""
    )
