"""Fields that take a text or a list: findings of the insight and risks of the bid (decision 37)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from opportunities.states import RiskLevel

MOST_ENTRIES = 100
LONGEST_TEXT = 4000


class TextOrList(forms.Field):
    """A text, a list of texts or a list of objects with `text`, as [{"text": …}, …]; a page sends one line each."""

    widget = forms.Textarea(attrs={"rows": 3})
    reads_json = True
    known: tuple[str, ...] = ("text",)

    def json_schema(self) -> dict:
        """Text or list, for the API's description."""
        entry = {"type": "object", "properties": {name: {"type": "string"} for name in self.known}}
        return {
            "oneOf": [
                {"type": "string"},
                {"type": "array", "items": {"oneOf": [{"type": "string"}, {**entry, "required": ["text"]}]}},
            ]
        }

    def to_python(self, value):
        if value in (None, "", []):
            return []
        if isinstance(value, str):
            value = [line for line in value.splitlines() if line.strip()]
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            raise ValidationError(
                _("Send a text or a list of at most {most} entries.").format(most=MOST_ENTRIES)
            )
        return [self.entry(one) for one in value]

    def entry(self, given) -> dict:
        """One entry as an object with its parts. Raises ValidationError."""
        given = {"text": given} if isinstance(given, str) else given
        if not isinstance(given, dict) or set(given) - set(self.known):
            raise ValidationError(
                _("Each entry is a text or has these fields: {known}.").format(known=", ".join(self.known))
            )
        text = given.get("text")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
            raise ValidationError(
                _("Each entry has a text of at most {most} characters.").format(most=LONGEST_TEXT)
            )
        return {"text": text.strip(), **self.rest(given)}

    def rest(self, given: dict) -> dict:
        """The other parts of an entry."""
        return {}


class DatedTexts(TextOrList):
    """Findings with the day each was made."""

    known = ("text", "found_on")

    def rest(self, given: dict) -> dict:
        """The day, if one was named."""
        raw = given.get("found_on")
        if raw in (None, ""):
            return {}
        try:
            day = parse_date(str(raw))
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(_("“{value}” is no date such as 2026-11-23.").format(value=str(raw)[:40]))
        return {"found_on": day}


class RiskList(TextOrList):
    """Risks with their level and what is done about them."""

    known = ("text", "level", "measure")

    def rest(self, given: dict) -> dict:
        """Level (medium unless named) and measure."""
        level, measure = given.get("level") or RiskLevel.MEDIUM, given.get("measure") or ""
        if level not in RiskLevel.values:
            raise ValidationError(_("The level of a risk is high, medium or low."))
        if not isinstance(measure, str) or len(measure) > LONGEST_TEXT // 2:
            raise ValidationError(
                _("The measure is a text of at most {most} characters.").format(most=LONGEST_TEXT // 2)
            )
        return {"level": str(level), "measure": measure.strip()}
