"""Company names made comparable: pure functions, no database."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Words that say what form a company has, not which company it is. Longest first, so that 有限责任公司 goes whole.
FORM_WORDS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "集团公司", "分公司", "子公司", "总公司",
    "公司", "集团", "股份", "控股", "有限合伙", "普通合伙",
)  # fmt: skip
FORM_SUFFIXES = re.compile(
    r"\b(co|company|ltd|limited|inc|corp|corporation|gmbh|ag|llc|plc|pte|pty|group|holdings?)\b\.?"
)
_PUNCTUATION = re.compile(r"[\W_]+")


def normalised(name: str) -> str:
    """The name without company-form words, punctuation, width, case and traditional characters.

    The whole name if nothing else is left.
    """
    text = _simplified().convert(unicodedata.normalize("NFKC", name).casefold())
    bare = FORM_SUFFIXES.sub(" ", text)
    for word in FORM_WORDS:
        bare = bare.replace(word, "")
    return _PUNCTUATION.sub("", bare) or _PUNCTUATION.sub("", text)


def sort_key(name: str) -> str:
    """The name in pinyin, so that lists are in the order people expect, whatever the database's collation."""
    # Loaded with its first use: its dictionary takes every process a fifth of a second.
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(name, style=Style.NORMAL)).casefold()[:200]


@cache
def _simplified() -> OpenCC:
    """Traditional characters (臺灣積體電路) to simplified ones; its dictionaries are read once."""
    return OpenCC("t2s")
