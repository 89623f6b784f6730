"""What is asked of an export to the general ledger, and of its accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.form_days import DayInput
from core.forms import MoveForm
from receivables.books import FORMATS, ExportFormat, ExportTarget

DAY: dict[str, Any] = {"widget": DayInput()}


class ExportForm(MoveForm):
    """Which period goes to which general ledger, and in which file."""

    target = forms.ChoiceField(label=_l("General ledger"), choices=ExportTarget.choices)
    format = forms.ChoiceField(
        label=_l("Format"), choices=ExportFormat.choices, required=False,
        help_text=_l("UFIDA takes TXT or XLSX, the others XLSX or CSV."),
    )  # fmt: skip
    first_on = forms.DateField(label=_l("From day"), **DAY)
    last_on = forms.DateField(label=_l("To day"), **DAY)
    is_repeat = forms.BooleanField(
        label=_l("Hand over once more what was handed over before"), required=False,
        help_text=_l("Otherwise each entry goes to each general ledger once."),
    )  # fmt: skip

    def clean(self):
        """A format that the general ledger takes; a workbook, where none is named."""
        values = super().clean()
        values["format"] = values.get("format") or ExportFormat.XLSX
        target = values.get("target")
        if target and (target, values["format"]) not in FORMATS:
            known = ", ".join(one for of, one in FORMATS if of == target)
            told = _("{name} is one of {known}.").format(name="format", known=known)
            self.add_error("format", ValidationError(told, code="invalid_choice"))
        return values
