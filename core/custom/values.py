"""Values of custom fields: as a record keeps them, and once more in columns by which lists find the record."""

from core.custom.fields import fields_of
from core.custom.types import TYPES
from core.models import CustomValue

EMPTY = (None, "", [])


def stored(field, value):
    """A form's value as the record keeps it; None for nothing."""
    return None if value in EMPTY else TYPES[field.type].stored(value)


def patched(kept: dict, values: dict) -> dict:
    """What a record keeps after these fields were set; None takes one away, fields that are not named stay."""
    return {code: value for code, value in {**kept, **values}.items() if value is not None}


def news(kept: dict, values: dict, *, overwrite: bool) -> dict:
    """Of values that a file has those that the record lacks; overwrite: or has otherwise."""
    return {
        code: value
        for code, value in values.items()
        if kept.get(code) != value and (overwrite or code not in kept)
    }


def carried(source, model) -> dict:
    """What of a record's values the record that follows it in the chain begins with: fields of one code and type."""
    there = {field.code: field for field in fields_of(model)}
    return {
        field.code: source.custom[field.code]
        for field in fields_of(type(source))
        if field.code in source.custom and field.code in there and there[field.code].type == field.type
        and _offers(there[field.code], source.custom[field.code])
    }  # fmt: skip


def _offers(field, kept) -> bool:
    """Does the field know what a choice of the same code says elsewhere?"""
    codes = {one["code"] for one in field.options}
    return not codes or codes.issuperset(kept if isinstance(kept, list) else [kept])


def changes(before: dict, after: dict) -> dict:
    """{field: [old, new]} as an event keeps it."""
    codes = [code for code in {**before, **after} if before.get(code) != after.get(code)]
    return {f"custom-{code}": [before.get(code), after.get(code)] for code in codes}


def index(records) -> None:
    """Write the columns anew by which lists find these records, all of one model; values in fields out of use too."""
    records = list(records)
    fields = fields_of(type(records[0]), retired=True) if records else []
    if not fields:
        return
    CustomValue.objects.filter(record_id__in=[record.pk for record in records]).delete()
    CustomValue.objects.bulk_create(
        [row for record in records for row in _rows(record, fields)], batch_size=1000
    )


def _rows(record, fields):
    for field in fields:
        kind, kept = TYPES[field.type], record.custom.get(field.code)
        if kept is not None and kind.column:
            for value in kind.indexed(kept):
                yield CustomValue(
                    kind=record.api_name, code=field.code, record_id=record.pk, **{kind.column: value}
                )
