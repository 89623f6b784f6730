"""How a table is to be read: which column is what, the order of day and month, the decimal mark, how money that went
out is told. Found by the headers' words, given by a person, or remembered from the last file with these headers.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from receivables.rules.statements import headers
from receivables.rules.statements.cells import ORDERS, has_day, written
from receivables.rules.statements.shape import MappingAsked, Unreadable
from receivables.rules.statements.tables import Row, Table

SIGNS = ("", "signed", "reversed", "columns", "direction")
MARKS = ("", ".", ",")
LOOKED_AT = 300


@dataclass
class Layout:
    """columns: {header: role}. date_order, decimal_mark and sign are empty where the cells decide.

    sign: signed (negative went out), reversed (positive went out), columns (credit and debit), direction (a word says).
    in_words, out_words: further words of the direction column. bank: the name it is kept under.
    """

    columns: dict[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal_mark: str = ""
    sign: str = ""
    currency: str = ""
    in_words: list[str] = field(default_factory=list)
    out_words: list[str] = field(default_factory=list)
    bank: str = ""

    def as_json(self) -> dict:
        """The mapping as the API takes and shows it, without what is left to the cells."""
        return {name: value for name, value in vars(self).items() if value}

    def positions(self, table: Table) -> dict[str, list[int]]:
        """{role: positions of its columns}."""
        found: dict[str, list[int]] = {}
        left = {headers.bare(name): role for name, role in self.columns.items()}
        for at, name in enumerate(table.bare):
            role = left.get(name, "")
            if role and (role in headers.SEVERAL or role not in found):
                found.setdefault(role, []).append(at)
        return found


def from_json(told: dict) -> Layout:
    """A mapping as somebody sent it: {"columns": {header: role}, …} or plainly {header: role}.

    Raises ValueError with a sentence for what is no mapping.
    """
    options = set(vars(Layout())) - {"columns"}
    columns = told.get("columns", {name: role for name, role in told.items() if name not in options})
    if not isinstance(columns, dict) or not all(isinstance(role, str | None) for role in columns.values()):
        raise ValueError(
            _("Name a role for each header: {example}.").format(example='{"交易日期": "booked_on"}')
        )
    for role in columns.values():
        if role and role not in headers.ROLES:
            text = _("There is no role “{role}”; there are {known}.")
            raise ValueError(text.format(role=role[:30], known=", ".join(headers.ROLES)))
    layout = Layout({name: role for name, role in columns.items() if role})
    for name, known in (("date_order", ("", *ORDERS)), ("decimal_mark", MARKS), ("sign", SIGNS)):
        value = told.get(name) or ""
        if value not in known:
            text = _("{name} is one of {known}.")
            raise ValueError(text.format(name=name, known=", ".join(one for one in known if one)))
        setattr(layout, name, value)
    for name in ("currency", "bank"):
        setattr(layout, name, str(told.get(name) or "")[:60])
    for name in ("in_words", "out_words"):
        words = told.get(name) or []
        if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
            raise ValueError(_("{name} is a list of words.").format(name=name))
        setattr(layout, name, words)
    return layout


def fingerprint(header: Iterable[str]) -> str:
    """One and the same for tables with the same columns in any order."""
    names = sorted({headers.bare(name) for name in header} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def is_header_of(layout: Layout):
    """A test whether a row is the header that this layout speaks of."""
    wanted = {headers.bare(name) for name in layout.columns} - {""}
    return lambda cells: bool(wanted) and wanted <= {headers.bare(cell) for cell in cells}


# --- found by words -----------------------------------------------------------------------------------------------


def proposed(table: Table) -> Layout:
    """What the headers' words and the cells below say; incomplete where they don't say enough."""
    rows = [row for row in table.rows[:LOOKED_AT] if not _is_footer(row, len(table.header))]
    chosen: dict[int, str] = {}
    for role in headers.ROLES:
        ranked = sorted((rank, at) for at, name in enumerate(table.header)
                        if at not in chosen and (rank := headers.rank(role, name)) is not None)  # fmt: skip
        fitting = [at for _rank, at in ranked if _fits(role, rows, at)]
        for at in fitting if role in headers.SEVERAL else fitting[:1]:
            chosen[at] = role
    _tidy(chosen, table, rows)
    return Layout({table.header[at]: role for at, role in chosen.items()})


def _is_footer(row: Row, width: int) -> bool:
    """Totals and notes say nothing about what the columns hold: by their words, or a table of fewer cells below."""
    filled = [cell for cell in row.cells if cell]
    narrow = len(filled) <= 1 or len(row.cells) * 2 < width
    return narrow or any(headers.FOOTER.search(cell) for cell in filled[:3])


def _tidy(chosen: dict[int, str], table: Table, rows) -> None:
    """Columns that contradict each other: credit and debit go before a single amount; a time alone is no day."""
    roles = {role: at for at, role in chosen.items()}
    if "credit" in roles and "debit" in roles:
        for role in ("amount", "direction"):
            chosen.pop(roles.get(role, -1), None)
    elif "amount" in roles and ("credit" in roles or "debit" in roles):
        chosen.pop(roles["credit"] if "credit" in roles else roles["debit"])
    if "booked_on" not in roles and "value_on" in roles:
        chosen[roles["value_on"]] = "booked_on"
    if "amount" in chosen.values() and "direction" not in chosen.values():
        # Some banks give the column of S and H no name.
        unnamed = (at for at in range(len(table.header)) if at not in chosen)
        for place in (at for at in unnamed if _fits("direction", rows, at)):
            table.header[place] = table.header[place] or " "
            chosen[place] = "direction"
            break


def _fits(role: str, rows: list[Row], at: int) -> bool:
    """Do the cells below look like the role? A column that is empty so far fits, but not as a direction."""
    cells = [cell for row in rows if (cell := row.cell(at))]
    if not cells:
        return role not in ("direction", "booked_on", "time")
    if role in ("booked_on", "value_on"):
        return _most(cells, has_day)
    if role in ("amount", "credit", "debit"):
        return _most(cells, _is_amount)
    if role == "direction":
        return _most(cells, is_direction)
    if role == "time":
        return _most(cells, lambda cell: not has_day(cell))
    return True


def _most(cells, test) -> bool:
    return sum(map(test, cells)) * 10 >= len(cells) * 7


def _is_amount(cell: str) -> bool:
    try:
        written(cell)
    except ValueError:
        return False
    return True


def is_direction(cell: str) -> bool:
    """Is the cell a word for in, out or neither?"""
    text = headers.word(cell)
    return text in headers.IN_WORDS or text in headers.OUT_WORDS or text in headers.NEUTRAL_WORDS


def complete(layout: Layout, table: Table) -> dict[str, list[int]]:
    """The positions by role. Raises MappingAsked where a day or an amount is missing, Unreadable for headers that the
    file does not have."""
    for name in layout.columns:
        if headers.bare(name) not in table.bare:
            text = _("The file has no column “{name}”; it has {known}.")
            known = ", ".join(filter(None, table.header))[:300]
            raise Unreadable(table.header_line, text.format(name=name, known=known))
    found = layout.positions(table)
    missing = []
    if "booked_on" not in found and "value_on" not in found:
        missing.append("booked_on")
    if not {"amount", "credit", "debit"} & set(found):
        missing.append("amount")
    if missing:
        text = _("It is not known which column holds the {missing}. Say it in a mapping.")
        words = {"booked_on": _("day"), "amount": _("amount")}
        told = text.format(missing=", ".join(str(words[one]) for one in missing))
        raise MappingAsked(table.header_line, told, table, missing)
    return found
