"""Forms that pages and API share: one parse, one set of sentences, whether the fields came as JSON or from a page."""

from copy import deepcopy
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core import custom
from core.dates import implausible, is_plausible
from core.form_fields import (
    DecimalText,
    JSONList,
    JSONMap,
    MomentField,
    MoneyField,
    PastDay,
    RecordChoice,
    UserChoice,
)

__all__ = [
    "DecimalText", "JSONList", "JSONMap", "MomentField", "MoneyField", "MoveForm", "PastDay", "RecordChoice",
    "UserChoice", "cleaned",
]  # fmt: skip

# Hidden fields that page forms carry beside the move's .
MACHINERY = {"csrfmiddlewaretoken", "once", "next", "version"}


class MoveForm(forms.Form):
    """The fields of a move or of a record. `data` is a page's POST or parsed JSON; choices depend on `by`.

    partial: only the fields that were sent are asked and answered (PATCH). JSON with a field the form does not
    have is an error that names it.
    """

    def __init__(self, data=None, *, by=None, record=None, partial=False, **options):
        options.setdefault("files", data)
        if data is not None and not isinstance(data, MultiValueDict):
            self.base_fields = _Undrawn(self.base_fields)
        super().__init__(data, **options)
        self.by, self.record = by, record
        if data is None or isinstance(data, MultiValueDict):
            custom.spread(self)
        if partial and data is not None:
            self.fields = {name: field for name, field in self.fields.items() if self._sent(name, field)}
        for field in self.fields.values():
            if hasattr(field, "bind"):
                field.bind(by, record)

    def clean(self):
        """Name the fields that came by JSON and don't exist here, and days that are surely mistyped."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, date) and not is_plausible(value):
                self.add_error(name, ValidationError(implausible(), code="out_of_range"))
        if not isinstance(self.data, MultiValueDict):
            for name in set(self.data) - set(self.base_fields) - MACHINERY:
                unknown = ValidationError(_("There is no such field here."), code="unknown")
                self.add_error(None, ValidationError({name: unknown}))
        else:
            custom.gather(self)
        return super().clean()

    def add_error(self, field, error):
        """As Django's, but an error may name a field that the form does not have (an unknown one)."""
        named = getattr(error, "error_dict", {})
        for name in [name for name in named if name not in self.fields]:
            self._errors.setdefault(name, self.error_class(renderer=self.renderer)).extend(named.pop(name))
        if not hasattr(error, "error_dict") or named:
            super().add_error(field, error)

    def _sent(self, name, field) -> bool:
        if not isinstance(self.data, MultiValueDict):
            # A checkbox can't tell "not sent" from "unticked"; JSON can.
            return self.add_prefix(name) in self.data
        return not field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))


# A choice's list is set anew where a form narrows it, never changed in place.
_PLAINLY_COPIED = (forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__)


class _Undrawn(dict):
    """A form's fields where JSON is read: never drawn, they need not be copied as deeply as a page's.

    Django copies every field and its widget through and through for each form that it makes: for a short request
    that is a tenth of all its work.
    """

    def __deepcopy__(self, memo):
        return {name: _copied(field, memo) for name, field in self.items()}


def _copied(field, memo):
    """The field with all that its form may set; kinds of fields that hold more are copied as Django does it."""
    if type(field).__deepcopy__ not in _PLAINLY_COPIED:
        return deepcopy(field, memo)
    made = _flat(field)
    made.validators, made.error_messages = [*field.validators], {**field.error_messages}
    made.widget = _flat(field.widget)
    made.widget.attrs = {**field.widget.attrs}
    return made


def _flat(thing):
    made = object.__new__(type(thing))
    made.__dict__.update(thing.__dict__)
    return made


def cleaned(form_class, data, *, by, record=None, partial=False, **options) -> dict:
    """The parsed fields. Raises ValidationError by field."""
    form = form_class({} if data is None else data, by=by, record=record, partial=partial, **options)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data
