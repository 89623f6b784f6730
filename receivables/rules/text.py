"""The text of a bank's file, whatever it was written in."""

import codecs

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HIGH = range(0x80, 0x100)


class Unreadable(ValueError):
    """A file that cannot be read; `line` (from 1) says where, `detail` why."""

    def __init__(self, line: int, detail: str):
        self.line, self.detail = line, str(detail)
        super().__init__(f"{line}: {detail}")


def decoded(raw: bytes) -> str:
    """The text of `raw`: byte order mark, UTF-8, UTF-16 by its zero bytes, GB 18030, else Western European.

    Never fails: Latin text that is no UTF-8 stays readable, at worst with a wrong accent.
    """
    for mark, name in BOMS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    try:
        return raw.decode("utf-8") if b"\0" not in raw else _wide(raw)
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace") if _looks_chinese(raw) else raw.decode("cp1252", "replace")


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: ASCII letters put their zero byte first or second."""
    name = "utf-16-le" if raw[1::2].count(0) >= raw[::2].count(0) else "utf-16-be"
    return raw.decode(name, "replace")


def _looks_chinese(raw: bytes) -> bool:
    """Bytes above 127 come in pairs in GB 18030 and alone between letters in Latin text."""
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    pairs = singles = run = 0
    for byte in raw + b" ":
        if byte in HIGH:
            run += 1
        elif run:
            pairs, singles, run = pairs + (run % 2 == 0), singles + (run % 2), 0
    return pairs >= singles
