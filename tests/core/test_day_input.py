"""Days in forms: a browser reads one way of writing them, whatever the reader's language writes."""

from datetime import date

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.translation import override

from core.forms import MoveForm


def _all(form=MoveForm):
    for one in form.__subclasses__():
        yield one
        yield from _all(one)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_that_a_form_shows_is_written_as_browsers_read_it(language):
    assert get_resolver().url_patterns, "every app's forms are loaded"
    days = [
        (form.__name__, name, field.widget)
        for form in _all() for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField)
        and "date" in (field.widget.attrs.get("type"), getattr(field.widget, "input_type", ""))
    ]  # fmt: skip

    with override(language):
        wrong = [
            f"{form}.{name}"
            for form, name, day in days
            if day.format_value(date(2026, 12, 1)) != "2026-12-01"
        ]

    assert len(days) > 50 and wrong == []
