"""Forms of custom fields, for pages and programs alike."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.custom import KINDS
from core.forms import MoveForm
from core.models import CustomField

CODE = re.compile(r"[a-z](_?[a-z0-9])*")
MOST_OPTIONS, LONGEST_OPTION, LONGEST_CODE = 100, 60, 40
BETWEEN = "|"


class OptionsField(forms.CharField):
    """Choices: a line each as `word | English word | code`, or in JSON a list of {code, label, label_en}."""

    widget = forms.Textarea(attrs={"rows": 6})
    json_schema = {
        "type": "array",
        "maxItems": MOST_OPTIONS,
        "items": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("code", "label", "label_en")},
            "required": ["label"],
        },
    }

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        offered = [one for one in value if one.get("in_use", True)]
        return "\n".join(
            f" {BETWEEN} ".join([one["label"], one.get("label_en", ""), one["code"]]) for one in offered
        )

    def to_python(self, value):
        if value in self.empty_values:
            return []
        rows = value if isinstance(value, list) else _rows(str(value))
        if len(rows) > MOST_OPTIONS:
            raise ValidationError(_("At most {most} entries at a time.").format(most=MOST_OPTIONS))
        return _distinct([_option(row, at) for at, row in enumerate(rows, 1)])

    def has_changed(self, initial, data):
        return True


def _rows(text: str) -> list[dict]:
    """Lines as {label, label_en, code}; empty lines are passed over."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split(BETWEEN)] + ["", ""]
        if any(parts):
            found.append({"label": parts[0], "label_en": parts[1], "code": parts[2]})
    return found


def _option(row, at: int) -> dict:
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise ValidationError(_("Line {at}: a choice has a word, an English word and a code.").format(at=at))
    label, label_en = row.get("label", "").strip(), row.get("label_en", "").strip()
    if not label or max(len(label), len(label_en)) > LONGEST_OPTION:
        told = _("Line {at}: a choice has a word of at most {most} characters.")
        raise ValidationError(told.format(at=at, most=LONGEST_OPTION))
    code = row.get("code", "").strip() or _code_of(label_en or label, at)
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        told = _(
            "Line {at}: a code is small letters, digits and single underscores, beginning with a letter."
        )
        raise ValidationError(told.format(at=at))
    return {"code": code, "label": label, "label_en": label_en}


def _code_of(word: str, at: int) -> str:
    """A code out of an English word; a number where there is none."""
    code = slugify(word).replace("-", "_")[:LONGEST_CODE].strip("_")
    return code if CODE.fullmatch(code) else f"option_{at}"


def _distinct(options: list[dict]) -> list[dict]:
    codes = [one["code"] for one in options]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ValidationError(_("Two choices have the code “{code}”.").format(code=min(twice)))
    return options


class CustomFieldForm(MoveForm):
    """What of a custom field changes."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    label_en = forms.CharField(
        label=gettext_lazy("English name"), max_length=60, required=False,
        help_text=gettext_lazy("Shown to people who read English"),
    )  # fmt: skip
    is_required = forms.BooleanField(
        label=gettext_lazy("Must be filled in"), required=False,
        help_text=gettext_lazy("Asked in forms and by the API; records that stand keep what they have."),
    )  # fmt: skip
    help = forms.CharField(label=gettext_lazy("Hint below the field"), max_length=200, required=False)
    options = OptionsField(
        label=gettext_lazy("Choices"), required=False, max_length=10_000,
        help_text=gettext_lazy("One a line: word | English word | code. Without a code one is made."),
    )  # fmt: skip


class NewCustomFieldForm(CustomFieldForm):
    """A new field also has kind, code and type, which stay."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of record"), choices=lambda: _kinds())
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=LONGEST_CODE,
        help_text=gettext_lazy("Small letters, digits and underscores; the API and imports use it."),
    )  # fmt: skip
    type = forms.ChoiceField(label=pgettext_lazy("field", "Type"), choices=CustomField.Type.choices)
    field_order = ["kind", "label", "label_en", "code", "type"]

    def clean_code(self):
        """As addresses and filters can spell it."""
        code = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            told = _("A code is small letters, digits and single underscores, beginning with a letter.")
            raise ValidationError(told)
        return code


def _kinds() -> list[tuple]:
    return [(kind, model._meta.verbose_name_plural) for kind, model in KINDS.items()]
