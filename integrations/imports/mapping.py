"""Which column goes into which field: guessed from headers and from what stands below them. Pure functions."""

import hashlib
import re

from rapidfuzz import fuzz

from core.imports import Target
from integrations.imports.values import plain

# From here on a guess is proposed.
LEAST = 75
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.I)
OWN_COLUMNS = ("row in the file", "column at fault", "reason", "原文件行", "出错列", "失败原因")


def bare(header: str) -> str:
    """A header made comparable: plain letters, no marks, no unit in brackets."""
    text = re.sub(r"[(（\[【].*?[)）\]】]", "", plain(header)).casefold()
    return re.sub(r"[\W_]+", " ", text.replace("_", " ")).strip()


def signature(header: list[str]) -> str:
    """One and the same for files with the same columns in any order."""
    names = sorted({bare(name) for name in header if name} - {bare(own) for own in OWN_COLUMNS})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def guess(header: list[str], samples: list[list[str]], targets: list[Target]) -> dict[int, tuple[str, int]]:
    """{position of the column: (target, confidence in percent)}; each target is given away once, the surest first."""
    found = []
    for at, title in enumerate(header):
        below = [row[at] for row in samples if at < len(row) and row[at]]
        for target in targets:
            sure = likeness(title, below, target)
            if sure >= LEAST:
                found.append((sure, -at, target.name))
    given: dict[int, tuple[str, int]] = {}
    taken = set()
    for sure, before, name in sorted(found, reverse=True):
        if -before not in given and name not in taken:
            given[-before] = (name, sure)
            taken.add(name)
    return given


def likeness(header: str, below: list[str], target: Target) -> int:
    """How sure the column is this target's, 0–99: by its header, less where the cells below speak against it."""
    name = bare(header)
    if not name or name in {bare(own) for own in OWN_COLUMNS}:
        return 0
    words = [bare(str(word)) for word in (target.name, target.label, *target.words)]
    sure = max((99 - at // 3 if name == word else _near(name, word)) for at, word in enumerate(words))
    return sure if _fits(below, target) else max(sure - 30, 0)


def _near(name: str, word: str) -> int:
    """Words that differ a little; short ones must be equal."""
    if min(len(name), len(word)) < 4:
        return 0
    return int(fuzz.ratio(name, word) * 0.92)


def _fits(below: list[str], target: Target) -> bool:
    """Do most cells look like the kind of value?"""
    if not below:
        return True
    if target.kind == "email":
        good = sum(bool(EMAIL.match(plain(cell))) for cell in below)
    elif target.kind in ("amount", "number"):
        good = sum(any(c.isdigit() for c in plain(cell)) for cell in below)
    elif target.kind == "phone":
        good = sum(sum(c.isdigit() for c in plain(cell)) >= 5 for cell in below)
    elif target.kind == "day":
        good = sum(any(c.isdigit() for c in plain(cell)) for cell in below)
    else:
        return True
    return good * 2 >= len(below)


def known(targets: list[Target]):
    """A function that says of a header whether it is one of these targets'."""
    words = {bare(str(word)) for target in targets for word in (target.name, target.label, *target.words)}
    return lambda header: bare(header) in words
