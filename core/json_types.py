"""JSON's types taken at their word: a number where text belongs is a mistake to tell, not to write down."""

from django import forms
from django.utils.translation import gettext as _

# A page's field turns whatever comes into text.
_TEXT = (forms.CharField, forms.ChoiceField, forms.UUIDField, forms.fields.BaseTemporalField)
_OWN_JUDGEMENT = (forms.JSONField, forms.ModelChoiceField)


def wanted(field, value) -> str:
    """What the form field takes, where `value` is of another JSON type; empty where it fits."""
    if value is None or isinstance(field, _OWN_JUDGEMENT):
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
