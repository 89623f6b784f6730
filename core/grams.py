"""Words cut into pairs of neighbouring characters (and plain ones into triples), each one whole number."""

import unicodedata
import zlib
from itertools import pairwise

# Between and after the words of a record: a pair never spans two words, and the last character has a pair too.
SEAM = "\n"
CHARACTER_BITS = 21
# Marks a triple of plain characters of 7 bits each; as a pair it would begin in a plane without letters.
TRIPLE = 1 << 41
PLAIN = frozenset(map(chr, range(33, 127)))


def normal(words: str) -> str:
    """Full-width and half-width, capital and small letters alike; no white space."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split()).replace("\0", "")


def grams(text: str, kind: str) -> set[int]:
    """Every pair of neighbouring characters as a whole number, marked with the kind of record.

    Of letters and digits the triples too: every lead's number holds most pairs of digits.
    """
    base = base_of(kind)
    pairs = {base | pair(a, b) for a, b in pairwise(text) if a != SEAM}
    return pairs | {base | triple for triple in triples(text)}


def triples(text: str) -> set[int]:
    """Every three neighbouring letters, digits or signs of ASCII, 7 bits each."""
    return {
        TRIPLE | ord(a) << 14 | ord(b) << 7 | ord(c)
        for a, b, c in zip(text, text[1:], text[2:], strict=False)
        if a in PLAIN and b in PLAIN and c in PLAIN
    }


def pair(first: str, second: str) -> int:
    """Two characters as one number, 21 bits each."""
    return ord(first) << CHARACTER_BITS | ord(second)


def base_of(kind: str) -> int:
    """The kind of record, in the 21 bits above the characters."""
    # Two kinds that fall together only cost time: ids are asked of one model.
    return (zlib.crc32(kind.encode()) & 0x1FFFFF) << 2 * CHARACTER_BITS


def telling(word: str, kind: str) -> list[int]:
    """The grams by which a word of three or more characters is looked for: triples where it is plain, else pairs."""
    pairs = {pair(a, b) for a, b in pairwise(word) if a not in PLAIN or b not in PLAIN}
    return [base_of(kind) | gram for gram in pairs | triples(word)]
