"""Fields that only this app reads: admission facts, and people by any of their names."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.form_lists import MapInput, parse_json
from tenancy.people import members

MOST_FACTS = 100


class FactsField(forms.Field):
    """{code: value} or {code: {"value", "source", "date"}}; what a value may be depends on the fact."""

    widget = MapInput
    reads_json = True
    json_schema = {
        "type": "object",
        "additionalProperties": {},
        "examples": [
            {"pledge_ratio": "0.20", "dishonest": {"value": False, "source": "court", "date": "2026-11-01"}}
        ],
    }

    def to_python(self, value):
        facts = parse_json(value, dict, _("Facts are an object of names and values.")) or {}
        if len(facts) > MOST_FACTS:
            raise ValidationError(
                _("At most {most} facts at a time.").format(most=MOST_FACTS), code="too_many"
            )
        return facts


class PeopleField(forms.Field):
    """Members of the company by user name, e-mail or id: a list, or one text parted by commas."""

    widget = forms.TextInput
    reads_json = True
    json_schema = {"type": "array", "items": {"type": "string"}}

    def to_python(self, value):
        names = value if isinstance(value, list) else str(value or "").replace("，", ",").split(",")
        names = [str(name).strip().casefold() for name in names if str(name).strip()]
        known = {
            key: person for person in members() for key in (person.username, person.email, str(person.pk))
        }
        unknown = [name for name in names if name not in known]
        if unknown:
            message = _("Nobody here has the name {names}.").format(names=", ".join(unknown)[:200])
            raise ValidationError(message, code="unknown")
        return list({known[name].pk: known[name] for name in names}.values())
