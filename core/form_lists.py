"""Form fields for lists and maps; JSON and page input alike."""

import json
import re
from decimal import Decimal
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.form_numbers import DecimalText

LONGEST_LIST = 1000


class RowsInput(forms.Textarea):
    """Rows of a page form (`lines-0-quantity`, …) or one JSON text or list; rows left wholly empty are dropped."""

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data.get(name)
        rows: dict[int, dict] = {}
        for key in data:
            if found := re.fullmatch(rf"{re.escape(name)}-(\d+)-(\w+)", key):
                rows.setdefault(int(found[1]), {})[found[2]] = data.get(key)
        return [row for _position, row in sorted(rows.items()) if any(row.values())]

    def value_omitted_from_data(self, data, files, name):
        return not any(key == name or key.startswith(f"{name}-") for key in data)

    def format_value(self, value):
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False, default=str)


class JSONList(forms.Field):
    """A list; with `item`, a MoveForm class, each entry is parsed by it and errors point at entry and field."""

    widget = RowsInput

    def __init__(self, *, item=None, min_items=0, max_items=LONGEST_LIST, **options):
        self.item, self.min_items, self.max_items = item, min_items, max_items
        self.by = self.record = None
        super().__init__(**options)

    def bind(self, by, record) -> None:
        """Take the asking person and the form's record, for the choices within the items."""
        self.by, self.record = by, record

    def to_python(self, value):
        value = parse_json(value, list, _("This must be a list."))
        if value is None:
            return None
        if not self.min_items <= len(value) <= self.max_items:
            sentence = _("Between {least} and {most} entries, not {have}.")
            told = sentence.format(least=self.min_items, most=self.max_items, have=len(value))
            raise ValidationError(told, code="length")
        return value if self.item is None else self._items(value)

    def _items(self, entries) -> list[dict]:
        parsed, errors = [], []
        for position, entry in enumerate(entries):
            if not isinstance(entry, dict):
                told = _("Each entry must be an object with named fields: {fields}.")
                errors.append(pointed(told.format(fields=", ".join(self.item.base_fields)), position))
                continue
            form = self.item(entry, by=self.by, record=self.record)
            errors += [] if form.is_valid() else nested(form.errors.as_data(), position)
            parsed.append(form.cleaned_data)
        if errors:
            raise ValidationError(errors)
        return parsed


class MapInput(RowsInput):
    """Values of a page form by key (`quantities-<key>`), or one JSON text or object; empty values are dropped."""

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data.get(name)
        if self.value_omitted_from_data(data, files, name):
            return None  # not asked is not the same as all emptied
        start = f"{name}-"
        return {key[len(start) :]: data.get(key) for key in data if key.startswith(start) and data.get(key)}


class JSONMap(forms.Field):
    """A map of ids to decimals, {"<uuid>": "2"} as {UUID: Decimal}; errors point at the key."""

    widget = MapInput

    def __init__(self, *, value=None, **options):
        self.value = value or DecimalText(places=4, min_value=Decimal(0))
        super().__init__(**options)

    def to_python(self, value):
        value = parse_json(value, dict, _("This must be an object of ids and numbers."))
        if value is None:
            return None
        parsed, errors = {}, []
        for key, given in value.items():
            try:
                parsed[UUID(str(key))] = self.value.clean(given)
            except ValueError:
                errors.append(pointed(_("“{key}” is no id.").format(key=str(key)[:40]), str(key)[:40]))
            except ValidationError as error:
                errors += [pointed(message, key) for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return parsed


def parse_json(value, kind: type, sentence: str):
    """`value` as list or dict, from JSON text where a page sent it so; None where it is empty."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            raise ValidationError(sentence, code="invalid") from None
    if value is None or value == "":
        return None
    if not isinstance(value, kind):
        raise ValidationError(sentence, code="invalid")
    return value


def pointed(message: str, pointer, code="invalid") -> ValidationError:
    """An error within a list or map; `pointer` is the path to it, as the API spells it (0/quantity)."""
    return ValidationError(str(message).replace("%", "%%"), code=code, params={"pointer": str(pointer)})


def nested(errors: dict, position) -> list[ValidationError]:
    """The errors of one entry's form, with the entry's position before their own paths."""
    found = []
    for name, leaves in errors.items():
        for leaf in leaves:
            deeper = (leaf.params or {}).get("pointer") if isinstance(leaf.params, dict) else None
            path = [str(position), "" if name == "__all__" else name, deeper or ""]
            found += [
                pointed(message, "/".join(filter(None, path)), leaf.code or "invalid")
                for message in leaf.messages
            ]
    return found
