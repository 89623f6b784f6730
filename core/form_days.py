"""Form fields for days and moments, on the tenant's calendar and clock."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import local_day, zone


class DayInput(forms.DateInput):
    """A day to choose. Browsers read its value in one way alone, whatever the reader's language writes."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class PastDay(forms.DateField):
    """The day of something that has happened: today or earlier."""

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day > local_day():
            raise ValidationError(_("{day} is still to come.").format(day=day), code="future")
        return day


class MomentField(forms.DateTimeField):
    """A moment; one without an offset is read on the tenant's clock, as a person at a page means it."""

    def to_python(self, value):
        with timezone.override(zone()):
            return super().to_python(value)

    def prepare_value(self, value):
        with timezone.override(zone()):
            return super().prepare_value(value)
