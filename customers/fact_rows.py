"""Rows of a file of facts, read by the columns that its source names; no database."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.codes import tidy_code
from customers.facts import FactType, past_day
from customers.models import FactSource, SourceRow
from customers.names import normalised
from customers.providers import sorted_out

LONGEST_CODE = 18


def parsed(
    rows: Iterable, source: FactSource, types: dict[str, FactType]
) -> tuple[list[SourceRow], list[dict]]:
    """(unsaved rows, problems as [{"row", "column", "reason"}]) of (row number, cells); the first is the header.

    A bad value leaves out that fact alone, a row without company or with a bad day all of it. Where a company stands
    twice the last row counts.
    """
    rows = iter(rows)
    _number, header = next(rows, (0, []))
    found: dict[tuple, SourceRow] = {}
    problems: list[dict] = []
    for number, cells in rows:
        try:
            row, wrong = _row(dict(zip(header, cells, strict=False)), source, types)
        except ValidationError as error:
            problems.append({"row": number, "column": "", "reason": error.messages[0]})
            continue
        problems += [{"row": number, **one} for one in wrong]
        found[row.unified_code or row.normalised_name, bool(row.unified_code)] = row
    return list(found.values()), problems


def _row(cells: dict[str, str], source: FactSource, types) -> tuple[SourceRow, list[dict]]:
    code = tidy_code(cells.get(source.code_column, ""))
    name = normalised(cells.get(source.name_column, ""))[:160]
    if not (code or name) or len(code) > LONGEST_CODE:
        raise ValidationError(_("The row names no company."))
    day = past_day(cells.get(source.day_from, "") if source.day_from else "")
    raw = {fact: cells.get(column, "") for fact, column in source.mapping.items()}
    read = sorted_out(raw, types, day)
    wrong = [{"column": source.mapping[fact], "reason": why} for fact, why in read.problems.items()]
    row = SourceRow(
        source=source, unified_code=code, normalised_name=name,
        values=read.values, day=day,
    )  # fmt: skip
    return row, wrong
