"""Reading what a caller sends: the page's own forms, asked for JSON, with errors that point into the body."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.refusals import field_errors

MOST_ITEMS = 1000
# Widgets of pages turn whatever comes into text; JSON says what it means, so a wrong type is an error here.
_TEXT = (forms.CharField, forms.ChoiceField, forms.UUIDField, forms.fields.BaseTemporalField)
# Fields that read more than one JSON type by themselves.
_OWN_JUDGEMENT = (forms.JSONField, forms.ModelChoiceField)


def cleaned(form_class, content, *, by, record=None, files=None, partial: bool = False) -> dict:
    """The values of `content` (a JSON object) by the form. Raises ValidationError by field.

    partial: only what was sent is checked and returned (PATCH).
    """
    content = _object(content)
    form = form_class(content, files, by=by, record=record) if files else form_class(content, by=by, record=record)
    errors = _unknown(form, content) | _wrong_types(form, content)
    if errors:
        raise ValidationError(errors)
    if partial:
        for name in [name for name in form.fields if name not in content]:
            del form.fields[name]
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data


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


def _entry(item, entry, by, record):
    if isinstance(item, type) and issubclass(item, forms.BaseForm):
        return cleaned(item, entry, by=by, record=record)
    if hasattr(item, "bind"):
        item.bind(by)
    return item.clean(entry)


def _below(index: int, error: ValidationError) -> dict:
    """The errors of one entry under its index: {"0/quantity": [...]}."""
    found: dict[str, list] = {}
    for one in field_errors(error, prefix=str(index)):
        found.setdefault(one["pointer"], []).append(ValidationError(one["detail"], code=one["code"]))
    return found


def refuse_wrong_types(form_class, content: dict) -> None:
    """Raise ValidationError where a field got a JSON type it does not read (a number for a text)."""
    errors = {
        name: ValidationError(_("{wanted} is expected.").format(wanted=wanted), code="type")
        for name, value in content.items()
        if name in form_class.base_fields and (wanted := _wanted(form_class.base_fields[name], value))
    }
    if errors:
        raise ValidationError(errors)


def _object(content) -> dict:
    if hasattr(content, "getlist"):
        return content
    if not isinstance(content, dict):
        raise ValidationError(_("An object is expected."), code="type")
    return content


def _unknown(form, content) -> dict:
    """A misspelt field is told, not dropped."""
    return {
        name: ValidationError(_("There is no field “{name}” to be set here.").format(name=name[:60]), code="unknown")
        for name in content
        if name not in form.fields
    }


def _wrong_types(form, content) -> dict:
    if hasattr(content, "getlist"):
        return {}
    return {
        name: ValidationError(_("{wanted} is expected.").format(wanted=wanted), code="type")
        for name, value in content.items()
        if name in form.fields and (wanted := _wanted(form.fields[name], value))
    }


def _wanted(field, value) -> str:
    """What the field takes, where `value` is of another JSON type; empty where it fits."""
    if value is None or isinstance(field, _OWN_JUDGEMENT) or getattr(field, "reads_json", False):
        return ""
    if isinstance(field, forms.BooleanField):
        return "" if isinstance(value, bool) or value in ("true", "false") else _("true or false")
    if isinstance(field, forms.MultipleChoiceField):
        return "" if isinstance(value, list) else _("An array")
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return _("A number") if isinstance(value, bool | list | dict) else ""
    if isinstance(field, _TEXT):
        return "" if isinstance(value, str) else _("Text")
    return ""
