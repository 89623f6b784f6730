"""What people and programs hand in about sources of facts: settings, and the columns of a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy as _p

from core.form_lists import MapInput, parse_json, pointed
from core.forms import MoveForm
from customers.models.sources import SLOWEST_SECONDS
from customers.providers import PROVIDERS

LONGEST_PATH, MOST_FACTS = 120, 100


def kinds() -> list[tuple[str, object]]:
    """Every kind of source."""
    return [(kind, provider.label) for kind, provider in PROVIDERS.items()]


class MappingField(forms.Field):
    """{code of a fact: column or path}; empty places are left out."""

    widget = MapInput
    reads_json = True
    json_schema = {
        "type": "object",
        "additionalProperties": {"type": "string", "maxLength": LONGEST_PATH},
        "examples": [{"pledge_ratio": "data.pledge.ratio", "dishonest": "data.court.dishonest"}],
    }

    def to_python(self, value):
        given = parse_json(value, dict, _("This is an object of facts and places.")) or {}
        if len(given) > MOST_FACTS:
            raise ValidationError(_("At most {most} facts at a time.").format(most=MOST_FACTS))
        wrong = [
            code for code, place in given.items() if not isinstance(place, str) or len(place) > LONGEST_PATH
        ]
        if wrong:
            told = _("This takes a text of at most {most} characters.").format(most=LONGEST_PATH)
            raise pointed(told, str(wrong[0])[:40])
        return {code: place.strip() for code, place in given.items() if place.strip()}


def _number(label, most: int, help_text="") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, help_text=help_text)


def _words(label, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **options)


class FileSourceForm(MoveForm):
    """A source that is a file; its columns are matched with each file."""

    name = forms.CharField(label=_p("fact", "Source"), max_length=80)
    is_active = forms.BooleanField(label=_l("In use"), required=False, initial=True)

    def clean_is_active(self):
        """Left out of JSON means in use; a page's unticked box means not."""
        return self.cleaned_data["is_active"] or (self.record is None and "is_active" not in self.data)


class HttpSourceForm(FileSourceForm):
    """A source that is a service; its secret is written and never read."""

    url = _words(_l("Address"), 500, help_text=_l("With {code} or {name} where the company goes"))
    header_name = _words(_l("Name of the header"), 60, help_text=_l("For the secret, such as Authorization"))
    secret = _words(
        _l("Secret"), 1000, help_text=_l("Kept sealed, never shown; empty: as it is"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    timeout_seconds = _number(_l("Patience in seconds"), SLOWEST_SECONDS)
    attempts = _number(_l("Tries"), 10)
    pause_minutes = _number(_l("Minutes between tries"), 1440)
    cache_hours = _number(_l("Hours an answer is good for"), 8760)
    day_from = _words(_l("Where the day is"), LONGEST_PATH, help_text=_l("Empty: the day it is read"))
    mapping = MappingField(label=_l("Where the facts are"), required=False)

    def clean_secret(self):
        """One line: a header can't carry more."""
        secret = self.cleaned_data["secret"].strip()
        if not (secret.isascii() and secret.isprintable()):
            raise ValidationError(_("A header takes one line of plain characters."), code="invalid")
        return secret


class SourceForm(HttpSourceForm):
    """A source of any kind, for programs."""

    kind = forms.ChoiceField(label=_p("fact", "Kind"), choices=kinds)


class UploadForm(MoveForm):
    """A file of facts."""

    # Its rows are read before it is kept: that tells better than its name what it is.
    file = forms.FileField(
        label=_l("File of facts"), help_text=_l("CSV or XLSX with one row for each company")
    )


class LoadForm(MoveForm):
    """Which columns hold what."""

    code_column = _words(_l("Column of the unified code"), LONGEST_PATH)
    name_column = _words(_l("Column of the name"), LONGEST_PATH)
    day_from = _words(_l("Column of the day"), LONGEST_PATH)
    mapping = MappingField(label=_l("Where the facts are"))
