"""Reading what a caller sends: the pages' own forms, with JSON's types taken at their word and errors that point."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import forms as core_forms
from core.json_types import wanted
from core.refusals import field_errors

MOST_ITEMS = 1000


def cleaned(form_class, content, *, by, record=None, files=None, partial: bool = False) -> dict:
    """The values of `content` (a JSON object or a posted form) by the form. Raises ValidationError by field.

    partial: only what was sent is checked and returned (PATCH).
    """
    refuse_wrong_types(form_class, content)
    options = {"files": files} if files else {}
    return core_forms.cleaned(form_class, content, by=by, record=record, partial=partial, **options)


def cleaned_list(item, content, *, by, record=None) -> list:
    """A JSON array, each entry read by `item`: a form class for objects or a form field for single values."""
    if not isinstance(content, list):
        raise ValidationError(_("An array is expected."), code="type")
    if len(content) > MOST_ITEMS:
        raise ValidationError(_("At most {most} entries at a time.").format(most=MOST_ITEMS), code="too_many")
    values, errors = [], {}
    for index, entry in enumerate(content):
        try:
            values.append(_entry(item, entry, by, record))
        except ValidationError as error:
            errors |= _below(index, error)
    if errors:
        raise ValidationError(errors)
    return values


def refuse_wrong_types(form_class, content) -> None:
    """Raise ValidationError where JSON holds no object, or a field got a JSON type it does not read."""
    if hasattr(content, "getlist"):
        return
    if not isinstance(content, dict):
        raise ValidationError(_("An object is expected."), code="type")
    errors = {
        name: ValidationError(_("{wanted} is expected.").format(wanted=asked), code="type")
        for name, value in content.items()
        if name in form_class.base_fields and (asked := wanted(form_class.base_fields[name], value))
    }
    if errors:
        raise ValidationError(errors)


def _entry(item, entry, by, record):
    if isinstance(item, type) and issubclass(item, forms.BaseForm):
        return cleaned(item, entry, by=by, record=record)
    if hasattr(item, "bind"):
        item.bind(by, record)
    return item.clean(entry)


def _below(index: int, error: ValidationError) -> dict:
    """The errors of one entry under its index: {"0/quantity": [...]}."""
    found: dict[str, list] = {}
    for one in field_errors(error, prefix=str(index)):
        found.setdefault(one["pointer"], []).append(ValidationError(one["detail"], code=one["code"]))
    return found
