"""Custom fields in forms: one object `custom` in JSON, a field each on a page."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.custom.fields import KINDS, fields_of
from core.custom.shown import entered
from core.custom.types import form_field
from core.custom.values import patched, stored
from core.dates import implausible, is_plausible
from core.form_lists import nested, parse_json, pointed
from core.json_types import wanted

ENTRY = "custom"
MOST_CODES = 200


class CustomFields(forms.Field):
    """The custom fields of a kind of record: {code: value}, answered as records keep them; null empties one.

    A form declares it as `custom`. On a page each custom field takes its place (`spread`, `gather`).
    """

    json_schema = {
        "type": "object",
        "additionalProperties": True,
        "description": "Values of custom fields by code (custom-fields)",
    }

    def __init__(self, kind: str):
        self.kind, self.by, self.record = kind, None, None
        super().__init__(required=False, label=gettext_lazy("Custom fields"))

    def bind(self, by, record) -> None:
        """Take the asking person, for colleagues to choose from, and the record, which may have what is required."""
        self.by, self.record = by, record

    @property
    def fields(self):
        """The custom fields in use."""
        return fields_of(KINDS[self.kind])

    def clean(self, value):
        sent = parse_json(value, dict, _("This must be an object of codes and values.")) or {}
        known = {field.code: field for field in self.fields}
        kept, errors = {}, []
        for code in list(sent)[:MOST_CODES]:
            try:
                kept[code] = self._kept(known[code], sent[code])
            except KeyError:
                errors.append(pointed(_("There is no such field here."), str(code)[:40], "unknown"))
            except ValidationError as error:
                errors += nested({"__all__": error.error_list}, code)
        errors += [
            pointed(forms.Field.default_error_messages["required"], code, "required")
            for code in known.keys() - sent.keys()
            if known[code].is_required and self.record is None
        ]
        if errors:
            raise ValidationError(errors)
        return _told(kept, self.record)

    def _kept(self, field, value):
        entry = form_field(field)
        if hasattr(entry, "bind"):
            entry.bind(self.by, self.record)
        if asked := wanted(entry, value):
            raise ValidationError(_("{wanted} is expected.").format(wanted=asked), code="type")
        if value is None and not field.is_required:
            return None
        found = entry.clean(value)
        if isinstance(found, date) and not is_plausible(found):
            raise ValidationError(implausible(), code="out_of_range")
        return stored(field, found)


# A file's reader has found the colleague and the flag already.
_FOUND = ("user", "flag")


def from_file(field, value):
    """A value that an import has read, as records keep it. Raises ValidationError."""
    return stored(field, value if field.type in _FOUND else form_field(field).clean(value))


def spread(form) -> None:
    """Put a field each in the place of `custom`: a page's form."""
    declared = form.fields.get(ENTRY)
    if not isinstance(declared, CustomFields):
        return
    del form.fields[ENTRY]
    form.custom_fields = declared.fields
    form.fields |= {field.name: form_field(field) for field in form.custom_fields}
    if form.record is not None and form.custom_fields:
        form.initial = {**form.initial, **entered(form.record)}


def gather(form) -> None:
    """Put what a page's custom fields hold together as `custom`."""
    asked = [field for field in getattr(form, "custom_fields", ()) if field.name in form.fields]
    values = {
        field.code: stored(field, form.cleaned_data.pop(field.name))
        for field in asked
        if field.name in form.cleaned_data
    }
    if asked:
        form.cleaned_data[ENTRY] = _told(values, form.record)


def _told(values: dict, record) -> dict:
    """Of a new record only what was filled in; of one that stands also what is emptied."""
    return values if record is not None else patched({}, values)
